"""A wide file: columns of which each gives a row, its header a cell like any other."""

from __future__ import annotations

import duckdb

from diagnostic.intake.cells.words import literal, missing_sql
from diagnostic.intake.files.headers import Header


def unfold(connection: duckdb.DuckDBPyConnection, header: Header) -> int:
    """Make a row of `raw` of each column turned of each line; returns how many of their cells say nothing, and give no row.

    `line` counts the columns too (`Turned.line` gives back that of the file). The rows of one line keep its hash: two lines are identical
    where they are so as a whole."""
    turned = header.turned
    cells = []
    for rank, together in enumerate(turned.across):
        values = ", ".join(f"v{place}: c{position}" for place, position in enumerate(together))
        cells.append(f"{{rank: {rank}, label: {literal(header.names[together[0]])}, {values}}}")
    places = range(len(turned.across[0]))
    empty = " and ".join(f"coalesce(lower(trim(turn.v{place})), '') in ({missing_sql()})" for place in places)
    kept = "".join(f"c{position}, " for position in range(turned.at) if position not in turned.listed)
    made = ", ".join(f"turn.v{place} as c{turned.at + 1 + place}" for place in places)
    before = _rows(connection)
    connection.execute(
        f"""create or replace temp table raw as
            select line * {len(cells)} + turn.rank as line, {kept}turn.label as c{turned.at}, {made}, h
            from (select *, unnest([{", ".join(cells)}]) as turn from raw) where not ({empty})"""
    )
    return before * len(cells) - _rows(connection)


def _rows(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("select count(*) from raw").fetchall()[0][0])
