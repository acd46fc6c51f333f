"""Ranges over weeks in order: the formula by a direct loop, what is taken out first, and where there is none."""

import math

import numpy as np
import pytest

from diagnostic.statistics import Weeks, bounded
from diagnostic.statistics.estimate import quantile

FIRST = np.datetime64("2024-01-01")


def mondays(weeks, first=0):
    return FIRST + 7 * (first + np.arange(weeks))


def naive_error(influence, count, memory=1.1):
    """Equal-weighted cosines by loops, and what dependent weeks would hide by a double sum."""
    weeks = len(influence)
    waves = [[math.sqrt(2 / weeks) * math.cos(math.pi * j * (t + 0.5) / weeks) for t in range(weeks)] for j in range(1, count + 1)]
    mean = sum(sum(wave[t] * influence[t] for t in range(weeks)) ** 2 for wave in waves) / count
    decay = memory / (1 + memory)
    whole = sum(decay ** abs(t - u) for t in range(weeks) for u in range(weeks))
    seen = sum(wave[t] * wave[u] * decay ** abs(t - u) for wave in waves for t in range(weeks) for u in range(weeks)) / count
    return math.sqrt(mean * whole / seen)


@pytest.mark.parametrize(("weeks", "waves"), [(26, 4), (39, 5), (51, 6)])
def test_the_error_of_a_sum_is_that_of_equal_weighted_cosines_by_a_loop(weeks, waves):
    influence = np.random.default_rng(1).normal(size=weeks)
    error, freedom = Weeks.plain().error(mondays(weeks), influence)
    assert freedom == waves
    assert error == pytest.approx(naive_error(influence, waves))
    longer, _ = Weeks.plain().error(mondays(weeks), influence, lag=2.0)
    assert longer == pytest.approx(naive_error(influence, waves, memory=3.1))
    assert longer > error


def test_a_ratio_is_bounded_by_students_t_on_its_scale():
    rng = np.random.default_rng(2)
    asked = rng.integers(50, 150, 39).astype(float)
    answered = np.floor(asked * rng.uniform(0.4, 0.8, 39))
    share = answered.sum() / asked.sum()
    error = naive_error((answered - share * asked) / asked.sum(), 5)
    half = 2.570581836 * error / (share * (1 - share))  # Student's t at 97.5 % with five degrees of freedom
    found = Weeks.plain().ratio(mondays(39), answered, asked, share=True)
    place = math.log(share / (1 - share))
    assert (found.low, found.high) == pytest.approx([1 / (1 + math.exp(-(place + side * half))) for side in (-1, 1)])
    assert (found.scale, found.standard_error) == ("logit", pytest.approx(error / (share * (1 - share))))
    count = Weeks.plain().ratio(mondays(39), answered, np.ones(39))
    assert count.scale == "log" and count.low > 0
    signed = Weeks.plain().ratio(mondays(39), answered - 60, np.ones(39))
    assert signed.scale == "identity" and signed.high - signed.value == pytest.approx(signed.value - signed.low)


def test_several_rows_of_a_week_are_one_and_a_week_without_any_counts():
    weeks = np.delete(mondays(40), [7, 21])
    influence = np.random.default_rng(3).normal(size=38)
    filled = np.insert(influence, [7, 20], 0.0)
    whole, _ = Weeks.plain().error(mondays(40), filled)
    halves, _ = Weeks.plain().error(np.repeat(weeks, 2), np.repeat(influence / 2, 2))
    assert halves == pytest.approx(whole)


def test_a_season_holidays_and_a_break_are_taken_for_no_chance():
    rng, weeks = np.random.default_rng(4), 104
    noise = rng.normal(0, 1, weeks)
    holidays = (np.arange(weeks) % 8 >= 6).astype(float)
    since_break = (np.arange(weeks) >= 60).astype(float)
    turn = 2 * np.pi * np.arange(weeks) / (365.25 / 7)
    told = Weeks(FIRST, np.column_stack([holidays, since_break]))
    alone, freedom = told.error(mondays(weeks), noise)
    for known in (10 * np.cos(turn) + 4 * np.sin(turn), 10 * holidays, 10 * since_break):
        assert told.error(mondays(weeks), noise + known)[0] == pytest.approx(alone)
    untold, _ = Weeks.plain().error(mondays(weeks), noise + 10 * since_break)
    assert untold > 5 * alone
    assert 3 <= freedom < 9  # a season takes two waves, a break one


