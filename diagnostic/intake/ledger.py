"""What became of each line of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ledger:
    """One source: what was read, and where each row went. read = accepted + rejected + duplicates.

    Lines that are no data (blank, totals, repeated headers) are not read; they are in `aside`. `reasons` counts the rejected rows,
    `twice` the duplicates by what makes them so, `doubts` the doubtful values of accepted rows, `unknown` how many words no `values:` maps.
    `artefacts` counts the accepted rows that show something of the tool rather than of the work; `changes` says when a tool
    gave way to another. `identifiers` counts, per identifier, the accepted rows that bear one (`known`) or why they bear none.
    `ungrouped` counts the words that the table of topics leaves out; `removed` lists the columns that are not kept
    as received, with the reason and what stands instead.
    """

    file: str
    sheet: str | None
    source: str
    sha256: str
    table: str
    encoding: str | None
    separator: str | None
    header_line: int
    read: int
    accepted: int
    rejected: int
    duplicates: int
    columns: dict[str, str]
    fixed: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    derived: dict[str, dict[str, str]] = field(default_factory=dict)
    removed: list[dict[str, Any]] = field(default_factory=list)
    aside: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)
    doubts: list[dict[str, Any]] = field(default_factory=list)
    artefacts: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    ungrouped: dict[str, dict[str, int]] = field(default_factory=dict)
    ambiguous_hours: int = 0
    skipped_hours: int = 0
    identifiers: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    latest_stamp: str | None = None

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected + self.duplicates:
            raise AssertionError(
                f"{self.file}: {self.read} read, {self.accepted} accepted, {self.rejected} rejected, {self.duplicates} duplicates"
            )
        if self.rejected != sum(self.reasons.values()):
            raise AssertionError(f"{self.file}: {self.rejected} rejected, {self.reasons}")
        if self.duplicates != sum(self.twice.values()):
            raise AssertionError(f"{self.file}: {self.duplicates} duplicates, {self.twice}")


@dataclass(frozen=True)
class Line:
    """A line to look at: refused, or kept with a doubt. `value` never leaves `work/`."""

    file: str
    sheet: str | None
    line: int
    column: str
    reason: str
    value: str
