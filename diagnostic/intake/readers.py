"""Opening a source's file, whatever its format, and loading its rows into the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from diagnostic.engagement import Source
from diagnostic.intake.delimited import Delimited
from diagnostic.intake.encodings import Content, examine
from diagnostic.intake.rows import Sheet
from diagnostic.intake.workbook import Workbook

RAW = "raw"


@dataclass(frozen=True)
class Opened:
    """A source's table, found and ready to be read."""

    source: Source
    content: Content
    sheet: Sheet


def open_source(folder: Path, source: Source) -> Opened:
    """The source's file with its header found; a UserError names everything that is wrong with it."""
    content = examine(folder, source.file, source.encoding)
    sheet: Sheet = Workbook(content, source) if content.encoding is None else Delimited(content, source)
    return Opened(source, content, sheet)


def load(connection: duckdb.DuckDBPyConnection, opened: Opened) -> int:
    """Fill the table `raw` (`line`, then `c0`, `c1`, ... as text, and the row's hash `h`) and return how many rows of data it holds."""
    names = [f"c{position}" for position in range(opened.sheet.header.width)]
    connection.execute(f"create or replace temp table {RAW} (line BIGINT, {', '.join(f'{name} VARCHAR' for name in names)}, h UBIGINT)")
    rows = 0
    for lines, cells in opened.sheet.batches():
        if lines:
            frame = pd.DataFrame(np.array(cells, dtype=object), columns=names, dtype=object)
            frame.insert(0, "line", lines)
            connection.register("batch", frame)
            connection.execute(f"insert into {RAW} select *, hash({', '.join(names)}) from batch")
            connection.unregister("batch")
            rows += len(lines)
    return rows
