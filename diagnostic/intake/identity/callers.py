"""What the identifiers of a file are worth as a whole: extensions among numbers, numbers written over, how many rows bear which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from diagnostic.engagement import Source
from diagnostic.intake.identity.phones import INTERNAL_DIGITS
from diagnostic.schema import IDENTIFIERS, Column

# numbers that end alike, where as many of as many do, have had their end written over
END, MOST, AMONG = "0000", 0.5, 20
# where so many of the numbers of those who call are short ones, they are no extensions: a desk, a code, a number cut off
NEARLY_ALL = 0.9
TOLD = ("masked", "ruined", "length", "short", "internal")


def forget_written_over(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """In a table `raw, value, reason` of telephone numbers: those that end with zeros name nobody where most do."""
    over = f"value like '%{END}'"
    all_of_them, alike = connection.execute(
        f'select count(distinct value), count(distinct value) filter ({over}) from "{table}"'
    ).fetchall()[0]
    if alike >= AMONG and alike >= MOST * all_of_them:
        connection.execute(f"""update "{table}" set value = null, reason = 'masked' where {over}""")


def settle(connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column]) -> dict[str, dict[str, int]]:
    """How many rows of `accepted` bear an identifier (`known`), or why they bear none, per identifier of the source.

    Extensions become `short` numbers, of nobody known, where nearly all callers would be one and `internal_digits` does not say so."""
    named = [column.name for column in columns if column.kind == "identifier" and column.name != "user_id"]
    if "phone" in named and source.internal_digits is None and _nearly_all_short(connection, columns):
        connection.execute("""update accepted set "phone?" = 'short' where "phone?" = 'internal'""")
    counted = {}
    for name in (name for name in IDENTIFIERS if name in named):
        why = f"""case when "{name}" is not null then 'known' else "{name}?" end"""
        rows = connection.execute(f"select {why} as why, count(*) from accepted group by 1 having why is not null order by 1").fetchall()
        counted[name] = dict(rows)
    return counted


def told(source: Source, counted: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Notes on the identifiers that name nobody, with how many rows bear them among those that bear any."""
    digits = INTERNAL_DIGITS if source.internal_digits is None else source.internal_digits
    return [
        {"note": f"identifier_{why}", "column": name, "rows": kinds[why], "total": sum(kinds.values()), "digits": digits}
        for name, kinds in counted.items()
        for why in TOLD
        if why in kinds
    ]


def _nearly_all_short(connection: duckdb.DuckDBPyConnection, columns: list[Column]) -> bool:
    incoming = "coalesce(direction, 'in') = 'in'" if any(column.name == "direction" for column in columns) else "true"
    short, others = connection.execute(
        f"""select count(*) filter ("phone?" = 'internal'),
                   count(*) filter ("phone" is not null or "phone?" in ('masked', 'ruined', 'length')) from accepted where {incoming}"""
    ).fetchall()[0]
    return short > 0 and short >= NEARLY_ALL * (short + others)
