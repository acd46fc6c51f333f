"""The client's own numbers of a few rows, read again in the files: for a paper that stays with the client, never for the store."""

from __future__ import annotations

from collections.abc import Mapping, Set

import duckdb
import pandas as pd

from diagnostic import memory
from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from diagnostic.intake import casts
from diagnostic.intake.files import readers
from diagnostic.intake.identity.pseudonyms import Pseudonyms, code_sql


def read_again(engagement: Engagement, wanted: Mapping[str, Set[str]]) -> dict[str, dict[str, str]]:
    """What the files write for these hashes, per column (`case_id`, `source_id`); a hash that no file gives has no entry."""
    pseudonyms = Pseudonyms.of(engagement)
    written: dict[str, dict[str, str]] = {column: {} for column in wanted}
    with duckdb.connect() as connection:
        memory.bind(connection, engagement.folder / "work" / "spill")
        for source in engagement.sources:
            try:
                opened = readers.open_source(engagement.folder, source)
            except UserError:
                continue  # intake reports it
            columns = [column for column in wanted if wanted[column] and column in opened.source.columns]
            if columns:
                readers.load(connection, opened)
                casts.lay_out(connection, opened.source, opened.sheet.header)
            for column in columns:
                connection.register("wanted", pd.DataFrame({"hash": sorted(wanted[column])}))
                rows = connection.execute(
                    f"""select distinct hash, number from (
                            select {pseudonyms.hashed(column, code_sql(f'"{column}"'))} as hash, "{column}" as number from cells)
                        where hash in (select hash from wanted) order by 1, 2"""
                ).fetchall()
                written[column] |= dict(rows)
    return written
