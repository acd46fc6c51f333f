"""How many accepted rows bear which cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from diagnostic import memory


def tally(connection: duckdb.DuckDBPyConnection, keys: Mapping[str, str], given: str, together: Sequence[Sequence[str]] = ()) -> str:
    """The name of a table with the columns `keys`, of rows that bear the same ones, and how many they are (`n`), in one row or several.

    A key is an expression over an accepted row `a` and its cells `c`; rows count for which `a` is as `given`. `together`: each so many of
    the keys, counted apart from the others, else all. Lines are joined by ranges: a join of all of them may not fit in memory.
    """
    asked = ", ".join(f'{expression} as "{name}"' for name, expression in keys.items())
    sets = ", ".join("(" + ", ".join(f'"{name}"' for name in names) + ")" for names in together or [list(keys)])
    ((first, last, rows),) = connection.execute(f"select min(line), max(line), count(*) from accepted as a where {given}").fetchall()
    counted = f"select {asked}, cast(0 as bigint) as n from accepted as a, cells as c"
    connection.execute(f"create or replace temp table tallied as {counted} where false")
    for begins, ends in memory.ranges(first, last, rows) if rows else []:
        within = f"where line >= {begins} and line < {ends}"
        connection.execute(
            f"""insert into tallied select *, count(*) from (
                    select {asked} from (select * from accepted {within}) as a join (select * from cells {within}) as c on a.line = c.line
                    where {given}
                ) group by grouping sets ({sets})"""
        )
    return "tallied"
