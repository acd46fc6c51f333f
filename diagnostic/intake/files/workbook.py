"""Rows of a workbook: xlsx, xls, xlsb or ods, every cell as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake.files import clocks, encoded_twice, merged
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.groups import grouped
from diagnostic.intake.files.headers import locate, scorer
from diagnostic.intake.files.rows import BATCH, Block, Reading
from diagnostic.intake.files.swapped import undone

HEAD = 200
MIDNIGHT = dt.time(0)
# rows enough to see in what state the text of a workbook is
LOOKED_AT = 5_000
# sheets that are read of a workbook of which none is named
MOST_SHEETS = 100


class Workbook(Reading):
    """A sheet of a workbook with its header found: the declared sheet, else the one that holds most of the mapped headers."""

    def __init__(self, content: Content, source: Source):
        super().__init__(content, source)
        with _opened(content, source.file) as book:
            sheets = {name: book.get_sheet_by_name(name) for name in _wanted(book.sheet_names, source)}
            tables = {name: self._readable(sheet.to_python(skip_empty_area=False)) for name, sheet in sheets.items()}
            self.sheet = max(tables, key=lambda name: _fit(tables[name], source)) if len(tables) > 1 else next(iter(tables))
            self.merged = sheets[self.sheet].merged_cell_ranges or []
        self.table = tables[self.sheet]
        self.head = grouped([(number, [_text(cell) for cell in row]) for number, row in enumerate(self.table[: _head(source)], 1)])
        self.header = locate(self.head, source)

    def _readable(self, table: list[list[Any]]) -> list[list[Any]]:
        """The cells, their text put right where it was encoded twice before it came into the workbook."""
        texts = (";".join(cell for cell in row if isinstance(cell, str)) for row in table[:LOOKED_AT])
        page = encoded_twice.page_of(text.encode("utf-8", "replace") for text in texts)
        if page is None:
            return table
        self.encoding = f"{encoded_twice.NAME}{page}"
        return [[encoded_twice.repaired(cell, page) if isinstance(cell, str) else cell for cell in row] for row in table]

    def blocks(self) -> Iterator[Block]:
        """The rows of data below the header."""
        self.aside.filled = merged.spread(self.table, self.merged, self.header.line)
        rows = self.table[self.header.line :]
        cells_of = [[row[position] if position < len(row) else "" for row in rows] for position in range(self.header.width)]
        days_once = merged.days_once(cells_of)
        headings = merged.headings(cells_of, days_once)
        for position, days in days_once.items():
            self.aside.filled += cells_of[position].count("")
            cells_of[position] = days
        columns = [self._column(position, cells) for position, cells in enumerate(cells_of)]
        said = [[""] * self.header.width if row in headings else list(cells) for row, cells in enumerate(zip(*columns, strict=True))]
        for start in range(0, len(said), BATCH):
            yield from self.data(self.header.line + 1 + start, said[start : start + BATCH])

    def _column(self, position: int, cells: list[Any]) -> list[str]:
        if set(map(type, cells)) <= {str}:
            return cells
        said, swapped = undone(clocks.counted(cells))
        if swapped:
            self.aside.swapped[self.header.names[position]] = swapped
        return _texts(said)


def sheet_names(content: Content, file: str) -> list[str]:
    """The sheets of a workbook. UserError where it cannot be read, or has too many."""
    with _opened(content, file) as book:
        names = list(book.sheet_names)
    return _few(names, file)


def _few(names: Sequence[str], file: str) -> list[str]:
    if len(names) > MOST_SHEETS:
        raise UserError(Problem("intake.too_many_sheets", {"file": file, "sheets": len(names), "limit": MOST_SHEETS}))
    return list(names)


@contextmanager
def _opened(content: Content, file: str) -> Iterator[Any]:
    from python_calamine import CalamineWorkbook

    try:
        with content.binary() as stream:
            book = CalamineWorkbook.from_filelike(stream)
        yield book
    except (UserError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a broken workbook may make the reader panic, which is no Exception
        raise UserError(Problem("intake.unreadable_workbook", {"file": file})) from error


def _wanted(names: Sequence[str], source: Source) -> list[str]:
    if source.sheet is None:
        return _few(names, source.file)
    if source.sheet in names:
        return [source.sheet]
    near = nearest(source.sheet, names)
    values = {"file": source.file, "sheet": source.sheet, "near": near, "known": list(names)}
    raise UserError(Problem("intake.missing_sheet_near" if near else "intake.missing_sheet", values))


def _head(source: Source) -> int:
    return HEAD + (source.header_row or 0)


def _fit(table: Sequence[Sequence[Any]], source: Source) -> int:
    score = scorer(source)
    return max((score([_text(cell) for cell in row]) for row in table[: _head(source)]), default=0)


def _texts(cells: Sequence[Any]) -> list[str]:
    """The cells as text. Dates that stand among times of day are midnights: the workbook keeps no difference."""
    timed = any(isinstance(cell, dt.datetime) and cell.time() != MIDNIGHT for cell in cells)
    return [_text(cell, timed) for cell in cells]


def _text(cell: Any, timed: bool = False) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        moment = (cell.replace(tzinfo=None) + dt.timedelta(microseconds=500_000)).replace(microsecond=0)  # days as floats fall just short
        return moment.isoformat(" ") if timed or moment.time() != MIDNIGHT else moment.date().isoformat()
    if isinstance(cell, dt.date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return clocks.written(cell)
    if isinstance(cell, dt.time):
        return cell.isoformat()
    return str(cell)
