"""An event log: several steps of each case, one per row."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from diagnostic import schema
from diagnostic.intake.cells.words import folded
from diagnostic.intake.files.headers import FIRST, JOIN, LAST
from diagnostic.proposal import dates, sheets, words
from diagnostic.proposal.columns import Match, Matcher
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.sample import Sample
from diagnostic.proposal.shape import Shape, ask, left_out, rest

# a log tells several things of each case, by few names
SEVERAL, MOST_STEPS = 0.8, 200
STEPS = ("case_id", "activity", "at")
# a step that ends cases is the last one of so many of those it is in
MOSTLY, LAST_OF = 0.5, 0.8
SURE, LIKELY, UNSURE = 0.9, 0.75, 0.5
# a sheet as likely as this to be of steps is looked at as a log
POSSIBLE = 0.3
REOPENS = re.compile(r"\b(re-?open\w*|reouv\w*|reactiv\w*|relanc\w*)\b")
END = schema.TABLES["cases"]["end"]
SHOWN = 12
# so many cases tell which steps close them
SEEN = 5_000


def read(sample: Sample) -> tuple[Shape, ...]:
    """The steps of a log and its cases, opened at their first step and closed at a closing one; nothing where the sheet is no log."""
    steps = rest(sample, "case_events", ())
    if any(name not in steps for name in STEPS) or JOIN in "".join(steps[name].header for name in STEPS):
        return ()
    case, activity, at = (steps[name].field for name in STEPS)
    if case.distinct >= SEVERAL * case.filled or not 1 < activity.distinct <= min(MOST_STEPS, len(activity.words)):
        return ()
    dated = {name: match for name, match in rest(sample, "cases", (at,)).items() if match.column.kind == "instant"}
    if "opened_at" in dated or "closed_at" in dated or not _varies(sample, case.at, at.at) or not _likely(sample):
        return ()
    used = {name: match.header for name, match in steps.items()}
    events = Shape("case_events", used, SURE, dated=_dated(steps), matches=steps)
    cases = _cases(sample, steps)
    return (replace(cases, left_out=left_out(sample, events.used)), events)


def _likely(sample: Sample) -> bool:
    """Whether the columns in all may be those of steps: short numbers of cases come back without being one case's."""
    matcher = Matcher.of(sample)
    return sheets.likely(matcher.seen, matcher.assigned, sample.title)["case_events"] >= POSSIBLE


def _dated(steps: Mapping[str, Match]) -> Stamps | None:
    return steps["at"].stamps


def closing(traces: Sequence[Sequence[str]]) -> tuple[dict[str, str], float]:
    """The steps that close a case, with what each makes of it, and how surely: those whose words say so and after which nothing but such
    steps comes, the first of those that follow one another; else the one at which nearly all of the cases that have it stop."""
    counted = Counter(step for trace in traces for step in set(trace))
    named = {step: meant for step in counted if (meant := words.meaning(END, step)[0]) in schema.ENDS}
    while loose := [step for step in named if _share(traces, counted, step, named) < MOSTLY]:
        del named[min(loose, key=lambda step: _share(traces, counted, step, named))]
    ends = {step: str(meant) for step, meant in named.items() if not any(_follows(traces, counted, step, other) for other in named)}
    if ends:
        return ends, SURE if all(_share(traces, counted, step, named) >= LAST_OF for step in ends) else LIKELY
    stops = [step for step in counted if counted[step] < len(traces) and _share(traces, counted, step, ()) >= LAST_OF]
    best = max(stops, key=lambda step: counted[step], default=None)
    return ({best: "closed"}, UNSURE) if best else ({}, 0.0)


def _share(traces: Sequence[Sequence[str]], counted: Mapping[str, int], step: str, named: Container[str]) -> float:
    """The share of the cases with a step in which nothing but the steps named comes after it."""
    done = (all(later in named for later in trace[_last(trace, step) + 1 :]) for trace in traces if step in trace)
    return sum(done) / counted[step]


def _follows(traces: Sequence[Sequence[str]], counted: Mapping[str, int], step: str, other: str) -> bool:
    """Whether a step comes after another one in nearly all of its cases."""
    after = sum(step in trace and other in trace and trace.index(other) < _last(trace, step) for trace in traces)
    return step != other and after >= LAST_OF * counted[step]


def _last(trace: Sequence[str], step: str) -> int:
    return max(place for place, said in enumerate(trace) if said == step)


def _traces(sample: Sample, steps: Mapping[str, Match]) -> list[list[str]]:
    """The steps of each case in order."""
    case, activity, at = (steps[name].field for name in STEPS)
    stamps = dates.moments(sample, at)
    rows = sample.connection.execute(f"select trim({case.at}), trim({activity.at}), line from raw where trim({case.at}) <> ''").fetchall()
    traces: dict[str, list[str]] = {}
    for number, step, _ in sorted(rows, key=lambda row: (stamps.get(row[2], dt.datetime.min), row[2])):
        if step:
            traces.setdefault(number, []).append(step)
    return list(traces.values())[:SEEN]


def _cases(sample: Sample, steps: Mapping[str, Match]) -> Shape:
    case, activity, at = (steps[name].field for name in STEPS)
    ends, sure = closing(_traces(sample, steps))
    columns = {"case_id": case.name, "opened_at": FIRST + at.name}
    if "team" in steps:
        columns["team"] = LAST + steps["team"].header
    others = {name: match for name, match in rest(sample, "cases", [match.field for match in steps.values()]).items()}
    columns |= {name: match.header for name, match in others.items() if name in ("procedure", "channel", "service") and match.field.filled}
    listed = list(activity.words)[:SHOWN]
    point = ask(sample, "closing", activity.name, JOIN.join(ends) or None, sure or None, header=activity.name, words=listed)
    shape = Shape("cases", columns, SURE, dated=_dated(steps), matches={"opened_at": steps["at"]}, points=(point,))
    if not ends:
        return shape
    again = {word: "open" for word in activity.words if REOPENS.search(folded(word)) and "open" in END.values}
    values: dict[str, dict[str, str]] = {}
    if again or set(ends.values()) != {"closed"}:
        columns["end"] = LAST + activity.name
        values["end"] = ends | again | {"*": ""}
    measures = {"names": activity.name, "values": at.name, "columns": {"closed_at": JOIN.join(ends)}}
    return replace(shape, columns=columns, measures=measures, values=values)


def _varies(sample: Sample, case: str, column: str) -> bool:
    """Whether a column says something else on each row of most cases that have several."""
    share = sample.connection.execute(
        f"""select avg(case when said > 1 then 1.0 else 0.0 end) from (
                select count(distinct {column}) as said from raw where trim({case}) <> '' group by {case} having count(*) > 1)"""
    ).fetchall()[0][0]
    return float(share or 0) >= 0.5
