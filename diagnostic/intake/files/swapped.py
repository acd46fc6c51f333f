"""Days and months that a spreadsheet swapped: it takes for a date what reads as one in its own order, and leaves the rest as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

_NUMBERS = re.compile(r"\s*(?:[^\W\d]+[.,]? +)?(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2,4})\b")
MONTHS = 12
# texts and dates that are fewer prove nothing; where the months tell nothing either, as many dates as this on so many days
FEW, MANY, DAYS = 2, 20, 6
MOSTLY = 0.9
# beside texts of any day, as few of the dates as this may lie in the months of the texts as they are
ELSEWHERE = 0.7


def undone(cells: Sequence[Any]) -> tuple[Sequence[Any], int]:
    """The cells of a column with days and months where they belong, and how many were swapped.

    They were where no date has a day above 12 while the texts beside hold the others alone, unless that takes the dates away from the
    months of the texts; or where texts hold days of every kind, and many dates lie outside their months unless changed."""
    dates = [cell for cell in cells if isinstance(cell, dt.date)]
    if len(dates) < FEW or any(cell.day > MONTHS for cell in dates):
        return cells, 0
    texts = [found.groups() for cell in cells if isinstance(cell, str) and (found := _NUMBERS.match(cell))]
    if len(texts) < FEW:
        return cells, 0
    numbers = [(int(first), int(second), int(year) + (2000 if len(year) == 2 else 0)) for first, second, year in texts]
    alone = any(all(number[position] > MONTHS for number in numbers) for position in (0, 1))
    beyond = {position for position in (0, 1) if any(number[position] > MONTHS for number in numbers)}
    if len(beyond) != 1:
        return cells, 0
    month = 1 - beyond.pop()
    told = {number[2] * MONTHS + number[month] for number in numbers}
    near = range(min(told) - 1, max(told) + 2)
    as_they_are, swapped = (
        sum(cell.year * MONTHS + part in near for cell, part in parts) / len(dates)
        for parts in ([(cell, cell.month) for cell in dates], [(cell, cell.day) for cell in dates])
    )
    if not alone and as_they_are > ELSEWHERE:
        return cells, 0
    enough = len(dates) >= MANY and len({cell.day for cell in dates}) >= DAYS
    if swapped < MOSTLY or as_they_are > swapped or (as_they_are == swapped and not enough):
        return cells, 0
    moved = [cell.replace(month=cell.day, day=cell.month) if isinstance(cell, dt.date) else cell for cell in cells]
    return moved, sum(cell.day != cell.month for cell in dates)
