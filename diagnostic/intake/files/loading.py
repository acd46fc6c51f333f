"""Rows on their way into the engine: through a file that it reads itself, so that plain lines of a text pass through no other hands."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
import pandas as pd

from diagnostic.intake.cells.texts import literal
from diagnostic.intake.files.line_ends import WRITTEN, is_odd, written
from diagnostic.intake.files.rows import Batch, Plain, Sheet

# bytes that the engine reads at a time, while the next ones are written
CHUNK = 16 << 20
# bytes of a file with long lines that the engine holds at least
BLOCK = 64 << 20
# bytes written at a time
BUFFER = 1 << 20
# what no cell says: an empty cell is an empty text
NO_NULL = "\x01null"
SEPARATOR = ";"
# a longer line needs more room than the engine gives by itself
USUAL = 1 << 20


@dataclass
class Part:
    """What the engine reads at once: a file of rows, the runs of lines that they are (the first, how many, whether they are marked), the
    columns with marks in them, the longest line that is longer than usual."""

    path: Path
    runs: list[tuple[int, int, bool]] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)
    longest: int = 0


class Loading:
    """Adds rows to the table `raw` in the order in which they come; `rows` counts them.

    They are written in files where the engine spills. It reads one by a thread of its own while the next is written; each is gone once
    read.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, sheet: Sheet):
        self.connection, self.width, self.cells, self.separator = connection, sheet.header.width, sheet.cells, sheet.separator or SEPARATOR
        self.rows = self.parts = 0

    def __enter__(self) -> Loading:
        self.folder = tempfile.TemporaryDirectory(dir=_beside(self.connection), ignore_cleanup_errors=True)
        self.reader, self.reading = ThreadPoolExecutor(1), Future[None]()
        self.reading.set_result(None)
        self._begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._hand_over()
                self.reading.result()
                self._verify()
        finally:
            self.reader.shutdown()
            self.file.close()
            self.folder.cleanup()

    def add(self, piece: Batch | Plain) -> None:
        """Take some rows."""
        if isinstance(piece, Plain):
            self.file.write(piece.text)
            self.part.columns |= set() if piece.spans is None else set(range(self.width))
            self._count(piece.runs())
        elif piece[0]:
            self._write(*piece)
        if self.file.tell() >= CHUNK:
            self._hand_over()
            self._begin()

    def _verify(self) -> None:
        """RuntimeError where the engine read other rows than were written: some would then stand under the number of another line."""
        counted = "select count(*), count(case when line is null or c0 is null then 1 end) from raw"
        rows, lone = self.connection.execute(counted).fetchall()[0]
        if lone or rows != self.rows:
            raise RuntimeError(f"{self.rows} rows were written for the engine, it read {rows}, {lone} of them without a line or a cell")

    def _begin(self) -> None:
        self.part = Part(Path(self.folder.name) / f"rows{self.parts}.csv")
        self.parts += 1
        self.file = self.part.path.open("wb", buffering=BUFFER)

    def _hand_over(self) -> None:
        """Have the engine read what is written, once it has read what was written before."""
        self.file.close()
        self.reading.result()
        if self.part.runs:
            self.reading = self.reader.submit(self._read, self.part)

    def _count(self, runs: list[tuple[int, int, bool]]) -> None:
        """Note so many rows from a line on, and whether they are marked."""
        self.part.runs += runs
        self.rows += sum(count for _, count, _ in runs)

    def _write(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        marked = is_odd("".join(chain.from_iterable(rows)))
        if marked:
            self.part.columns |= {place for cells in rows for place, cell in enumerate(cells) if is_odd(cell)}
            rows = [[written(cell) if is_odd(cell) else cell for cell in cells] for cells in rows]
        text = io.StringIO(newline="")
        beyond = [""] * (self.cells - self.width)
        csv.writer(text, delimiter=self.separator, lineterminator="\n").writerows([*cells, *beyond] if beyond else cells for cells in rows)
        lined = text.getvalue().encode("utf-8")
        if len(lined) > USUAL:
            self.part.longest = max(self.part.longest, *map(len, lined.split(b"\n")))
        self.file.write(lined)
        self._count([(line, 1, marked) for line in lines])

    def _read(self, part: Part) -> None:
        """Put the rows of a file into `raw`, each with its line."""
        firsts, counts, marked = (np.array(values, dtype=np.int64) for values in zip(*part.runs, strict=True))
        lines = np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        self.connection.register("numbers", pd.DataFrame({"line": lines, "marked": np.repeat(marked > 0, counts)}))
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(self.cells))
        names = ", ".join(f"c{place}" for place in range(self.width))
        cells = ", ".join(f"{_unwritten(f'c{at}')} as c{at}" if at in part.columns else f"c{at}" for at in range(self.width))
        room = f", max_line_size = {part.longest + USUAL}, buffer_size = {max(BLOCK, 4 * part.longest)}" if part.longest else ""
        form = f"""delim = {literal(self.separator)}, quote = '"', escape = '"', new_line = '\\n', nullstr = {literal(NO_NULL)}{room}"""
        self.connection.execute(
            f"""insert into raw select line, {names}, hash({names}) from (
                    select line, {cells} from numbers positional join (
                        select {names} from read_csv(
                            {literal(part.path.as_posix())}, columns = {{{columns}}}, header = false, auto_detect = false, {form})))"""
        )
        self.connection.unregister("numbers")
        with suppress(PermissionError):  # where the computer still keeps it: it goes with its folder
            part.path.unlink()


def _unwritten(cell: str) -> str:
    """SQL: a cell as it was, where it is of a row that is marked."""
    made = cell
    for sign, mark in WRITTEN:
        made = f"replace({made}, {literal(mark)}, chr({ord(sign)}))"
    return f"case when marked then {made} else {cell} end"


def _beside(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Where the engine was told to spill; None where it was not."""
    spill = Path(connection.execute("select current_setting('temp_directory')").fetchall()[0][0] or "")
    if not spill.is_absolute():
        return None
    spill.mkdir(parents=True, exist_ok=True)
    return spill
