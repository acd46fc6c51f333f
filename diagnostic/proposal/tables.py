"""Which canonical table a sheet feeds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from diagnostic import schema
from diagnostic.intake.files.headers import LAST
from diagnostic.intake.judging.rules import KEY, ONE_OF
from diagnostic.proposal import vocabulary
from diagnostic.proposal.columns import Match, Matcher
from diagnostic.proposal.sample import Sample

# below this, a file says too little of itself for a table to be proposed
ENOUGH = 1.8
LEAST_COLUMNS = 2
NAME_TELLS = 2.0
# the header of the scores may be the question
SAID_BY_HEADER = {"survey": ("question",)}
# what makes a row of dates a case: a number of its own, or something that happens to it
CASE = ("case_id", "closed_at", "status", "end")
# a file with fewer cases than this share of its rows tells several things of each
LOG = 0.8
# a column that is one value per case, for nearly all of them
CONSTANT, SAME = 0.95, 0.995
# what a case has come to is said on its last row
COME_TO = ("status", "team", "reopen_count")


@dataclass(frozen=True)
class Choice:
    """A table and the columns matched for it; `varying` are headers whose value changes from row to row of one case, `changing`
    those matched on the first row although it sometimes does, `come_to` those matched on the last one."""

    table: str
    matches: dict[str, Match]
    confidence: float
    varying: tuple[str, ...] = ()
    changing: tuple[str, ...] = ()
    come_to: tuple[str, ...] = ()


def choose(sample: Sample, matcher: Matcher) -> list[Choice]:
    """The table that a sheet feeds, then the table of events where it is a log of cases; nothing where nothing convinces."""
    tried = {table: matcher.matches(table) for table in schema.TABLES}
    possible = {table: matches for table, matches in tried.items() if _possible(table, matches)}
    scores = {table: _score(table, matches, sample) for table, matches in possible.items()}
    events = scores.pop("case_events", 0.0)
    if not scores:
        return [Choice("case_events", possible["case_events"], _sure(events, 0.0))] if events >= ENOUGH else []
    best, *others = sorted(scores, key=lambda table: -scores[table])
    if scores[best] < ENOUGH:
        return []
    confidence = _sure(scores[best], scores[others[0]] if others else 0.0)
    if best != "cases" or not _is_log(possible[best]):
        return [Choice(best, possible[best], confidence)]
    cases = _of_log(sample, possible[best], confidence)
    if not events:
        return [cases]
    steps = Choice("case_events", possible["case_events"], _sure(events, 0.0))
    # a log whose only date is that of its steps says nothing of a case that its steps do not
    return [cases, steps] if _possible("cases", cases.matches) else [steps]


def _possible(table: str, matches: dict[str, Match]) -> bool:
    needed = [column for column in schema.REQUIRED.get(table, ()) if column not in SAID_BY_HEADER.get(table, ())]
    if len(matches) < LEAST_COLUMNS or any(column not in matches for column in needed):
        return False
    if table in ONE_OF and not any(column in matches for column in ONE_OF[table]):
        return False
    return table != "cases" or any(column in matches for column in CASE)


def _score(table: str, matches: dict[str, Match], sample: Sample) -> float:
    columns = sum(match.confidence * vocabulary.telling(table, name) for name, match in matches.items())
    return columns + NAME_TELLS * vocabulary.file_table(table, sample.title)


def _sure(best: float, second: float) -> float:
    return best / (best + 0.8) * (1 - 0.5 * second / best)


def _is_log(matches: dict[str, Match]) -> bool:
    key = matches.get(KEY["cases"])
    return key is not None and key.field.distinct < LOG * key.field.filled


def _of_log(sample: Sample, matches: dict[str, Match], confidence: float) -> Choice:
    """The cases of a log, without the columns that say something else on each row of a case, unless the last row is what counts."""
    key = matches[KEY["cases"]].field.at
    kept: dict[str, Match] = {}
    varying, changing, come_to = [], [], []
    for name, match in matches.items():
        share = 1.0 if name == KEY["cases"] else _share_constant(sample, key, match.field.at)
        if name in COME_TO and share < 1:
            kept[name] = replace(match, header=LAST + match.header)
            come_to.append(match.header)
        elif share < CONSTANT:
            varying.append(match.header)
        else:
            kept[name] = match
            if share < SAME:
                changing.append(match.header)
    return Choice("cases", kept, confidence, tuple(varying), tuple(changing), tuple(come_to))


def _share_constant(sample: Sample, key: str, column: str) -> float:
    share = sample.connection.execute(
        f"""select avg(case when said <= 1 then 1.0 else 0.0 end)
            from (select count(distinct coalesce({column}, '')) as said from raw where {key} is not null group by {key})"""
    ).fetchall()[0][0]
    return float(share or 0)
