"""F(t) against a count of open minutes, one by one, on random schedules."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.calendar import Holidays, Hours, Opening, schedules, working_time

FIRST, LAST = dt.date(2024, 12, 20), dt.date(2025, 1, 10)  # a year's end, two public holidays, zone C's holidays to 5 January
START = dt.datetime.combine(FIRST, dt.time())
SPAN = (LAST - FIRST).days * 24 * 60
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
PUBLIC = {dt.date(2024, 12, 25), dt.date(2025, 1, 1)}
SCHOOL = {dt.date(2024, 12, 21) + dt.timedelta(days=n) for n in range(16)} - PUBLIC

minute_of_day = st.integers(0, 1440)
spans = st.tuples(minute_of_day, minute_of_day).filter(lambda pair: pair[0] < pair[1])


def a_day():
    return st.lists(spans, max_size=2)


weeks = st.fixed_dictionaries({weekday: a_day() for weekday in WEEKDAYS})
instants = st.lists(st.integers(0, SPAN), min_size=3, max_size=3).map(sorted)


def written(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def rules_of(week, school, public) -> str:
    parts = [f"{day} " + ",".join(f"{written(a)}-{written(b)}" for a, b in found) for day, found in week.items() if found]
    for word, found in (("SH", school), ("PH", public)):
        if found is not None:
            parts.append(f"{word} " + (",".join(f"{written(a)}-{written(b)}" for a, b in found) or "off"))
    return "; ".join(parts)


def open_minutes(week, school, public) -> np.ndarray:
    """One flag per minute of the range, by looking at each day in turn."""
    flags = np.zeros(SPAN + 1440, bool)
    for number in range(SPAN // 1440 + 1):
        day = FIRST + dt.timedelta(days=number)
        found = week[WEEKDAYS[day.weekday()]]
        if day in SCHOOL and school is not None:
            found = school
        if day in PUBLIC and public is not None:
            found = public
        for first, last in found:
            for minute in range(first, last):
                flags[number * 1440 + minute] = True
    return flags


def moment(minute: int) -> np.datetime64:
    return np.datetime64(START + dt.timedelta(minutes=minute), "s")


@settings(max_examples=40, deadline=None)
@given(weeks, st.none() | a_day(), st.none() | a_day(), instants)
def test_working_time_counts_open_minutes_is_additive_and_never_above_elapsed(week, school, public, moments):
    rules = rules_of(week, school, public)
    if not rules:
        return
    opening = Opening((Hours("Mairie", rules=rules),), holidays=Holidays(school_zone="C"))
    frame = schedules.build(opening, FIRST, LAST)
    flags = open_minutes(week, school, public)
    a, b, c = moments

    def worked(first: int, last: int) -> int:
        return int(working_time.between(frame, "staffed", [moment(first)], [moment(last)])[0])

    assert worked(a, b) == 60 * int(flags[a:b].sum())
    assert worked(a, b) + worked(b, c) == worked(a, c)
    assert 0 <= worked(a, c) <= 60 * (c - a)


def frame_of(rules: str, first: dt.date, last: dt.date, **more):
    return schedules.build(Opening((Hours("Mairie", rules=rules, **more),)), first, last)


def worked(frame, first: str, last: str) -> int:
    return int(working_time.between(frame, "staffed", [np.datetime64(first)], [np.datetime64(last)])[0])


def test_a_lunch_break_does_not_count():
    frame = frame_of("Mo-Fr 08:30-12:00,13:30-17:30", dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    assert worked(frame, "2024-01-09T11:00:00", "2024-01-09T14:00:00") == 90 * 60
    assert worked(frame, "2024-01-09T12:10:00", "2024-01-09T13:20:00") == 0


def test_a_weekend_does_not_count():
    frame = frame_of("Mo-Fr 08:30-12:00", dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    assert worked(frame, "2024-01-12T11:30:00", "2024-01-15T09:00:00") == 3600


def test_the_hour_that_the_clock_skips_is_not_open_and_the_one_it_repeats_counts_once():
    spring = frame_of("24/7", dt.date(2024, 3, 30), dt.date(2024, 4, 1))
    assert worked(spring, "2024-03-31T00:00:00", "2024-03-31T06:00:00") == 5 * 3600
    assert worked(spring, "2024-03-31T01:30:00", "2024-03-31T03:30:00") == 3600
    autumn = frame_of("24/7", dt.date(2024, 10, 26), dt.date(2024, 10, 28))
    assert worked(autumn, "2024-10-27T00:00:00", "2024-10-27T06:00:00") == 6 * 3600
    assert worked(autumn, "2024-10-27T02:15:00", "2024-10-27T03:00:00") == 45 * 60


def test_overnight_hours_count_on_both_sides_of_midnight():
    frame = frame_of("Fr 22:00-02:00", dt.date(2024, 1, 1), dt.date(2024, 1, 31))
    assert worked(frame, "2024-01-12T21:00:00", "2024-01-13T12:00:00") == 4 * 3600
    assert worked(frame, "2024-01-12T23:00:00", "2024-01-13T01:00:00") == 2 * 3600


def test_hours_that_change_in_the_period_count_as_they_were():
    frame = frame_of("Mo-Fr 09:00-12:00", dt.date(2024, 1, 1), dt.date(2024, 1, 31), valid_to=dt.date(2024, 1, 9))
    assert worked(frame, "2024-01-09T00:00:00", "2024-01-12T00:00:00") == 3 * 3600


def test_the_midnight_that_ends_the_calendar_may_be_asked_and_no_later_instant():
    frame = frame_of("24/7", dt.date(2024, 1, 1), dt.date(2024, 1, 2))
    assert worked(frame, "2024-01-01T00:00:00", "2024-01-03T00:00:00") == 2 * 86_400
    with pytest.raises(IndexError):
        working_time.open_seconds(frame, "staffed", [np.datetime64("2024-01-03T00:00:01")])
    with pytest.raises(IndexError):
        working_time.open_seconds(frame, "staffed", [np.datetime64("2023-12-31T23:59:59")])
