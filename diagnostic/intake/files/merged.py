"""Cells of a workbook that stand for several rows: merged down a column, or a day written once above the times of its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

Range = tuple[tuple[int, int], tuple[int, int]]
MIDNIGHT = dt.time(0)


def spread(rows: list[list[Any]], ranges: Iterable[Range], first: int) -> int:
    """Write in each row, from the row `first` on, what a cell merged down its column says; returns how many cells that filled.

    A number is left on its own row: it may be the sum of the rows beside which it stands."""
    filled = 0
    for (top, left), (bottom, right) in ranges:
        if left != right or top < first or top >= len(rows) or left >= len(rows[top]):
            continue
        said = rows[top][left]
        if said == "" or isinstance(said, (int, float)):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = said
                filled += 1
    return filled


def days_once(columns: Sequence[Sequence[Any]]) -> dict[int, list[Any]]:
    """By position, the columns of days that stand once above the times of their rows, with the day of each row."""
    timed = any(cells and all(isinstance(cell, (dt.time, dt.timedelta)) for cell in cells) for cells in columns)
    return {position: _carried(cells) for position, cells in enumerate(columns) if timed and _once(cells)}


def _once(cells: Sequence[Any]) -> bool:
    """Whether a column holds each day once, in order, with empty cells under it."""
    days = [cell for cell in cells if cell != ""]
    if not cells or cells[0] == "" or len(days) in (len(cells), 1) or not all(isinstance(day, dt.date) for day in days):
        return False
    stamps = [day if isinstance(day, dt.datetime) else dt.datetime.combine(day, MIDNIGHT) for day in days]
    rising = all(before < after for before, after in pairwise(stamps))
    return all(stamp.time() == MIDNIGHT for stamp in stamps) and (rising or all(before > after for before, after in pairwise(stamps)))


def _carried(cells: Sequence[Any]) -> list[Any]:
    carried: list[Any] = []
    for cell in cells:
        carried.append(carried[-1] if cell == "" else cell)
    return carried
