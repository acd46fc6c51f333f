"""How often the intervals of processing times hold the truth: five hundred simulated towns each, printed."""

import numpy as np
import pytest

from diagnostic.statistics import LEAST_CLUSTERS, bootstrap, difference, interval, resample, survival

pytestmark = pytest.mark.long
DRAWS = 500
# 95 % in theory; five hundred draws leave about two points of chance on either side
NOMINAL = (0.925, 0.98)


def covered(name, one, seed):
    rng = np.random.default_rng(seed)
    share = float(np.mean([one(rng) for _ in range(DRAWS)]))
    print(f"{name}: {share:.1%} of {DRAWS}")
    return share


@pytest.mark.parametrize(("share", "truth"), [(0.5, 20 * np.log(2)), (0.8, 20 * np.log(5)), (0.9, 20 * np.log(10))])
def test_percentiles_with_open_cases(share, truth):
    def one(rng):
        duration, seen = rng.exponential(20, 400), rng.uniform(20, 160, 400)
        found = survival(np.minimum(duration, seen), duration <= seen).percentile(share)
        return found.low <= truth and (found.high is None or truth <= found.high)

    low, high = NOMINAL
    assert low <= covered(f"p{share * 100:.0f} with open cases", one, 1) <= high


def test_the_median_with_late_entries_and_competing_ends():
    """Ends at rate 1/20, other ends at rate 1/60: the incidence at t is 3/4 of 1 - exp(-t / 15), one half where t = 15 ln 3."""
    truth = 15 * np.log(3)

    def one(rng):
        end, other, entry = rng.exponential(20, 900), rng.exponential(60, 900), np.maximum(rng.uniform(-30, 30, 900), 0)
        seen = entry + rng.uniform(5, 90, 900)
        first = np.minimum(np.minimum(end, other), seen)
        watched = first >= entry
        found = survival(first[watched], (first == end)[watched], (first == other)[watched], entry[watched]).percentile(0.5)
        return found.low is not None and found.low <= truth and (found.high is None or truth <= found.high)

    low, high = NOMINAL
    assert low <= covered("median with late entries and competing ends", one, 2) <= high


def weeks(rng, count, mean, spread=0.25):
    """Counts of weeks that differ by more than chance alone."""
    return rng.poisson(mean * rng.gamma(1 / spread**2, spread**2, count))


def test_a_share_of_cases_whose_weeks_differ():
    def one(rng):
        closed = weeks(rng, 26, 60) + 1
        low, high = bootstrap(rng.binomial(closed, rng.beta(12, 8, 26)), closed, 400, int(rng.integers(1 << 30)))
        return low <= 0.6 <= high

    low, high = NOMINAL
    assert low <= covered("share within the announced time, 26 weeks", one, 3) <= high


def test_the_pace_at_which_a_backlog_clears():
    def one(rng):
        moves = np.column_stack([weeks(rng, 13, 100), weeks(rng, 13, 112)]).astype(float)
        sums = resample(moves, 400, int(rng.integers(1 << 30)))
        low, high = interval((sums[:, 1] - sums[:, 0]) / 13, 13)
        return low <= 12 <= high

    low, high = NOMINAL
    assert low <= covered("pace of a backlog, 13 weeks", one, 4) <= high


@pytest.mark.parametrize("after", [1, 2, 8])
def test_the_difference_after_an_event(after):
    def one(rng):
        found = difference(weeks(rng, 8, 800, 0.1), weeks(rng, after, 800, 0.1) + 250)
        return found.low <= 250 <= found.high

    low, high = NOMINAL
    assert low <= covered(f"difference after an event, {after} weeks", one, 5) <= high


def test_too_few_weeks_before_an_event_have_no_range():
    assert difference(np.arange(LEAST_CLUSTERS - 1), [9]).low is None
