"""The towns' opening hours and holidays, written out by hand so that truths do not lean on any library of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
Interval = tuple[int, int]

_HOLIDAYS = (
    "2024-07-14 2024-08-15 2024-11-01 2024-11-11 2024-12-25 2025-01-01 2025-04-21 2025-05-01 2025-05-08 2025-05-29 2025-06-09 "
    "2025-07-14 2025-08-15 2025-11-01 2025-11-11 2025-12-25 2026-01-01"
)
PUBLIC_HOLIDAYS = {dt.date.fromisoformat(day) for day in _HOLIDAYS.split()}
# first and last day off, both included
_SUMMER_TO_CHRISTMAS = [("2024-07-06", "2024-09-01"), ("2024-10-19", "2024-11-03"), ("2024-12-21", "2025-01-05")]
_SUMMER_2025 = [("2025-07-05", "2025-08-31"), ("2025-10-18", "2025-11-02"), ("2025-12-20", "2026-01-04")]
SCHOOL_HOLIDAYS = {
    "B": [*_SUMMER_TO_CHRISTMAS, ("2025-02-08", "2025-02-23"), ("2025-04-05", "2025-04-21"), *_SUMMER_2025],
    "C": [*_SUMMER_TO_CHRISTMAS, ("2025-02-15", "2025-03-02"), ("2025-04-12", "2025-04-27"), *_SUMMER_2025],
}


# works in the hall: the days, both included, on which a schedule does not open
CLOSURES = {"counter:Mairie annexe": (dt.date(2025, 8, 4), dt.date(2025, 8, 16))}


@cache
def is_school_holiday(day: dt.date, zone: str) -> bool:
    return any(dt.date.fromisoformat(first) <= day <= dt.date.fromisoformat(last) for first, last in SCHOOL_HOLIDAYS[zone])


def _span(text: str) -> Interval:
    start, end = text.split("-")
    return _seconds(start), _seconds(end)


def _seconds(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 3600 + int(minute) * 60


def _spans(text: str) -> list[Interval]:
    return [_span(part) for part in text.split(",")]


@cache
def open_intervals(schedule: str, day: dt.date) -> list[Interval]:
    """The seconds of the local day between which a schedule is open; the end is not included."""
    first, last = CLOSURES.get(schedule, (dt.date.max, dt.date.min))
    if day in PUBLIC_HOLIDAYS or first <= day <= last:
        return []
    weekday = day.isoweekday()
    if schedule == "counter:Hôtel de ville":
        if weekday in (1, 2, 3, 5):
            return _spans("08:30-12:00,13:30-17:30")
        if weekday == 4:
            return _spans("13:30-19:00")
        return _spans("09:00-12:00") if weekday == 6 and (day.day - 1) // 7 + 1 in (1, 3) else []
    if schedule == "counter:Mairie annexe":
        if weekday in (1, 2, 5):
            return _spans("09:00-12:00") if is_school_holiday(day, "C") else _spans("09:00-12:00,14:00-17:00")
        return _spans("09:00-12:00") if weekday == 4 else []
    if schedule == "phone":
        return _spans("08:30-12:00,13:30-17:00") if weekday <= 5 else []
    if schedule == "counter:Mairie":
        return _spans("14:00-17:00") if weekday == 3 else _spans("09:00-12:00") if weekday in (1, 2, 4, 5) else []
    if schedule == "phone:bourg":
        return _spans("09:00-12:00,14:00-16:30") if weekday in (1, 2, 4, 5) else []
    raise ValueError(schedule)


VILLE_SCHEDULES = ("counter:Hôtel de ville", "counter:Mairie annexe", "phone")
BOURG_SCHEDULES = ("counter:Mairie", "phone:bourg")


def is_open(schedules: tuple[str, ...], moment: dt.datetime) -> bool:
    """Whether at least one of the schedules is open at this local moment."""
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return any(start <= second < end for start, end in _intervals_of_any(schedules, moment.date()))


@cache
def _intervals_of_any(schedules: tuple[str, ...], day: dt.date) -> list[Interval]:
    return [interval for schedule in schedules for interval in open_intervals(schedule, day)]


@cache
def _open_in_day(schedules: tuple[str, ...], day: dt.date) -> list[Interval]:
    """The day's intervals with at least one schedule open, joined where they meet."""
    joined: list[Interval] = []
    for start, end in sorted(_intervals_of_any(schedules, day)):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def open_seconds(schedules: tuple[str, ...], start: dt.datetime, end: dt.datetime) -> int:
    """The seconds between two local moments with at least one schedule open; no schedule is open on a night when the clock changes."""
    total = 0
    for day in days(start.date(), end.date()):
        midnight = dt.datetime.combine(day, dt.time())
        first, last = (start - midnight).total_seconds(), (end - midnight).total_seconds()
        total += sum(max(0, int(min(stop, last) - max(begin, first))) for begin, stop in _open_in_day(schedules, day))
    return total


def to_utc(local: dt.datetime) -> dt.datetime:
    """The UTC instant, naive, of a local moment; of an ambiguous hour, the first."""
    return local.replace(tzinfo=PARIS, fold=0).astimezone(dt.UTC).replace(tzinfo=None)


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day between two dates, both included."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)
