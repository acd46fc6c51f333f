"""Opening a source's file, whatever its format, and loading its rows into the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files import across, folding, measures
from diagnostic.intake.files.asterisk_cdr import AsteriskCdr
from diagnostic.intake.files.delimited import Delimited
from diagnostic.intake.files.encodings import BINARY, Content, examine
from diagnostic.intake.files.loading import Loading
from diagnostic.intake.files.ndjson import NdJson
from diagnostic.intake.files.nested_json import NestedJson
from diagnostic.intake.files.parquet import Parquet
from diagnostic.intake.files.queue_log import QueueLog
from diagnostic.intake.files.rows import Sheet
from diagnostic.intake.files.workbook import Workbook
from diagnostic.intake.files.xes import EventLog
from diagnostic.intake.presets import preset
from diagnostic.progress import Rows, tell

READERS: dict[str, Callable[[Content, Source], Sheet]] = {
    "csv": Delimited,
    "workbook": Workbook,
    "json": NestedJson,
    "ndjson": NdJson,
    "parquet": Parquet,
    "xes": EventLog,
    "queue_log": QueueLog,
    "asterisk_cdr": AsteriskCdr,
}


@dataclass(frozen=True)
class Opened:
    """A source's table, found and ready to be read. The source is complete: what its preset says is written in it."""

    source: Source
    content: Content
    sheet: Sheet

    @property
    def format(self) -> str:
        return self.source.format or self.content.format


def open_source(folder: Path, source: Source) -> Opened:
    """The source's file with its header found; a UserError names everything that is wrong with it."""
    return opened(examine(folder, source.file, source.encoding), source)


def opened(content: Content, source: Source) -> Opened:
    """The same for a file that was examined."""
    declared = source.format or content.format
    if declared != content.format and {declared, content.format} & BINARY.keys():
        raise UserError(Problem("intake.wrong_format", {"file": source.file, "format": declared, "found": content.format}))
    if source.preset:
        source = preset(source.preset).completed(source)
    sheet = READERS[declared](content, source)
    columns = {column: header for column, header in sheet.header.mapped.items() if column not in source.derive}
    return Opened(source.model_copy(update={"columns": columns}), content, sheet)


def load(connection: duckdb.DuckDBPyConnection, opened: Opened) -> int:
    """Fill the table `raw` (`line`, then `c0`, `c1`, ... as text, and the row's hash `h`) and return how many rows of data it holds."""
    names = [f"c{position}" for position in range(opened.sheet.header.width)]
    connection.execute(f"create or replace temp table raw (line BIGINT, {', '.join(f'{name} VARCHAR' for name in names)}, h UBIGINT)")
    with Loading(connection, opened.sheet) as loading:
        for piece in opened.sheet.pieces():
            loading.add(piece)
            tell(Rows(opened.source.file, loading.rows))
    return _turned(connection, opened, loading.rows)


def _turned(connection: duckdb.DuckDBPyConnection, opened: Opened, rows: int) -> int:
    """Make of `raw` one row per call, day, answer or case, where the file has it otherwise; returns how many there are."""
    header, aside = opened.sheet.header, opened.sheet.aside
    turned = header.turned
    if turned.across:
        aside.empty = across.unfold(connection, header)
        rows = rows * len(turned.across) - aside.empty
    if turned.measures:
        aside.left = measures.named(connection, header)[""]
    if header.folded or turned.measures:
        if header.folded:
            merged = folding.fold(connection, header, opened.source.dates)
        else:
            merged = measures.fold(connection, opened.source.table, header)
        aside.folded += merged
        rows -= merged
    return rows
