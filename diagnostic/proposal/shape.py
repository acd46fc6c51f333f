"""How a sheet reads whose rows are not one thing each: what is to be written for it, how surely, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostic import schema
from diagnostic.errors import Problem
from diagnostic.intake.files.headers import JOIN, parts
from diagnostic.intake.identity import personal_columns
from diagnostic.proposal.columns import Match, Matcher
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Field, Sample


@dataclass(frozen=True)
class Shape:
    """A source as a wide or long sheet, a log or a tally gives it: the table, the parts of the entry that are written (`columns` to
    `channel`), how surely, when its rows are (`dated`), what is left out by why, what is asked."""

    table: str
    columns: dict[str, str]
    confidence: float
    across: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    channel: str | None = None
    dated: Stamps | None = None
    matches: Mapping[str, Match] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    points: tuple[Point, ...] = ()

    def entry(self, sample: Sample) -> dict[str, Any]:
        """The entry of `sources:`, its columns in the order of the table."""
        order = {name: place for place, name in enumerate(schema.TABLES[self.table])}
        columns = dict(sorted(self.columns.items(), key=lambda item: order[item[0]]))
        said: dict[str, Any] = {"sheet": sample.sheet, "header_row": sample.header_row, "channel": self.channel, "columns": columns}
        said |= {"across": self.across, "measures": self.measures, "fixed": self.fixed, "values": self.values}
        return {"file": sample.file, "table": self.table} | {name: part for name, part in said.items() if part or name == "columns"}

    @property
    def used(self) -> set[str]:
        """The headers of the file that are read."""
        named = {self.measures[part] for part in ("names", "values") if part in self.measures}
        return named | {part for header in self.columns.values() for part in (header, *parts(header))}


def joined(fields: Iterable[Field]) -> str:
    """The headers of several columns, as `columns:` lists them."""
    return JOIN.join(one.name for one in fields)


def rest(sample: Sample, table: str, without: Iterable[Field]) -> dict[str, Match]:
    """The canonical columns that the other fields of a sheet feed, as for any sheet."""
    taken = {one.name for one in without}
    return {name: match for name, match in Matcher.of(sample).matches(table).items() if not taken & {match.header, *parts(match.header)}}


def left_out(sample: Sample, used: set[str], totals: Iterable[Field] = ()) -> dict[str, list[str]]:
    """The headers that nothing reads, by why."""
    listed: dict[str, list[str]] = {}
    added = {one.name for one in totals}
    for one in sample.fields:
        if one.name in added:
            listed.setdefault("total", []).append(one.name)
        elif one.name not in used:
            kind = personal_columns.kind(one.name, one.words)
            why = ("text" if kind == "free_text" else "personal") if kind else "other" if one.filled else "empty"
            listed.setdefault(why, []).append(one.name)
    return listed


def ask(
    sample: Sample, key: str, about: str | None = None, proposal: str | None = None, sure: float | None = None, /, **values: Any
) -> Point:
    """A point about a sheet or a column of it, of `proposal.ask.<key>`."""
    return Point(Problem(f"proposal.ask.{key}", {"file": sample.file, **values}), sample.where, about, proposal, sure)
