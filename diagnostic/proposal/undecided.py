"""A sheet of which nothing says for sure of which table it is: what it may be, and what would then be proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diagnostic.intake.identity.personal_columns import kind, may_identify
from diagnostic.proposal.columns import Matcher
from diagnostic.proposal.evidence import INSTANT
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample
from diagnostic.proposal.sources import Proposed, propose
from diagnostic.proposal.tables import choose

# how much of a sheet stands beside the question
ROWS, COLUMNS = 3, 8


@dataclass(frozen=True)
class Undecided:
    """The question of the table of a sheet, and the sources proposed of it as each of the tables that it may be, the likeliest first;
    `rows` are the headers and the first rows of the columns that are not about people, None for a cell that may tell who somebody is."""

    sample: Sample
    question: Point
    ways: Mapping[str, tuple[Proposed, ...]]
    rows: tuple[tuple[str | None, ...], ...] = ()

    @property
    def best(self) -> tuple[Proposed, ...]:
        return next(iter(self.ways.values()))


def of(sample: Sample, points: Iterable[Point]) -> Undecided | None:
    """What a sheet may be, where its table is asked among these points; None where it is not, or no table can be read from it."""
    asked = next((point for point in points if point.about_table), None)
    if asked is None:
        return None
    tables = [choice.table for choice in choose(sample, Matcher.of(sample))]
    ways = {table: tuple(made) for table in tables if (made := propose(sample, table)[0])}
    return Undecided(sample, asked, ways, _rows(sample)) if ways else None


def _rows(sample: Sample) -> tuple[tuple[str | None, ...], ...]:
    stamped = {one.field.name for one in Matcher.of(sample).seen if one.instant > INSTANT}
    fields = [one for one in sample.fields if one.filled and kind(one.name, one.words) is None][:COLUMNS]
    if not fields:
        return ()
    first = sample.connection.execute(f"select {', '.join(one.at for one in fields)} from raw order by line limit {ROWS}").fetchall()
    rows = [[(cell or "").strip() for cell in row] for row in first]
    hidden = [one.name not in stamped for one in fields]
    shown = [[None if hide and may_identify(cell) else cell for hide, cell in zip(hidden, row, strict=True)] for row in rows]
    return (tuple(one.name for one in fields), *map(tuple, shown))
