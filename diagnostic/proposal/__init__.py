"""What received files seem to be: for each a table, its columns, the order of its dates, its words; and what remains to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem, UserError
from diagnostic.proposal import calendars, products
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.hours.places import Place, to_read
from diagnostic.proposal.period import apart, cut_short, far, period, together
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import WIDEST, Sample, samples
from diagnostic.proposal.sources import Proposed, propose

__all__ = ["Point", "Proposal", "Proposed", "propose_files"]

ENGAGEMENT = "engagement.yml"
# so many case numbers seen in two files are those of the same cases
IN_COMMON = 3
SEEN = 12
# tables whose rows may lie ahead of their export
AHEAD = ("appointments",)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for some files: their sources in order, the period they cover, what to confirm, the files that cannot be read,
    the opening hours that a file gives, the events that a calendar gives, and what the user has answered."""

    sources: tuple[Proposed, ...]
    period: tuple[dt.date, dt.date] | None
    points: tuple[Point, ...]
    problems: tuple[Problem, ...] = ()
    hours: tuple[dict[str, Any], ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    events: tuple[dict[str, Any], ...] = ()
    apart: bool = False  # whether no month stands in every file
    cut_short: dt.date | None = None  # the day on which the rows of the last month stop, where it is not whole

    @property
    def all_points(self) -> list[Point]:
        """Those of the mission, then those of each file. What several sheets of one workbook ask alike is asked once, of the workbook."""
        asked: dict[tuple[str, ...], Point] = {}
        for point in (*self.points, *(point for source in self.sources for point in source.points)):
            same = (point.question.key, repr(point.question.values), str(point.column), str(point.proposal))
            file = str(point.question.values.get("file", point.file))
            asked[same] = replace(asked[same], file=file) if same in asked else point
        return list(asked.values())


def propose_files(folder: Path, files: Iterable[str]) -> Proposal:
    """The proposal for files of an engagement's folder, named as in `engagement.yml` (`data/appels.csv`)."""
    sources: list[Proposed] = []
    loose: list[Point] = []
    problems: list[Problem] = []
    hours: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for file in files:
        try:
            for sample in samples(folder, file):
                opening = products.hours(folder, sample)
                calendar = calendars.read(sample) if opening is None else None
                proposed, points = propose(sample) if opening is None and calendar is None else ([], [])
                sample.connection.close()
                sources += proposed
                loose += points
                hours += [entry for place in opening or [] for entry in place.entries()]
                loose += [*_read(sample.where, opening or []), *_beyond(sample)]
                events += calendar.events if calendar else ()
                loose += calendar.points if calendar else ()
        except UserError as error:
            problems += error.problems
    sources = [one for one in sources if not _told_elsewhere(one, sources)]
    first = sorted((one for one in sources if one.stamps and one.stamps.first), key=lambda one: str(one.stamps and one.stamps.first))
    odd = [one for one in first if one.stamps and one.table not in AHEAD and far(one.stamps, dt.date.today())]
    loose += [_far(one) for one in odd]
    first = [one for one in first if one not in odd]
    dated = together((one.sample.where, _export(one), one.stamps) for one in first if one.stamps)
    covered = period(stamps for _, stamps in dated)
    separate = apart(stamps for _, stamps in dated)
    if separate:
        loose.insert(0, Point(Problem("proposal.ask.period_apart", {"spans": list(map(_span, dated))}), ENGAGEMENT, "period"))
    cut = cut_short((stamps for _, stamps in dated), covered[1]) if covered else None
    asked = (*_mission(sources, covered, cut, hours), *loose)
    return Proposal(tuple(sources), covered, asked, tuple(problems), tuple(hours), events=tuple(events), apart=separate, cut_short=cut)


def _told_elsewhere(source: Proposed, sources: list[Proposed]) -> bool:
    """Whether a source is of cases that a log makes, while another file lists them with their own dates."""
    if source.table != "cases" or not any(one.table == "case_events" and one.sample is source.sample for one in sources):
        return False
    header = source.entry.get("columns", {}).get("case_id")
    numbers = {word for one in source.sample.fields if one.name == header for word in one.words}
    listed = (one for one in sources if one.table == "cases" and one.sample.file != source.sample.file and "case_id" in one.matches)
    return any(len(numbers & set(one.matches["case_id"].field.words)) >= IN_COMMON for one in listed)


def _far(source: Proposed) -> Point:
    """The days of a file that are those of no mission."""
    match = next(match for match in source.matches.values() if match.stamps is source.stamps)
    days = {"first": source.stamps.first, "last": source.stamps.last} if source.stamps else {}
    return Point(
        Problem("proposal.ask.dates_far", {"file": source.sample.file, "header": match.header} | days), source.sample.where, match.header
    )


def _export(source: Proposed) -> tuple[Any, ...]:
    """What slices of one export have in common."""
    return source.table, source.product, tuple(sorted(source.entry.get("columns", {}).items())), source.entry.get("channel")


def _span(dated: tuple[str, Stamps]) -> str:
    where, stamps = dated
    return f"{where} ({stamps.first:%Y-%m-%d} - {stamps.last:%Y-%m-%d})"


def _mission(
    sources: list[Proposed], covered: tuple[dt.date, dt.date] | None, cut: dt.date | None, hours: list[dict[str, Any]]
) -> list[Point]:
    """What no file says of the mission."""
    asked = [_ask("client.name"), _ask("client.population"), _ask("client.school_zone"), _ask("client.holidays", "FR, Europe/Paris", 0.5)]
    if covered and cut:
        said = Problem("proposal.ask.period_cut", {"last": cut.isoformat()})
        asked.append(Point(said, ENGAGEMENT, "period", f"{covered[0]} - {covered[1]}", 0.5))
    elif covered:
        asked.append(_ask("period", f"{covered[0]} - {covered[1]}", 0.7))
    else:
        asked.append(Point(Problem("proposal.ask.period_unknown"), ENGAGEMENT, "period"))
    asked += [Point(Problem("proposal.ask.extract"), ENGAGEMENT, "period.extract_date")]
    asked.append(Point(Problem("proposal.ask.hours_read"), ENGAGEMENT, "hours", None, 0.7) if hours else _ask("hours"))
    seen = [
        word for name in ("service", "site") for source in sources if name in source.matches for word in source.matches[name].field.words
    ]
    asked.append(Point(Problem("proposal.ask.perimeter", {"seen": list(dict.fromkeys(seen))[:SEEN] or ["-"]}), ENGAGEMENT, "perimeter"))
    if any(source.table == "cases" for source in sources):
        asked.append(_ask("promises"))
    return asked


def _read(file: str, places: list[Place]) -> list[Point]:
    """What the hours of a file say that its rules do not: comments, words not understood, appointments without hours, hours not known."""
    kinds = to_read(places).items()
    return [Point(Problem(f"proposal.ask.hours_{kind}", {"file": file, "items": items}), file, "hours") for kind, items in kinds]


def _beyond(sample: Sample) -> list[Point]:
    """That a file has more columns than are looked at."""
    values = {"file": sample.file, "seen": WIDEST, "columns": WIDEST + sample.beyond}
    return [Point(Problem("proposal.ask.beyond", values), sample.where)] if sample.beyond else []


def _ask(key: str, proposal: str | None = None, confidence: float | None = None) -> Point:
    return Point(Problem(f"proposal.ask.{key.rpartition('.')[2]}"), ENGAGEMENT, key, proposal, confidence)
