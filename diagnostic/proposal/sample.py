"""A sheet of a file as the proposal sees it: its headers, and what stands in each column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.cells.words import folded, is_missing
from diagnostic.intake.files import readers
from diagnostic.intake.files.encodings import Content, examine
from diagnostic.intake.files.headers import Header
from diagnostic.intake.files.rows import Batch, Sheet
from diagnostic.intake.files.workbook import sheet_names
from diagnostic.proposal import vocabulary

# rows read whole, then one row in so many: enough for values, and little beside reading the file
WHOLE, ONE_IN = 60_000, 10
# a column with more words than this is seen through this many of its cells
WORDS = 500
HEADER_LINES = 12
# a header that names something, by the vocabulary
NAMED = 0.6


@dataclass(frozen=True)
class Field:
    """A column of a file: its header, where it stands, how many of its cells say something, and its words with their counts: all
    of them, or those of some cells where there are many."""

    name: str
    position: int
    rows: int
    filled: int
    distinct: int
    words: dict[str, int] = field(default_factory=dict)

    @property
    def at(self) -> str:
        """Its name in the engine."""
        return f"c{self.position}"

    @property
    def counted(self) -> int:
        return sum(self.words.values())

    def share(self, holds: dict[str, bool]) -> float:
        """The share of the cells seen whose word is true of it."""
        return sum(count for word, count in self.words.items() if holds[word]) / self.counted if self.counted else 0.0


@dataclass(frozen=True)
class Sample:
    """A sheet, its rows in the table `raw` of a connection (`rows` of the `total` of the file), and its fields."""

    file: str
    content: Content
    sheet: str | None
    header_row: int | None
    separator: str | None
    rows: int
    total: int
    fields: tuple[Field, ...]
    connection: duckdb.DuckDBPyConnection

    @property
    def headers(self) -> list[str]:
        return [one.name for one in self.fields]

    @property
    def where(self) -> str:
        """The file as it is shown, with the sheet of a workbook that has several."""
        return self.file if self.sheet is None else f"{self.file} ({self.sheet})"

    @property
    def title(self) -> str:
        """What the file, and the sheet where there are several, are called."""
        return f"{Path(self.file.removesuffix('.gz')).stem} {self.sheet or ''}".strip()


def samples(folder: Path, file: str) -> Iterator[Sample]:
    """Every sheet of a file that holds rows. UserError where the file cannot be read."""
    content = examine(folder, file, None)
    names: list[str | None] = [*sheet_names(content, file)] if content.format == "workbook" else [None]
    for sheet in names:
        try:
            opened = _opened(folder, file, sheet)
        except UserError as error:
            if len(names) == 1 or any(problem.key != "intake.no_header" for problem in error.problems):
                raise
            continue
        sample = _sampled(opened, file, sheet if len(names) > 1 else None)
        if sample.rows:
            yield sample
        elif len(names) == 1:
            raise UserError(Problem("intake.no_rows", {"file": file, "line": opened.sheet.header.line}))


class Thinned:
    """A sheet of which only some rows are handed on once many have been."""

    def __init__(self, sheet: Sheet):
        self.header, self.aside, self.sheet = sheet.header, sheet.aside, sheet.sheet
        self.encoding, self.separator, self._all = sheet.encoding, sheet.separator, sheet
        self.seen = 0

    def batches(self) -> Iterator[Batch]:
        for lines, cells in self._all.batches():
            yield (lines, cells) if self.seen < WHOLE else (lines[::ONE_IN], cells[::ONE_IN])
            self.seen += len(lines)


def _opened(folder: Path, file: str, sheet: str | None) -> readers.Opened:
    """The sheet with the line of headers that the vocabulary knows best among the widest."""
    opened = readers.open_source(folder, _source(file, sheet, None))
    if _known(opened.sheet.header):
        return opened
    others = [opened]
    for line in range(1, HEADER_LINES):
        try:
            others.append(readers.open_source(folder, _source(file, sheet, line)))
        except UserError:
            continue
    best = max(others, key=lambda one: (_known(one.sheet.header), one is opened))
    return best if _known(best.sheet.header) > 1 else opened


def _source(file: str, sheet: str | None, line: int | None) -> Source:
    return Source(file=file, table="contacts", columns={}, sheet=sheet, header_row=line)


def _known(header: Header) -> int:
    terms = [term for group in vocabulary.content()["columns"].values() for listed in group.values() for term in listed]
    return sum(vocabulary.nearness(name, terms) >= NAMED for name in header.names if name)


def _sampled(opened: readers.Opened, file: str, sheet: str | None) -> Sample:
    connection = duckdb.connect()
    header = opened.sheet.header
    thinned = Thinned(opened.sheet)
    rows = readers.load(connection, readers.Opened(opened.source, opened.content, thinned))
    fields = [_field(connection, name, position, rows) for position, name in enumerate(header.names) if name]
    first: dict[str, Field] = {}
    for one in fields:
        first.setdefault(folded(one.name), one)
    line = header.line if header.line > 1 else None
    return Sample(file, opened.content, sheet, line, opened.sheet.separator, rows, thinned.seen, tuple(first.values()), connection)


def _field(connection: duckdb.DuckDBPyConnection, name: str, position: int, rows: int) -> Field:
    cell = f"nullif(trim(c{position}), '')"
    filled, distinct = connection.execute(f"select count({cell}), count(distinct {cell}) from raw").fetchall()[0]
    some = "" if distinct <= WORDS else f"order by hash(line) limit {WORDS}"
    counted = connection.execute(
        f"select word, count(*) from (select {cell} as word, line from raw where word is not null {some}) group by 1 order by 2 desc, 1"
    ).fetchall()
    said = {word: count for word, count in counted if not is_missing(word)}
    telling = sum(said.values()) / max(1, sum(count for _, count in counted))
    return Field(name, position, rows, round(filled * telling), distinct - len(counted) + len(said), said)
