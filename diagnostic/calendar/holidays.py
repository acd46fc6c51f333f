"""What kind of day each date is: public holiday, school holiday or term; and the days that lack an hour."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from diagnostic.calendar.opening import Holidays
from diagnostic.errors import Problem, written

DAY_MINUTES = 1440
TERM, SCHOOL, PUBLIC = "term", "school_holiday", "public_holiday"

# The local law of Alsace and Moselle adds two days; administrations name it by region or département, the library by its own codes.
# GES is declared for towns under that law: elsewhere in Grand Est the holidays are plain FR.
_SUBDIVISIONS = {("FR", "GES"): "6AE", ("FR", "67"): "6AE", ("FR", "68"): "6AE"}


def day_types(holidays: Holidays, first_day: dt.date, last_day: dt.date) -> list[str]:
    """The type of each day from the first to the last, both included: a public holiday comes before a school holiday, that before term.

    School holidays are those of a zone (A, B, C); none without a zone, nor beyond the last published school year.
    """
    public = _public(holidays.region, first_day.year, last_day.year)
    school = _school(holidays.school_zone) if holidays.school_zone else frozenset()
    days = [first_day + dt.timedelta(days=day) for day in range((last_day - first_day).days + 1)]
    return [PUBLIC if day in public else SCHOOL if day in school else TERM for day in days]


def skipped(zone: ZoneInfo, first_day: dt.date, last_day: dt.date) -> dict[int, tuple[int, int]]:
    """The days whose clock is put forward, counted from the first, each with the seconds of the local day that do not exist."""
    import numpy as np
    import pandas as pd

    midnights = pd.date_range(first_day, last_day + dt.timedelta(days=1)).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
    short = (midnights[1:] - midnights[:-1]) < pd.Timedelta(days=1)
    seconds = {}
    for day in np.flatnonzero(short):
        minutes = pd.date_range(first_day + dt.timedelta(days=int(day)), periods=DAY_MINUTES, freq="min")
        gone = np.flatnonzero(minutes.tz_localize(zone, nonexistent="NaT", ambiguous=np.ones(DAY_MINUTES, bool)).isna())
        if len(gone):
            seconds[int(day)] = (int(gone[0]) * 60, int(gone[-1] + 1) * 60)
    return seconds


def problems(holidays: Holidays, day: dt.date) -> list[Problem]:
    """What the user has to mend so that the type of a day is known: an unknown region, a day past the published school years."""
    wrong = []
    if not _known(holidays.region, day.year):
        wrong.append(Problem("calendar.unknown_holidays", {"place": written(("client", "holidays")), "region": holidays.region}))
    last = max(_school(holidays.school_zone), default=day) if holidays.school_zone else day
    if day > last:
        wrong.append(
            Problem("calendar.school_years", {"place": written(("period", "end")), "last": last.isoformat(), "end": day.isoformat()})
        )
    return wrong


def _known(region: str, year: int) -> bool:
    """Whether the library, which takes a while to load, has the public holidays of a region."""
    if region == Holidays.region:
        return True
    try:
        _public(region, year, year)
    except NotImplementedError:
        return False
    return True


@cache
def _public(region: str, first_year: int, last_year: int) -> frozenset[dt.date]:
    import holidays

    country, _, part = region.partition("-")
    subdivision = _SUBDIVISIONS.get((country, part), part) or None
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=range(first_year, last_year + 1)))


@cache
def _school(zone: str) -> frozenset[dt.date]:
    """The days of a zone, from the file that the library reads for all zones and far more slowly."""
    import vacances_scolaires_france

    path = Path(vacances_scolaires_france.__file__).with_name("data") / "data.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        day, holiday = (header.index(name) for name in ("date", f"vacances_zone_{zone.lower()}"))
        return frozenset(dt.date.fromisoformat(row[day]) for row in rows if row[holiday] == "True")
