"""Which canonical table a sheet feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from diagnostic import schema
from diagnostic.intake.files.headers import LAST
from diagnostic.intake.judging.rules import KEY, ONE_OF
from diagnostic.proposal import sheets
from diagnostic.proposal.columns import RIVAL, Match, Matcher
from diagnostic.proposal.sample import Sample

# less likely than PLACED, nothing is proposed before the user says the table; less likely than SETTLED, it is asked although it is placed
PLACED, SETTLED = 0.4, 0.6
LEAST_COLUMNS = 2
# a sheet so surely of its table, by so many columns that are likely, is read as such though one thing that its rows need is nowhere
CERTAIN, ENOUGH = 0.9, 3
# the header of the scores may be the question
SAID_BY_HEADER = {"survey": ("question",)}
OF_CASES = ("cases", "case_events")
# a file with fewer cases than this share of its rows tells several things of each
LOG = 0.8
# a table of cases has their number on at least this share of its rows
KEYED = 0.5
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
    """The tables that a sheet can feed, the likeliest first, each with how likely it is: the events of a log follow its cases."""
    chances = sheets.likely(matcher.seen, matcher.assigned, sample.title)
    matches = {table: matcher.matches(table) for table in chances}
    told = {table: chance * (table not in OF_CASES or _is_keyed(matches[table])) for table, chance in chances.items()}
    chances = {table: chance / (sum(told.values()) or 1) for table, chance in told.items()}
    possible = [Choice(table, matches[table], chance) for table, chance in chances.items()]
    possible = [choice for choice in possible if _possible(choice.table, choice.matches) or _lacks_one(choice)]
    # a log of cases is read as both, so that either stands for the two
    of_cases = chances["cases"] + chances["case_events"]
    likely = [replace(choice, confidence=of_cases) if choice.table in OF_CASES else choice for choice in possible]
    return sorted(likely, key=lambda choice: (-choice.confidence, -chances[choice.table]))


def placed(choices: Sequence[Choice]) -> bool:
    """Whether the first table is likely enough for a sheet to be read as that."""
    return bool(choices) and choices[0].confidence >= PLACED


def chosen(sample: Sample, matcher: Matcher, table: str) -> list[Choice]:
    """The table that the user says a sheet is, where its columns can serve it."""
    choice = Choice(table, matcher.matches(table), 1.0)
    return [choice] if _possible(table, choice.matches) else []


def with_log(sample: Sample, matcher: Matcher, choice: Choice) -> list[Choice]:
    """The choice, and the cases and events that are in it where it is a log: several rows tell of each case."""
    if choice.table not in OF_CASES or not _is_log(choice.matches):
        return [choice]
    events = Choice("case_events", matcher.matches("case_events"), choice.confidence)
    cases = _of_log(sample, matcher.matches("cases"), choice.confidence) if _is_log(matcher.matches("cases")) else None
    if choice.table == "cases" and cases and "opened_at" not in cases.matches:
        return [choice]  # rows of one number that have nothing in common are no log: the number is short, or none of a case
    told = [cases] if cases and _possible("cases", cases.matches) else []
    # a log whose only date is that of its steps says nothing of a case that its steps do not
    return [*told, *([events] if _possible("case_events", events.matches) else [])] or [choice]


def lacking(table: str, matches: Mapping[str, Match]) -> list[tuple[str, ...]]:
    """What the rows of a table need and no column gives: for each need the canonical columns of which one would do."""
    needs: list[tuple[str, ...]] = [(name,) for name in schema.REQUIRED.get(table, ()) if name not in SAID_BY_HEADER.get(table, ())]
    needs += [ONE_OF[table]] if table in ONE_OF else []
    return [ways for ways in needs if not any(name in matches for name in ways)]


def _possible(table: str, matches: Mapping[str, Match]) -> bool:
    return len(matches) >= LEAST_COLUMNS and not lacking(table, matches)


def _lacks_one(choice: Choice) -> bool:
    likely = sum(match.sure >= RIVAL for match in choice.matches.values())
    return choice.confidence >= CERTAIN and likely >= ENOUGH and len(lacking(choice.table, choice.matches)) == 1


def _is_keyed(matches: Mapping[str, Match]) -> bool:
    """Whether the number of a case, where there is one, stands on most rows: where it does not, the rows speak of cases and are none."""
    key = matches.get(KEY["cases"])
    return key is None or key.field.filled >= KEYED * key.field.rows


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
