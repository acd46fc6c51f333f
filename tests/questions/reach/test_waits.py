"""Waits of answered calls: order statistics of the calls themselves."""

import numpy as np
import pandas as pd
import pytest

from diagnostic import statistics
from diagnostic.questions.reach import measures as reach
from diagnostic.questions.reach import waits
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts


def test_percentiles_and_mean_are_those_of_answered_calls_with_a_wait(tmp_path):
    rows = contacts(8, count=600)
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = reach.measure(store)
    calls = [row for row in rows if row["channel"] == "phone" and row["party"] in ("user", "unknown") and in_period(row)]
    waits = sorted(call["wait_s"] for call in calls if call["outcome"] == "answered" and call["wait_s"] is not None)
    for name, share in (("reach.wait_p50", 0.5), ("reach.wait_p90", 0.9)):
        assert one(found, name)["value"] == next(wait for at, wait in enumerate(waits, 1) if at >= share * len(waits))
        assert one(found, name)["denominator"] == len(waits)
    assert counted(found, "reach.wait_mean") == (sum(waits), len(waits))
    march = sorted(
        call["wait_s"]
        for call in calls
        if call["outcome"] == "answered" and call["wait_s"] is not None and call["occurred_local"].startswith("2024-03")
    )
    assert one(found, "reach.wait_p50", "month=2024-03")["value"] == march[(len(march) + 1) // 2 - 1]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.0])
def test_an_order_statistic_is_the_inverted_distribution_of_numpy(share):
    generator = np.random.default_rng(1)
    values, weeks = generator.integers(0, 40, 300).astype(float), generator.integers(0, 20, 300)
    found = statistics.order_statistic(values, np.ones(300), weeks, share, 200, 1)
    assert found.value == np.quantile(values, share, method="inverted_cdf")
    assert found.low <= found.value <= found.high
    assert {found.low, found.high} <= set(values)


def test_counted_values_are_as_many_single_ones():
    values, counts, weeks = np.array([5.0, 1.0, 9.0, 5.0]), np.array([3, 4, 2, 6]), np.array(["a", "b", "c", "d"])
    single = statistics.order_statistic(np.repeat(values, counts), np.ones(15), np.repeat(weeks, counts), 0.5, 100, 1)
    assert statistics.order_statistic(values, counts, weeks, 0.5, 100, 1) == single
    assert (single.value, single.low) == (5.0, None)


def test_nothing_to_order_has_no_statistic():
    assert statistics.order_statistic([], [], [], 0.5, 100, 1).value is None


@pytest.mark.long
def test_the_interval_covers_the_truth_where_weeks_differ():
    """Waits of a week share a level (cars of one train): intervals that drew calls one by one would cover far less."""
    generator, weeks, calls, covered = np.random.default_rng(7), 52, 60, 0
    level = generator.gamma(4, 10, size=200_000)
    truth = np.quantile(generator.exponential(level), 0.5)
    for _ in range(500):
        means = generator.gamma(4, 10, size=weeks)
        waits = generator.exponential(np.repeat(means, calls))
        found = statistics.order_statistic(waits, np.ones(len(waits)), np.repeat(np.arange(weeks), calls), 0.5, 400, 3)
        covered += found.low <= truth <= found.high
    print(f"coverage of the median wait: {covered / 500:.3f}")
    assert 0.92 <= covered / 500 <= 0.98


def test_waits_keep_their_fractions(tmp_path):
    rows = [{"occurred_local": "2024-02-01 10:00", "channel": "phone", "outcome": "answered", "wait_s": wait} for wait in (1.5, 2.5, 3.5)]
    with with_facts(open_town(tmp_path), contacts=pd.DataFrame(rows).to_dict("records")) as store:
        assert one(waits.waits(store), "reach.wait_p50")["value"] == 2.5
