"""The best week against every week tried one by one, against a planted one, and against chance."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from diagnostic.planning.best_week import Season, best, changes, frontier, proposed
from diagnostic.planning.patterns import Limits, patterns

FIRST, LAST = 20, 26  # the small weeks have two days of six half-hours
SMALL = {"first_slot": FIRST, "last_slot": LAST, "movable": (True, True, *[False] * 5)}


def week(*days):
    """A week whose days are open in these half-hours, written as spans."""
    made = np.zeros((7, 48))
    for day, spans in enumerate(days):
        for start, end in spans:
            made[day, start:end] = 1
    return made


def demand(rng, weeks, rate):
    return rng.poisson(np.broadcast_to(rate, (weeks, 1, 7, 48))).astype(float)


def in_order(contacts):
    """A season of weeks that follow each other, open as `TODAY`."""
    return Season(contacts, TODAY, mondays=np.datetime64("2024-01-01") + 7 * np.arange(len(contacts)))


def pieces(mask):
    return sum(now and not before for before, now in pairwise([False, *mask]))


def day_masks(least):
    """Every way to open six half-hours in at most two openings of at least so many."""
    for mask in product((False, True), repeat=LAST - FIRST):
        lengths = [len(run) for run in "".join("x" if is_open else " " for is_open in mask).split()]
        if len(lengths) <= 2 and all(length >= least for length in lengths):
            yield mask


def tried(term, holidays, limits):
    """The changes of the week within the limits, all of them tried, and what each gains."""
    today = [tuple(term.open[day, FIRST:LAST] > 0) for day in (0, 1)]
    ways = [{*day_masks(limits.block_slots), now} for now in today]
    made = []
    for masks in product(*ways):
        opened = [[now and not before for before, now in zip(*pair, strict=True)] for pair in zip(today, masks, strict=True)]
        closed = [[before and not now for before, now in zip(*pair, strict=True)] for pair in zip(today, masks, strict=True)]
        more, less = (sum(map(sum, days)) for days in (opened, closed))
        staffed = sum((sum(o) - sum(c)) * limits.staff[day] for day, (o, c) in enumerate(zip(opened, closed, strict=True)))
        in_pieces = [sum(map(pieces, days)) for days in (opened, closed)]
        if more > less or staffed > 0 or less > limits.moved_slots or max(in_pieces) > limits.changes:
            continue
        change = np.zeros((7, 48))
        change[:2, FIRST:LAST] = np.array(opened, float) - np.array(closed, float)
        if holidays is None or (holidays.weight * np.clip(change, -holidays.open, 1 - holidays.open)).sum() >= -1e-12:
            made.append(((term.weight * change).sum(), change))
    return made


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 4), st.integers(1, 2), st.booleans(), st.booleans())
def test_no_week_within_the_limits_gains_more(seed, least, moved, pieces_moved, in_holidays, costly):
    rng = np.random.default_rng(seed)
    now = week([(20, 23)], [(21, 23), (24, 26)])
    term = Season(demand(rng, 6, rng.uniform(0, 9, (7, 48))), now)
    beside = Season(demand(rng, 3, rng.uniform(0, 9, (7, 48))), week([(20, 23)], [(21, 23)])) if in_holidays else None
    staff = (2.0, 1.0, *[1.0] * 5) if costly else (1.0,) * 7
    limits = Limits(block_slots=least, moved_slots=moved, changes=pieces_moved, staff=staff, **SMALL)
    plan = best(term, beside, limits, [patterns(day, limits) if can else None for day, can in zip(now, limits.movable, strict=True)])
    assert (term.weight * (plan - now)).sum() == pytest.approx(max(gain for gain, _ in tried(term, beside, limits)), abs=1e-7)


@pytest.mark.parametrize("seed", range(3))
def test_what_a_choice_gains_is_told_by_the_weeks_that_had_no_part_in_it(seed):
    now, limits = week([(20, 23)], [(21, 23), (24, 26)]), Limits(block_slots=1, moved_slots=2, changes=1, **SMALL)
    weeks = np.random.default_rng(seed).uniform(0, 9, (12, 1, 7, 48))
    met = asked = 0.0
    for half in range(2):
        others = Season(np.stack([one for place, one in enumerate(weeks) if place % 2 != half]), now)
        _, change = max(tried(others, None, limits), key=lambda pair: pair[0])
        for one in (one for place, one in enumerate(weeks) if place % 2 == half):
            met, asked = met + (one[0] * change).sum(), asked + one.sum()
    assert frontier(Season(weeks, now), None, limits)[-1].gain == pytest.approx(met / asked)


TODAY = week(*[[(17, 24), (27, 34)]] * 5)
FLAT = np.zeros((7, 48))
FLAT[:6, 16:38] = 8.0


def test_a_planted_better_week_is_found_with_its_worth():
    rate = FLAT.copy()
    rate[1, 24:27], rate[4, 31:34] = 24.0, 1.0  # Tuesday noon, against the end of Friday
    rng = np.random.default_rng(7)
    term, holidays = (in_order(demand(rng, weeks, rate)) for weeks in (32, 12))
    weeks = frontier(term, holidays, Limits(changes=1, moved_slots=4))
    chosen = proposed(weeks, 0.01)
    made = changes(chosen.open, term)
    assert [(c.weekday, c.first, c.end, c.opened) for c in made] == [(2, 24, 27, True), (5, 31, 34, False)]
    planted = 3 * (24 - 1) / rate.sum()
    assert chosen.low <= planted <= chosen.high
    assert chosen.gain == pytest.approx(planted, abs=0.01)
    assert chosen.holidays > 0


@pytest.mark.parametrize("seed", range(4))
def test_chance_alone_proposes_nothing(seed):
    rng = np.random.default_rng(seed)
    term = in_order(demand(rng, 30, FLAT / 4))
    weeks = frontier(term, None, Limits(moved_slots=4))
    for one in weeks:  # the weeks that choose flatter their choice, the others do not
        assert (term.weight * (one.open - TODAY)).sum() > max(0.0, one.gain)
    assert proposed(weeks, 0.01) is None


def test_what_gains_in_term_and_loses_in_holidays_is_not_proposed():
    rate, away = FLAT.copy(), FLAT.copy()
    rate[1, 24:28], rate[4, 30:34] = 24.0, 1.0
    away[1, 24:28], away[4, 30:34] = 1.0, 24.0
    rng = np.random.default_rng(3)
    term, holidays = in_order(demand(rng, 30, rate)), in_order(demand(rng, 10, away))
    limits = Limits(changes=1, moved_slots=4, movable=(False, True, False, False, True, False, False))
    assert proposed(frontier(term, None, limits), 0.01) is not None
    assert proposed(frontier(term, holidays, limits), 0.01) is None


def test_a_saturday_of_some_weeks_stays_as_it_is_or_opens_whole():
    now = np.zeros(48)
    now[18:24] = 0.46
    kept = {tuple(day[18:24]) for day in patterns(now, Limits(block_slots=6, first_slot=18, last_slot=24)).open}
    assert kept == {(0.46,) * 6, (0.0,) * 6, (1.0,) * 6}


def test_days_that_stay_are_as_today():
    rate = FLAT.copy()
    rate[5, 18:24] = 40.0
    term = Season(demand(np.random.default_rng(1), 20, rate), TODAY)
    limits = Limits(movable=(True, True, False, True, True, False, False), moved_slots=4)
    plan = best(term, None, limits, [patterns(day, limits) if can else None for day, can in zip(TODAY, limits.movable, strict=True)])
    assert (plan[[2, 5, 6]] == TODAY[[2, 5, 6]]).all()
    assert plan.sum() <= TODAY.sum()


def test_what_another_place_meets_is_no_gain():
    rate = FLAT.copy()
    rate[1, 24:27] = 24.0
    elsewhere = week([], [(24, 27)])
    limits = Limits(movable=(False, True, *[False] * 5), moved_slots=4)
    ways = [None, patterns(TODAY[1], limits), *[None] * 5]
    opened = []
    for met in (np.zeros((7, 48)), elsewhere):
        term = Season(demand(np.random.default_rng(2), 20, rate), TODAY, met)
        opened.append(any(c.opened and c.first == 24 for c in changes(best(term, None, limits, ways), term)))
    assert opened == [True, False]


def test_under_half_a_year_a_gain_has_no_range_and_no_week_is_proposed():
    rate = FLAT.copy()
    rate[1, 24:27], rate[4, 31:34] = 24.0, 1.0
    rng = np.random.default_rng(7)
    for weeks, ranged in ((25, False), (26, True)):
        term = in_order(demand(rng, weeks, rate))
        best_one = frontier(term, None, Limits(changes=1, moved_slots=4))[-1]
        assert (best_one.low is not None, proposed([best_one], 0.01) is not None) == (ranged, ranged)


def test_the_range_of_a_gain_is_that_of_the_half_of_the_weeks_that_tells_it():
    rng = np.random.default_rng(5)
    term = in_order(demand(rng, 40, rng.uniform(0, 9, (7, 48))))
    chosen = frontier(term, None, Limits(changes=1, moved_slots=4))[-1]
    met, asked = (term.contacts[:, 0] * chosen.apart).sum(axis=(1, 2)), term.contacts.sum(axis=(1, 2, 3))
    gain = met.sum() / asked.sum()
    error, freedom = term.calendar.error(term.mondays, (met - gain * asked) / asked.sum())
    half = 2**0.5 * error * t.ppf(0.975, freedom)
    assert (chosen.gain, chosen.low, chosen.high) == pytest.approx((gain, gain - half, gain + half))
