"""A sheet of a file as the proposal sees it: its headers, and what stands in each column."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from diagnostic import memory
from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.cells.words import folded, is_missing
from diagnostic.intake.files import readers
from diagnostic.intake.files.encodings import Content, examine
from diagnostic.intake.files.headers import Header, mapped
from diagnostic.intake.files.rows import Batch, Sheet
from diagnostic.intake.files.workbook import sheet_names
from diagnostic.proposal import concepts

# rows read whole, then the first ones of each batch: enough for values, and little beside reading the file; rows of one case stay together
WHOLE, OF_A_BATCH = 20_000, 1_000
# characters after which as few are read
HEAVY = 64 << 20
# a column with more words than this is seen through this many of its cells
WORDS = 500
# no export of a tool is wider: beyond, columns are counted and told, not looked at
WIDEST = 400
HEADER_LINES = 12


@dataclass(frozen=True)
class Field:
    """A column of a file: its header, where it stands, how many of its cells say something, and its words with their counts: all
    of them, or those of some cells where there are many."""

    name: str
    position: int
    rows: int
    filled: int
    distinct: int
    words: dict[str, int] = dataclasses.field(default_factory=dict)

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


@dataclass(frozen=True, eq=False)
class Sample:
    """A sheet, its rows in the table `raw` of a connection (`rows` of the `total` of the file), and its fields; `beyond` counts the columns
    that are too many to be looked at."""

    file: str
    content: Content
    sheet: str | None
    header_row: int | None
    separator: str | None
    rows: int
    total: int
    fields: tuple[Field, ...]
    connection: duckdb.DuckDBPyConnection
    beyond: int = 0
    swapped: tuple[str, ...] = ()  # the headers of columns whose days and months a spreadsheet swapped
    remembered: dict[str, Any] = dataclasses.field(default_factory=dict)  # what was found out of it once, by name

    def __getstate__(self) -> dict[str, Any]:
        """What goes from one process to another: all but the rows."""
        return self.__dict__ | {"connection": None, "remembered": {}}

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
            opened = _opened(content, file, sheet)
        except UserError as error:
            if len(names) == 1 or any(problem.key != "intake.no_header" for problem in error.problems):
                raise
            continue
        sample = _sampled(folder, opened, file, sheet if len(names) > 1 else None)
        if sample.rows:
            yield sample
        elif len(names) == 1:
            raise UserError(Problem("intake.no_rows", {"file": file, "line": opened.sheet.header.line}))


class Thinned:
    """A sheet of which only some rows are handed on once many have been, and the first columns of very many."""

    def __init__(self, sheet: Sheet):
        self.header, self.aside, self.sheet = _narrowed(sheet.header), sheet.aside, sheet.sheet
        self.encoding, self.separator, self.head, self._all = sheet.encoding, sheet.separator, sheet.head, sheet
        self.cells = self.header.width
        self.seen = self.weight = 0

    def pieces(self) -> Iterator[Batch]:
        return self.batches()

    def batches(self) -> Iterator[Batch]:
        wide = self._all.header.width > self.header.width
        for lines, cells in self._all.batches():
            kept = len(lines) if self.seen < WHOLE and self.weight < HEAVY else OF_A_BATCH
            yield lines[:kept], [row[: self.header.width] for row in cells[:kept]] if wide else cells[:kept]
            self.seen += len(lines)
            self.weight += sum(map(len, cells[0])) * len(lines) if lines else 0


def _narrowed(header: Header) -> Header:
    return header if header.width <= WIDEST else replace(header, names=header.names[:WIDEST])


def _opened(content: Content, file: str, sheet: str | None) -> readers.Opened:
    """The sheet with the line of headers that the vocabulary knows best, where it does not know the widest."""
    source = Source(file=file, table="contacts", columns={}, sheet=sheet)
    opened = readers.opened(content, source)
    if _known(opened.sheet.header.names):
        return opened
    others = [(_known(cells), -line, line, cells) for line, cells in opened.sheet.head if line < HEADER_LINES and any(cells)]
    best, _, line, cells = max(others, default=(0, 0, 0, ()))
    if best > 1:
        opened.sheet.header = mapped(line, cells, source)
    return opened


def _known(names: Sequence[str]) -> int:
    """How many of these headers speak of something."""
    return sum(bool(concepts.of(name)) and not name[:1].isdigit() for name in names[:WIDEST] if name)


def _sampled(folder: Path, opened: readers.Opened, file: str, sheet: str | None) -> Sample:
    connection = duckdb.connect()
    memory.bind(connection, folder / "work" / "spill")
    thinned = Thinned(opened.sheet)
    header = thinned.header
    rows = readers.load(connection, readers.Opened(opened.source, opened.content, thinned))
    named = {folded(name): (name, position) for position, name in reversed(list(enumerate(header.names))) if name}
    fields = [field(connection, name, position, rows) for name, position in sorted(named.values(), key=itemgetter(1))]
    line = header.line if header.line > 1 else None
    beyond = opened.sheet.header.width - header.width
    told = beyond, tuple(thinned.aside.swapped)
    return Sample(file, opened.content, sheet, line, opened.sheet.separator, rows, thinned.seen, tuple(fields), connection, *told)


def field(connection: duckdb.DuckDBPyConnection, name: str, position: int, rows: int) -> Field:
    """What stands in a column of `raw`, under its header."""
    cell = f"nullif(trim(c{position}), '')"
    counted = connection.execute(
        f"""select word, often, sum(often) over (), count(*) over () from (select {cell} as word, count(*) as often from raw group by 1)
            where word is not null order by 2 desc, 1 limit {WORDS}"""
    ).fetchall()
    filled, distinct = map(int, counted[0][2:]) if counted else (0, 0)
    if distinct > WORDS:
        counted = connection.execute(
            f"""select word, count(*) from (select {cell} as word from raw where word is not null order by hash(line) limit {WORDS})
                group by 1 order by 2 desc, 1"""
        ).fetchall()
    said = {word: count for word, count, *_ in counted if not is_missing(word)}
    telling = sum(said.values()) / max(1, sum(count for _, count, *_ in counted))
    return Field(name, position, rows, round(filled * telling), distinct - len(counted) + len(said), said)
