"""What received files seem to be: for each a table, its columns, the order of its dates, its words; and what remains to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.period import apart, cut_short, far, period, together
from diagnostic.proposal.points import Point
from diagnostic.proposal.reading import Decide, read
from diagnostic.proposal.sources import Proposed
from diagnostic.proposal.undecided import Undecided

__all__ = ["Decide", "Point", "Proposal", "Proposed", "Undecided", "propose_files"]

ENGAGEMENT = "engagement.yml"
SEEN = 12
# tables whose rows may lie ahead of their export
AHEAD = ("appointments",)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for some files: their sources in order, the period they cover, what to confirm, the files that cannot be read,
    the opening hours that a file gives, the events that a calendar gives, what the user has answered, and the sheets whose table waits
    for an answer."""

    sources: tuple[Proposed, ...]
    period: tuple[dt.date, dt.date] | None
    points: tuple[Point, ...]
    problems: tuple[Problem, ...] = ()
    hours: tuple[dict[str, Any], ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    events: tuple[dict[str, Any], ...] = ()
    apart: bool = False  # whether no month stands in every file
    cut_short: dt.date | None = None  # the day on which the rows of the last month stop, where it is not whole
    undecided: tuple[Undecided, ...] = ()

    @property
    def all_points(self) -> list[Point]:
        """Those of the mission, then those of each file. What several sheets of one workbook ask alike is asked once, of the workbook."""
        asked: dict[tuple[str, ...], Point] = {}
        for point in (*self.points, *(point for source in self.sources for point in source.points)):
            same = (point.question.key, repr(point.question.values), str(point.column), str(point.proposal))
            file = str(point.question.values.get("file", point.file))
            asked[same] = replace(asked[same], file=file) if same in asked else point
        return list(asked.values())


def propose_files(folder: Path, files: Iterable[str], decide: Decide | None = None) -> Proposal:
    """The proposal for files of an engagement's folder, named as in `engagement.yml` (`data/appels.csv`). Once all of them are read,
    `decide` says of which table a sheet is, where nothing else does; None where there is nobody to ask."""
    received = read(folder, files, decide)
    sources, loose = received.sources, received.points
    # where no file that is placed has a date, those that wait for an answer say the period
    dating = [one for one in sources if one.stamps and one.stamps.first] or [one for waiting in received.undecided for one in waiting.best]
    first = sorted((one for one in dating if one.stamps and one.stamps.first), key=lambda one: str(one.stamps and one.stamps.first))
    odd = [one for one in first if one.stamps and one.table not in AHEAD and far(one.stamps, dt.date.today())]
    loose += [_far(one) for one in odd]
    first = [one for one in first if one not in odd]
    dated = together((one.sample.where, _export(one), one.stamps) for one in first if one.stamps)
    covered = period(stamps for _, stamps in dated)
    separate = apart(stamps for _, stamps in dated)
    if separate:
        loose.insert(0, Point(Problem("proposal.ask.period_apart", {"spans": list(map(_span, dated))}), ENGAGEMENT, "period"))
    cut = cut_short((stamps for _, stamps in dated), covered[1]) if covered else None
    return Proposal(
        tuple(sources),
        covered,
        (*_mission(sources, covered, cut, received.hours), *loose),
        tuple(received.problems),
        tuple(received.hours),
        events=tuple(received.events),
        apart=separate,
        cut_short=cut,
        undecided=tuple(received.undecided),
    )


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


def _ask(key: str, proposal: str | None = None, confidence: float | None = None) -> Point:
    return Point(Problem(f"proposal.ask.{key.rpartition('.')[2]}"), ENGAGEMENT, key, proposal, confidence)