def test_a_season_is_taken_out_where_a_year_is_there_and_not_before():
    turn = 2 * np.pi * np.arange(60) / (365.25 / 7)
    assert Weeks.plain().error(mondays(52), np.cos(turn[:52]))[0] == pytest.approx(0, abs=1e-9)
    assert Weeks.plain().error(mondays(51), np.cos(turn[:51]))[0] > 0.1


def test_under_26_weeks_there_is_no_range():
    rng = np.random.default_rng(5)
    for weeks, there in ((25, False), (26, True)):
        some, asked = rng.integers(10, 20, weeks), np.full(weeks, 40)
        found = Weeks.plain().ratio(mondays(weeks), some, asked, share=True)
        assert (found.low is not None) == there == (found.standard_error is not None) == (found.scale != "")
        assert found.value == some.sum() / asked.sum()


@pytest.mark.parametrize("share", [0, 1])
def test_a_share_of_0_or_1_has_no_range_rather_than_one_of_no_width(share):
    found = Weeks.plain().ratio(mondays(52), np.full(52, 40 * share), np.full(52, 40), share=True)
    assert (found.value, found.low, found.high, found.standard_error) == (share, None, None, None)


def test_weeks_that_are_all_alike_have_no_range():
    assert Weeks.plain().ratio(mondays(52), np.full(52, 7), np.full(52, 40), share=True).low is None


def test_what_has_no_week_has_no_range():
    assert Weeks.plain().ratio(None, [3.0], [9.0], share=True).value == pytest.approx(1 / 3)
    assert Weeks.plain().ratio(None, [3.0], [9.0], share=True).low is None


def test_an_order_statistic_is_the_first_value_that_the_share_does_not_exceed_and_its_bounds_are_values():
    rng = np.random.default_rng(6)
    values, week = rng.integers(0, 400, 3000), rng.integers(0, 52, 3000)
    for share in (0.5, 0.9):
        found = Weeks.plain().order_statistic(values, mondays(52)[week], share)
        assert found.value == np.quantile(values, share, method="inverted_cdf")
        assert found.low in values and found.high in values and found.low < found.value < found.high
        assert found.standard_error > 0 and found.scale == "log"


def test_the_range_of_an_order_statistic_goes_by_how_weeks_differ():
    place = np.repeat(np.arange(52), 50)
    alike, apart = np.tile(np.arange(50), 52), np.repeat(np.random.default_rng(7).permutation(52), 50)
    within, between = (Weeks.plain().order_statistic(values, mondays(52)[place], 0.5) for values in (alike, apart))
    assert within.low is None  # every week is like every other
    assert between.high - between.low >= 5


def test_an_order_statistic_of_nothing_has_no_value():
    assert Weeks.plain().order_statistic([], np.array([], "datetime64[D]"), 0.5).value is None


def test_counts_stand_for_repeated_observations():
    values, counts, week = [3.0, 5.0, 9.0] * 30, [4, 2, 5] * 30, np.repeat(np.arange(30), 3)
    counts = np.asarray(counts) + np.arange(90) % 4
    grouped = Weeks.plain().order_statistic(values, mondays(30)[week], 0.5, counts)
    listed = Weeks.plain().order_statistic(np.repeat(values, counts), mondays(30)[np.repeat(week, counts)], 0.5)
    assert grouped == listed


def test_another_unit_moves_a_range_and_its_error_only_where_the_scale_is_its_own():
    log, identity = bounded(10.0, 1.0, 5, "log"), bounded(10.0, 1.0, 5, "identity")
    assert log.per(0.5).standard_error == log.standard_error and log.per(0.5).high == 2 * log.high
    assert identity.per(0.5).standard_error == 2 * identity.standard_error


def test_students_quantiles_are_those_of_the_tables():
    assert [round(quantile(freedom), 3) for freedom in (3, 4, 10)] == [3.182, 2.776, 2.228]
