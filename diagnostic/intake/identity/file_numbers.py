"""The client's own numbers of a few rows, read again in the files: for a paper that stays with the client, never for the store."""

from __future__ import annotations

import duckdb
import pandas as pd

from diagnostic import memory
from diagnostic.engagement import Engagement, Source
from diagnostic.errors import UserError
from diagnostic.intake import casts
from diagnostic.intake.files import readers
from diagnostic.intake.identity.pseudonyms import Pseudonyms, code_sql

NUMBERS = ("case_id", "source_id")


def read_again(engagement: Engagement, rows: pd.DataFrame) -> dict[str, dict[str, str]]:
    """What the files write for the hashes in these rows, per column (`case_id`, `source_id`): each in the file of its row's `source`, no
    other is opened. A hash that it does not give has no entry."""
    written: dict[str, dict[str, str]] = {column: {} for column in NUMBERS}
    with duckdb.connect() as connection:
        memory.bind(connection, engagement.folder / "work" / "spill")
        for source in engagement.sources:
            own = rows[rows["source"] == source.name_among(engagement.sources)]
            wanted = {column: sorted(set(own[column].dropna())) for column in NUMBERS if own[column].notna().any()}
            for column in _laid_out(connection, engagement, source, wanted) if wanted else []:
                hashed = Pseudonyms.of(engagement).hashed(column, code_sql(f'"{column}"'))
                connection.register("wanted", pd.DataFrame({"hash": wanted[column]}))
                found = connection.execute(
                    f"""select distinct hash, number from (select {hashed} as hash, "{column}" as number from cells)
                        where hash in (select hash from wanted) order by 1, 2"""
                ).fetchall()
                written[column] |= dict(found)
    return written


def _laid_out(connection: duckdb.DuckDBPyConnection, engagement: Engagement, source: Source, wanted: dict[str, list[str]]) -> list[str]:
    """Those of the columns that the file of a source has, laid out as `cells`; none of a file that the intake has refused."""
    try:
        opened = readers.open_source(engagement.folder, source)
    except UserError:
        return []  # intake reports it
    columns = [column for column in wanted if column in opened.source.columns]
    if columns:
        readers.load(connection, opened)
        casts.lay_out(connection, opened.source, opened.sheet.header)
    return columns
