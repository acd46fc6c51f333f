"""Rows on their way into the engine: through a file that it reads itself, so that plain lines of a text pass through no other hands."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
import pandas as pd

from diagnostic.intake.cells.texts import literal
from diagnostic.intake.files.rows import Batch, Plain, Sheet

# bytes that the engine reads at a time
CHUNK = 64 << 20
# what no cell says: an empty cell is an empty text
NO_NULL = "\x01null"
# the engine reads no cell of several lines as surely as one of one: how their ends are written, and the mark itself
MARK = "\x01"
WRITTEN = (("\n", f"{MARK}n"), ("\r", f"{MARK}r"), (MARK, f"{MARK}m"))
SEPARATOR = ";"
# a longer line needs more room than the engine gives by itself
USUAL = 1 << 20


class Loading:
    """Adds rows to the table `raw` in the order in which they come; `rows` counts them.

    The file stands where the engine spills, holds so much at a time, and is gone at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sheet: Sheet):
        self.connection, self.width, self.cells, self.separator = connection, sheet.header.width, sheet.cells, sheet.separator or SEPARATOR
        self.rows = 0

    def __enter__(self) -> Loading:
        self.folder = tempfile.TemporaryDirectory(dir=_beside(self.connection), ignore_cleanup_errors=True)
        self.path = Path(self.folder.name) / "rows.csv"
        self._begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._read()
        self.file.close()
        self.folder.cleanup()

    def add(self, piece: Batch | Plain) -> None:
        """Take some rows."""
        if isinstance(piece, Plain):
            self.file.write(piece.text)
            self._count(range(piece.first, piece.first + piece.count), False)
        elif piece[0]:
            self._write(*piece)
        if self.file.tell() >= CHUNK:
            self._read()
            self._begin()

    def _begin(self) -> None:
        self.file = self.path.open("wb")
        self.lines: list[np.ndarray] = []
        self.marked: list[np.ndarray] = []
        self.columns: set[int] = set()
        self.longest = 0

    def _count(self, lines: Sequence[int], marked: bool) -> None:
        self.lines.append(np.array(lines, dtype=np.int64))
        self.marked.append(np.full(len(lines), marked))
        self.rows += len(lines)

    def _write(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        text = self._text(rows)
        marked = text.count("\n") != len(rows) or "\r" in text or MARK in text
        if marked:
            self.columns |= {place for cells in rows for place, cell in enumerate(cells) if any(sign in cell for sign, _ in WRITTEN)}
            text = self._text([[_written(cell) for cell in cells] for cells in rows])
        written = text.encode("utf-8")
        self.longest = max(self.longest, *map(len, written.split(b"\n"))) if len(written) > USUAL else self.longest
        self.file.write(written)
        self._count(lines, marked)

    def _text(self, rows: list[list[str]]) -> str:
        text = io.StringIO(newline="")
        beyond = [""] * (self.cells - self.width)
        csv.writer(text, delimiter=self.separator, lineterminator="\n").writerows([*cells, *beyond] if beyond else cells for cells in rows)
        return text.getvalue()

    def _read(self) -> None:
        """Put the rows of the file into `raw`, each with its line."""
        self.file.close()
        if not self.lines:
            return
        self.connection.register("numbers", pd.DataFrame({"line": np.concatenate(self.lines), "marked": np.concatenate(self.marked)}))
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(self.cells))
        names = ", ".join(f"c{place}" for place in range(self.width))
        cells = ", ".join(f"{_unwritten(f'c{at}')} as c{at}" if at in self.columns else f"c{at}" for at in range(self.width))
        room = f", max_line_size = {self.longest + USUAL}, buffer_size = {max(CHUNK, 4 * self.longest)}" if self.longest else ""
        self.connection.execute(
            f"""insert into raw select line, {names}, hash({names}) from (
                    select line, {cells} from numbers positional join (
                        select {names} from read_csv(
                            {literal(self.path.as_posix())}, columns = {{{columns}}}, header = false, auto_detect = false,
                            delim = {literal(self.separator)}, quote = '"', escape = '"', new_line = '\\n', nullstr = {literal(NO_NULL)}{room})))"""
        )
        self.connection.unregister("numbers")


def _written(cell: str) -> str:
    for sign, written in reversed(WRITTEN):
        cell = cell.replace(sign, written)
    return cell


def _unwritten(cell: str) -> str:
    """SQL: a cell as it was, where it is of a row that is marked."""
    made = cell
    for sign, written in WRITTEN:
        made = f"replace({made}, {literal(written)}, chr({ord(sign)}))"
    return f"case when marked then {made} else {cell} end"


def _beside(connection: duckdb.DuckDBPyConnection) -> Path:
    spill = Path(connection.execute("select current_setting('temp_directory')").fetchall()[0][0])
    spill.mkdir(parents=True, exist_ok=True)
    return spill
