"""The day or the month that the rows of a sheet of counts are about."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from diagnostic.intake.cells.words import hour
from diagnostic.intake.files.headers import JOIN
from diagnostic.proposal import dates, labels
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.sample import Field, Sample

READ = 0.9
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Period:
    """The columns of a period: `day` or `month` with the header (or two joined) that gives it, `hour` where the rows are hours; the fields
    read; when they are; and the months that a year is lacking from, as the file writes them."""

    columns: dict[str, str]
    fields: tuple[Field, ...]
    dated: Stamps | None
    yearless: tuple[str, ...] = ()


def find(sample: Sample, fields: Iterable[Field]) -> Period | None:
    """The period of the rows among some fields of a sheet, None where no column tells one."""
    fields = [one for one in fields if one.filled]
    year = next((one for one in fields if is_year(one)), None)
    for one in fields:
        stamps = dates.stamps(sample, one) if one is not year else None
        if stamps is not None:
            return _days(one, fields, stamps)
    for one in fields:
        named = {word: labels.month(word) or "" for word in one.words}
        if year is not None and re.match(r"mois|month", labels.what(one.name)) and one.distinct > 1:
            named |= {word: f"{int(word):02}" for word in one.words if word.isdigit() and 1 <= int(word) <= 12}
        if one is year or one.share({word: bool(month) for word, month in named.items()}) < READ:
            continue
        if all(len(month) > 2 for month in named.values() if month):
            return Period({"month": one.name}, (one,), dates.months(one))
        if year is not None:
            return Period({"month": one.name + JOIN + year.name}, (one, year), months(f"{first}-01" for first in year.words))
        return Period({"month": one.name}, (one,), None, tuple(word for word in one.words if named[word]))
    return None


def months(named: Iterable[str]) -> Stamps | None:
    """When rows are that are of these months (`2025-03`)."""
    first = sorted(month for month in set(named) if len(month) > 2)
    if not first:
        return None
    start, end = (dt.date(int(month[:4]), int(month[5:7]), 1) for month in (first[0], first[-1]))
    last = (end + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return Stamps(1.0, "iso", "plain", None, False, Counter(first), start, last)


def _days(one: Field, fields: list[Field], stamps: Stamps) -> Period:
    if len(stamps.months) == one.distinct > 1 and all(re.match(r"(0?1[-/.]|\d{4}-\d\d-01)", word) for word in one.words):
        return Period({"month": one.name}, (one,), stamps)
    columns = {"day": one.name}
    if stamps.timed:
        return Period(columns | {"hour": one.name}, (one,), stamps)
    for other in fields:
        clock = {word: labels.is_hour(word) or (word.isdigit() and hour(word)[0] is not None) for word in other.words}
        if (
            other is not one
            and other.share(clock) >= READ
            and re.search(r"heure|hour|tranche|creneau|slot|interval", labels.what(other.name))
        ):
            return Period(columns | {"hour": other.name}, (one, other), stamps)
    return Period(columns, (one,), stamps)


def is_year(one: Field) -> bool:
    """Whether a column holds years."""
    return bool(one.filled) and one.share({word: bool(YEAR.fullmatch(word)) for word in one.words}) >= READ


def is_period(one: Field) -> bool:
    """Whether a column of whole numbers holds years or months rather than counts."""
    return is_year(one) or bool(re.match(r"mois|month|annee|year", labels.what(one.name)))
