"""A day written once above the rows it is that of, as a pivot table shows it, or a merged cell once it is saved as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import duckdb

from diagnostic.intake.cells import names
from diagnostic.intake.cells.texts import folded
from diagnostic.intake.files.headers import ANCHORS, Header

# days that are fewer, or that stand on more of the rows, may be all that is known
LEAST, MOST = 3, 0.5
_DAY = re.compile(r"(?:[a-z]+[.,]* +)?(\d{1,4})(?:er)?[-/. ]+(\d{1,2}|[a-z]{3,}\.?)[-/. ]+(\d{1,4})")
_ORDERS = ((0, 1, 2), (2, 1, 0), (2, 0, 1))


def carry_days(connection: duckdb.DuckDBPyConnection, table: str, header: Header, totals: Sequence[int] = ()) -> int:
    """Write in `raw` the day of each row where the day that dates a table stands once above its rows, each later (or earlier) than the one
    before; `totals`, the lines of totals among them, are those of no day. Returns how many rows that dates."""
    dated = [header.columns[anchor][0] for anchor in ANCHORS.get(table, ()) if header.columns.get(anchor)]
    return sum(_carry(connection, f"c{position}", totals) for position in dated[:1])


def _carry(connection: duckdb.DuckDBPyConnection, cell: str, totals: Sequence[int]) -> int:
    said = f"nullif(trim({cell}), '')"
    # a cell that begins with a sign of ASCII says something: most files are told without looking at the ends of their cells
    rows, sure = connection.execute(f"select count(*), count(*) filter ({cell} between '!' and '~') from raw").fetchall()[0]
    if sure > MOST * rows:
        return 0
    rows, filled = connection.execute(f"select count(*), count({said}) from raw").fetchall()[0]
    if filled < LEAST or filled > MOST * rows or connection.execute(f"select count(distinct {said}) from raw").fetchall()[0][0] < filled:
        return 0
    listed = [text for (text,) in connection.execute(f"select {said} from raw order by line").fetchall()]
    if listed[0] is None or not _in_order([text for text in listed if text]):
        return 0
    connection.execute(
        f"""update raw set {cell} = above.said from (
                select line, last_value({said} ignore nulls) over (order by line rows unbounded preceding) as said from raw
            ) as above where raw.line = above.line and nullif(trim(raw.{cell}), '') is null and not list_contains(?, raw.line)""",
        [list(totals)],
    )
    return int(rows - filled) - len(totals)


def _in_order(cells: list[str]) -> bool:
    """Whether all the cells are days, in order under one reading of their numbers."""
    days = []
    for cell in cells:
        found = _DAY.fullmatch(folded(cell))
        parts = [int(part) if part.isdigit() else names.month(part) for part in found.groups()] if found else [None]
        if None in parts:
            return False
        days.append([part or 0 for part in parts])
    for order in _ORDERS:
        read = [tuple(day[place] for place in order) for day in days]
        if all(before < after for before, after in pairwise(read)) or all(before > after for before, after in pairwise(read)):
            return True
    return False
