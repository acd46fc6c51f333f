"""Plain lines of a text, each a row as it is, read by the engine itself: none of their cells passes through Python."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO

import duckdb
import numpy as np
import pandas as pd

from diagnostic.intake.cells.texts import literal
from diagnostic.intake.files.rows import Plain

# bytes that are read at a time
CHUNK = 64 << 20
# what no cell says: an empty cell is an empty text
NO_NULL = "\x01\x02\x03null"


class PlainLines:
    """Adds plain lines to the table `raw`, through a file of so many of them beside what the engine spills; gone at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, width: int):
        self.connection, self.width = connection, width
        self.pieces: list[Plain] = []
        self.file: IO[bytes] | None = None
        self.folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> PlainLines:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._read()
        if self.file:
            self.file.close()
        if self.folder:
            self.folder.cleanup()

    def add(self, piece: Plain) -> None:
        """Take some lines, to be read with others."""
        if self.file is None:
            self.folder = self.folder or tempfile.TemporaryDirectory(dir=_beside(self.connection))
            self.file = (Path(self.folder.name) / "lines.csv").open("wb")
        self.file.write(piece.text)
        self.pieces.append(Plain(piece.first, piece.count, b"", piece.cells, piece.separator))
        if self.file.tell() >= CHUNK:
            self._read()

    def _read(self) -> None:
        """Put the lines of the file into `raw`, each with its number."""
        if self.file is None:
            return
        self.file.close()
        one = self.pieces[0]
        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(one.cells))
        cells = ", ".join(f"c{place}" for place in range(self.width))
        firsts, counts = (np.array(numbers, dtype=np.int64) for numbers in zip(*((p.first, p.count) for p in self.pieces), strict=True))
        lines = np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        self.connection.register("numbers", pd.DataFrame({"line": lines}))
        read = f"""read_csv({literal(Path(self.file.name).as_posix())}, columns = {{{columns}}}, header = false, auto_detect = false,
                   delim = {literal(one.separator)}, quote = '"', escape = '"', new_line = '\\n', nullstr = {literal(NO_NULL)})"""
        self.connection.execute(
            f"insert into raw select n.line, {cells}, hash({cells}) from numbers as n positional join (select {cells} from {read}) as r"
        )
        self.connection.unregister("numbers")
        self.pieces, self.file = [], None


def _beside(connection: duckdb.DuckDBPyConnection) -> Path:
    spill = Path(connection.execute("select current_setting('temp_directory')").fetchall()[0][0])
    spill.mkdir(parents=True, exist_ok=True)
    return spill
