"""What one more hour meets, against a count by hand."""

from dataclasses import replace

import numpy as np
import pytest

from diagnostic.planning.best_week import Season
from diagnostic.planning.extra_hours import extra_hours
from diagnostic.planning.patterns import Limits
from diagnostic.statistics import Weeks

LIMITS = Limits(movable=(True, True, *[False] * 5), first_slot=17, last_slot=28, block_slots=4)


def town():
    """Open on Monday from 9 to 11, closed on Tuesday; a hundred contacts a week."""
    now, contacts = np.zeros((7, 48)), np.zeros((10, 1, 7, 48))
    now[0, 18:22] = 1
    contacts[:, 0, 0, 17] = 5  # 8:30, half an hour before the doors open and as early as they may
    contacts[:, 0, 0, 22:24] = 4  # 11:00 to 12:00
    contacts[:, 0, 1, 20:24] = 6  # Tuesday, 10:00 to 12:00
    contacts[:, 0, 2, 20] = 50  # Wednesday stays as it is
    contacts[:, 0, 0, 20] = 13
    return Season(contacts, now)


def in_order(season):
    """The same, its weeks known to follow each other."""
    return replace(season, mondays=np.datetime64("2024-01-01") + 7 * np.arange(len(season.contacts)))


def test_additions_are_sorted_by_what_an_hour_of_them_meets():
    found = [(e.weekday, e.first, e.end, e.per_hour) for e in extra_hours(town(), LIMITS, most=3)]
    assert found == [
        (2, 20, 24, pytest.approx(24 / 100 / 2)),
        (1, 17, 18, pytest.approx(5 / 100 / 0.5)),
        (1, 22, 24, pytest.approx(8 / 100)),
    ]


def test_no_addition_overlaps_a_better_one_nor_leaves_the_limits():
    found = extra_hours(town(), LIMITS, most=50)
    slots = [(e.weekday, slot) for e in found for slot in range(e.first, e.end)]
    assert len(slots) == len(set(slots))
    assert all(LIMITS.first_slot <= slot < LIMITS.last_slot and day <= 2 for day, slot in slots)


def varied(weeks):
    """The town over so many weeks, with a Tuesday that is asked for more or less."""
    made = np.repeat(town().contacts[:1], weeks, axis=0)
    made[:, 0, 1, 20:24] += np.random.default_rng(1).integers(-3, 4, (weeks, 1))
    return in_order(replace(town(), contacts=made))


def test_what_an_hour_meets_has_the_range_of_weeks_in_order():
    season = varied(40)
    best = extra_hours(season, LIMITS)[0]
    met, asked = season.contacts[:, 0, 1, 20:24].sum(axis=1) / 2, season.contacts.sum(axis=(1, 2, 3))
    plain = Weeks.plain().ratio(season.mondays, met, asked, share=True)
    assert (best.per_hour, best.low, best.high) == pytest.approx((plain.value, plain.low, plain.high))
    assert best.low < met.sum() / asked.sum() < best.high


@pytest.mark.parametrize("season", [varied(25), replace(varied(40), mondays=None), in_order(town())], ids=["25 weeks", "no order", "alike"])
def test_under_half_a_year_or_without_anything_that_varies_there_is_no_range(season):
    best = extra_hours(season, LIMITS)[0]
    assert best.low is None and best.high is None
