"""Cells of a workbook that stand for several rows: merged down a column, or a day written once above the times of its rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

Range = tuple[tuple[int, int], tuple[int, int]]
MIDNIGHT = dt.time(0)
# a day and a time of day that were typed as text: "mar. 07/01/2025", "9h30"
_DAY = re.compile(r"(?:[^\W\d]+[.,]? +)?(?:(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2,4})|(\d{4})-(\d{2})-(\d{2}))")
_TIME = re.compile(r"\d{1,2} ?[:hH] ?\d{2}(?::\d{2})?")


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
    once = {position: cells for position, cells in enumerate(columns) if _once(cells)}
    timed = once and any(any(map(_is_time, cells)) and all(_is_time(cell) or cell == "" for cell in cells) for cells in columns)
    # where another column tells the day of every row, this one tells something else, which may be missing
    if not timed or any(all(isinstance(cell, dt.date) or _numbers(cell) for cell in cells) for cells in columns):
        return {}
    return {position: _carried(cells) for position, cells in once.items()}


def headings(columns: Sequence[Sequence[Any]], days: Iterable[int]) -> set[int]:
    """The rows, from 0, that hold a day which stands once and nothing else: it is the heading of the rows under it."""
    days = set(days)
    others = [cells for position, cells in enumerate(columns) if position not in days]
    return {row for row in range(len(columns[0])) if all(cells[row] == "" for cells in others)} if days and others else set()


def _is_time(cell: Any) -> bool:
    return isinstance(cell, (dt.time, dt.timedelta)) or (isinstance(cell, str) and bool(_TIME.fullmatch(cell.strip())))


def _once(cells: Sequence[Any]) -> bool:
    """Whether a column holds each day once, in order, with empty cells under it."""
    days = [cell for cell in cells if cell != ""]
    if not cells or cells[0] == "" or len(days) in (len(cells), 1):
        return False
    typed = [numbers for day in days if (numbers := _numbers(day))]
    if len(typed) == len(days):
        return _in_order(typed) or _in_order([(year, day, month) for year, month, day in typed])
    if not all(isinstance(day, dt.date) for day in days):
        return False
    stamps = [day if isinstance(day, dt.datetime) else dt.datetime.combine(day, MIDNIGHT) for day in days]
    return all(stamp.time() == MIDNIGHT for stamp in stamps) and _in_order(stamps)


def _in_order(days: Sequence[Any]) -> bool:
    return all(before < after for before, after in pairwise(days)) or all(before > after for before, after in pairwise(days))


def _numbers(cell: Any) -> tuple[int, int, int] | None:
    """The year, the month and the day of a text, as if the day came first; None where it is no day."""
    found = _DAY.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    day, month, year, *year_first = (int(part) if part else 0 for part in found.groups())
    return (year_first[0], year_first[1], year_first[2]) if year_first[0] else (year, month, day)


def _carried(cells: Sequence[Any]) -> list[Any]:
    carried: list[Any] = []
    for cell in cells:
        carried.append(carried[-1] if cell == "" else cell)
    return carried
