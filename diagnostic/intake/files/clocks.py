"""Times of a workbook that count more than a day: a spreadsheet keeps them as dates of 1900, or as fractions of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

# a count of days is a date before this one; no file of a client is as old
REAL = dt.datetime(1904, 1, 1)
# the first serials lag by a day: the spreadsheet believes in a 29 February 1900
LEAP, ZERO, ZERO_AFTER = dt.datetime(1900, 3, 1), dt.datetime(1899, 12, 31), dt.datetime(1899, 12, 30)
DAY = 86400
NEAR = 0.05


def counted(cells: Sequence[Any]) -> Sequence[Any]:
    """The cells of a column with every duration as one, where the column holds times; else as they are."""
    stamps = [_stamp(cell) for cell in cells if isinstance(cell, dt.date)]
    timed = any(isinstance(cell, (dt.time, dt.timedelta)) for cell in cells)
    if not (timed or stamps) or any(stamp >= REAL for stamp in stamps):
        return cells
    if not timed and all(stamp.time() == dt.time(0) for stamp in stamps):
        return cells  # zeros shown as dates: how some programs write "none"
    return [_elapsed(cell) for cell in cells]


def written(elapsed: dt.timedelta) -> str:
    """A duration as a clock of three parts, over a day too: `46:05:30`, whatever the unit of the numbers beside it."""
    milliseconds = round(elapsed.total_seconds() * 1000)
    seconds, rest = divmod(abs(milliseconds), 1000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return ("-" if milliseconds < 0 else "") + clock + (f".{rest:03d}" if rest else "")


def _elapsed(cell: Any) -> Any:
    if isinstance(cell, dt.date):
        stamp = _stamp(cell)
        return stamp - (ZERO if stamp < LEAP else ZERO_AFTER)
    if isinstance(cell, float) and not cell.is_integer() and abs(cell * DAY - round(cell * DAY)) < NEAR:
        return dt.timedelta(days=cell)  # a cell among times that lost its format
    return cell


def _stamp(cell: dt.date) -> dt.datetime:
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else dt.datetime(cell.year, cell.month, cell.day)
