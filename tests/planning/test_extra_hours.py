"""What one more hour meets, against a count by hand."""

import numpy as np
import pytest

from diagnostic.planning.best_week import Season
from diagnostic.planning.extra_hours import extra_hours
from diagnostic.planning.patterns import Limits

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


def test_additions_are_sorted_by_what_an_hour_of_them_meets():
    found = [(e.weekday, e.first, e.end, e.per_hour) for e in extra_hours(town(), LIMITS, 100, 1, most=3)]
    assert found == [
        (2, 20, 24, pytest.approx(24 / 100 / 2)),
        (1, 17, 18, pytest.approx(5 / 100 / 0.5)),
        (1, 22, 24, pytest.approx(8 / 100)),
    ]


def test_no_addition_overlaps_a_better_one_nor_leaves_the_limits():
    found = extra_hours(town(), LIMITS, 100, 1, most=50)
    slots = [(e.weekday, slot) for e in found for slot in range(e.first, e.end)]
    assert len(slots) == len(set(slots))
    assert all(LIMITS.first_slot <= slot < LIMITS.last_slot and day <= 2 for day, slot in slots)


def test_every_week_alike_leaves_no_doubt():
    best = extra_hours(town(), LIMITS, 100, 1)[0]
    assert best.low == pytest.approx(best.per_hour) == best.high
