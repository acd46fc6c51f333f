"""The period that the data cover, in whole months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import replace
from statistics import median

from diagnostic.proposal.dates import Stamps

# a month with fewer rows than this share of an ordinary one is the ragged edge of an export
THIN = 0.2
# a month is whole where rows come within so many days of its ends: offices close, and small towns have quiet weeks
EDGE = 10
YEAR = 12
# no file of a mission tells mostly of days before, nor of days to come
OLDEST = 1990
FEW = 3
# slices of one export follow each other within so many days
PAUSE = dt.timedelta(days=31)
# without rows for so many days at its end, the last month may be cut short: longer than a week-end with a bridge
CUT = 4


def period(dated: Iterable[Stamps]) -> tuple[dt.date, dt.date] | None:
    """The last calendar year that the files have in common, else their last twelve whole months, else all of them; None without dates.

    Files that have less than three months in common are taken together."""
    spans = [span for span in map(_months, dated) if span]
    if not spans:
        return None
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    if last - first + 1 < FEW:
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    year = (last + 1) // YEAR * YEAR - YEAR
    if year >= first:
        first, last = year, year + YEAR - 1
    first = max(first, last - YEAR + 1)
    return dt.date(first // YEAR, first % YEAR + 1, 1), _end(last)


def apart(dated: Iterable[Stamps]) -> bool:
    """Whether the files have no whole month in common."""
    spans = [span for span in map(_months, dated) if span]
    return bool(spans) and max(span[0] for span in spans) > min(span[1] for span in spans)


def together(dated: Iterable[tuple[str, Hashable, Stamps]]) -> list[tuple[str, Stamps]]:
    """Files with their stamps, those of one export (the second of each three) that follow each other or overlap taken as one."""
    series: list[tuple[str, Hashable, Stamps]] = []
    for file, export, stamps in dated:
        met = next((place for place, (_, other, before) in enumerate(series) if other == export and _meet(before, stamps)), None)
        if met is None:
            series.append((file, export, stamps))
        else:
            files, _, before = series[met]
            first, last = min(filter(None, (before.first, stamps.first))), max(filter(None, (before.last, stamps.last)))
            series[met] = f"{files}, {file}", export, replace(before, months=before.months + stamps.months, first=first, last=last)
    return [(file, stamps) for file, _, stamps in series]


def _meet(one: Stamps, other: Stamps) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return other.first - one.last <= PAUSE and one.first - other.last <= PAUSE


def far(stamps: Stamps, today: dt.date) -> bool:
    """Whether most rows are dated in days to come, or before any export: the year is wrong, or the column."""
    out = sum(count for month, count in stamps.months.items() if month > f"{today:%Y-%m}" or month < f"{OLDEST}")
    return out > stamps.months.total() / 2


def cut_short(dated: Iterable[Stamps], end: dt.date) -> dt.date | None:
    """The last day that a file holds of the month with which the period ends, where its rows stop before that month does."""
    lasts = [stamps.last for stamps in dated if stamps.last is not None and _number(stamps.last) == _number(end)]
    return min((last for last in lasts if (end - last).days > CUT), default=None)


def _months(stamps: Stamps) -> tuple[int, int] | None:
    """The first and last whole month (year x 12 + month - 1) of a file."""
    if not stamps.months or stamps.first is None or stamps.last is None:
        return None
    counted = {int(month[:4]) * YEAR + int(month[5:]) - 1: count for month, count in stamps.months.items()}
    ordinary = THIN * median(counted.values())
    full = sorted(month for month, count in counted.items() if count >= ordinary)
    first, last = full[0], full[-1]
    if _number(stamps.first) == first and stamps.first.day > EDGE and first < last:
        first += 1
    if _number(stamps.last) == last and (_end(last) - stamps.last).days > EDGE and first < last:
        last -= 1
    return first, last


def _number(day: dt.date) -> int:
    return day.year * YEAR + day.month - 1


def _end(month: int) -> dt.date:
    year, number = month // YEAR, month % YEAR + 1
    return dt.date(year, number, calendar.monthrange(year, number)[1])
