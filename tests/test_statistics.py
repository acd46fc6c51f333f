"""Intervals and survival curves, against exact fractions, SciPy, naive loops and simulated truths."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostic.statistics import Weeks, bootstrap, persons, resample, survival, wilson

FIRST = np.datetime64("2024-01-01")
CASES = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["ended", "open", "other"]), st.integers(0, 6)), min_size=1, max_size=40)
SHARES = (Fraction(1, 2), Fraction(8, 10), Fraction(9, 10), Fraction(1, 3))


def exact_incidence(cases):
    """The cumulative incidence by a loop over fractions: {time: share ended}, each time that a case leaves at."""
    alive, incidence, curve = Fraction(1), Fraction(0), {}
    kept = [case for case in cases if case[2] <= case[0]]
    for time in sorted({duration for duration, _, _ in kept}):
        at_risk = sum(1 for duration, _, entry in kept if entry <= time <= duration)
        wanted = sum(1 for duration, end, _ in kept if duration == time and end == "ended")
        other = sum(1 for duration, end, _ in kept if duration == time and end == "other")
        incidence += alive * Fraction(wanted, at_risk)
        alive *= 1 - Fraction(wanted + other, at_risk)
        curve[time] = incidence
    return curve


def told(cases):
    """The part of the exact curve that is read, {time: (share ended, share going on)}, and the finest difference that it tells."""
    kept = [case for case in cases if case[2] <= case[0]]
    grain = max(Fraction(1, 100), Fraction(2, len(kept))) if kept else Fraction(1)
    going_on, curve, ended = Fraction(1), {}, exact_incidence(cases)
    for time in ended:
        at_risk = sum(1 for duration, _, entry in kept if entry <= time <= duration)
        if going_on / at_risk > grain:  # one case stands for too many
            break
        going_on *= 1 - Fraction(sum(1 for duration, end, _ in kept if duration == time and end != "open"), at_risk)
        curve[time] = (ended[time], going_on)
    return curve, grain


def first_told(curve, grain, share):
    """The first time at which the share is reached, where the curve goes on by its grain."""
    if not curve or max(reached for reached, _ in curve.values()) < min(share + grain, 1):
        return None
    return next((float(time) for time, (reached, _) in curve.items() if reached >= share), None)


def of(cases, **more):
    durations, ends, entries = zip(*cases, strict=True)
    return survival(durations, [end == "ended" for end in ends], [end == "other" for end in ends], entries, **more)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_incidence_equals_exact_fractions_with_ties_late_entries_and_competing_ends(cases):
    found, exact = of(cases), exact_incidence(cases)
    assert list(found.times) == list(exact)
    assert np.allclose(found.incidence, [float(share) for share in exact.values()], atol=1e-12)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_percentiles_are_those_of_exact_fractions_where_the_curve_tells_them(cases):
    found, (curve, grain) = of(cases), told(cases)
    for share in SHARES:
        assert found.percentile(float(share)).value == first_told(curve, grain, share)


@given(CASES)
@settings(max_examples=150, deadline=None)
def test_among_those_that_end_so_times_are_told_on_the_plateau_alone(cases):
    found, (curve, grain) = of(cases).of_those_that_end(), told(cases)
    top, going_on = list(curve.values())[-1] if curve else (Fraction(0), Fraction(1))
    if going_on > grain or not top:
        assert found is None
        return
    among = {time: (reached / top, left) for time, (reached, left) in curve.items()}
    for share in SHARES:
        assert found.percentile(float(share)).value == first_told(among, grain, share)


def test_a_curve_says_nothing_of_durations_that_too_few_were_followed_for():
    """Of a hundred requests forty end within ten days, and all but one of the others are seen for twenty days alone."""
    young = [(day % 10 + 1, "ended", 0) for day in range(40)] + [(20, "open", 0)] * 59
    found = of([*young, (90, "ended", 0)])
    assert found.at(15).value == pytest.approx(0.4)
    assert found.percentile(0.3).value == 8.0
    assert found.percentile(0.5).value is None and found.at(100).value is None  # the last one would stand for sixty
    assert found.of_those_that_end() is None


@pytest.mark.parametrize(("ends", "reached"), [(907, None), (912, 900.0)])
def test_a_percentile_on_a_flat_tail_is_not_reached(ends, reached):
    """Nine requests in ten less one end within a month, the next one after thirty: unless others follow, that is no time of nine in ten."""
    late = [(900 + number, "ended", 0) for number in range(ends - 899)]
    found = of([(day % 30 + 1, "ended", 0) for day in range(899)] + late + [(20, "other", 0)] * (1000 - ends))
    assert found.percentile(0.9).value == reached
    assert found.of_those_that_end().percentile(0.9).value == pytest.approx(28, abs=1)


def test_competing_ends_at_known_rates_leave_known_times_though_cases_enter_late_and_some_go_on():
    """Ends at rate 1/20, other ends at rate 1/60: 3/4 of cases ever end so, half of all by 15 ln 3 days, half of those by 15 ln 2."""
    rng = np.random.default_rng(11)
    end, other, entry = rng.exponential(20, 20_000), rng.exponential(60, 20_000), np.maximum(rng.uniform(-40, 40, 20_000), 0)
    first = np.minimum(np.minimum(end, other), entry + rng.uniform(60, 160, 20_000))
    seen = first >= entry
    watched = first[seen], (first == end)[seen], (first == other)[seen], entry[seen]
    found = survival(*watched)
    assert found.percentile(0.5).value == pytest.approx(15 * np.log(3), rel=0.03)
    assert found.percentile(0.8).value is None
    assert found.of_those_that_end().percentile(0.5).value == pytest.approx(15 * np.log(2), rel=0.03)
    assert survival(*watched[:2], None, watched[3]).percentile(0.5).value == pytest.approx(20 * np.log(2), rel=0.03)
    ended = watched[1]
    dropped = survival(watched[0][ended], ended[ended], None, watched[3][ended])
    assert dropped.percentile(0.5).value < 0.8 * found.percentile(0.5).value  # leaving out those that will end otherwise hurries all


def test_counts_stand_for_repeated_cases():
    cases = [(3, "ended", 0), (3, "open", 0), (5, "ended", 2), (5, "other", 0), (9, "ended", 1)]
    counts = [4, 2, 3, 1, 5]
    repeated = [case for case, count in zip(cases, counts, strict=True) for _ in range(count)]
    grouped, listed = of(cases, counts=counts), of(repeated)
    assert np.allclose(grouped.incidence, listed.incidence)


def kaplan_meier(durations, ended):
    """The share still open after each time, in fractions."""
    surviving = Fraction(1)
    for time in sorted(set(durations)):
        at_risk = sum(duration >= time for duration in durations)
        surviving *= 1 - Fraction(sum(duration == time and end for duration, end in zip(durations, ended, strict=True)), at_risk)
        yield time, surviving


def test_a_percentile_reached_exactly_is_not_missed_by_rounding():
    """A product of fractions that equals 1 - p comes out just above it or below: without tolerance a tenth of small samples go wrong."""
    rng, naive, found_wrong = np.random.default_rng(7), 0, 0
    for number in range(400):
        size = int(rng.integers(10, 101))
        durations = rng.integers(1, 60, size).tolist()
        ended = (rng.random(size) < 0.8 if number % 2 else np.ones(size, bool)).tolist()
        exact = list(kaplan_meier(durations, ended))
        found = survival(durations, ended)
        for share in (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10)):
            expected = next((time for time, left in exact if left <= 1 - share), None)
            value = found.percentile(float(share)).value
            found_wrong += value is not None and value != expected
            reached = np.flatnonzero(np.cumprod([float(after / before) for after, before in _steps(exact)]) <= 1 - float(share))
            naive += (exact[reached[0]][0] if len(reached) else None) != expected
    assert found_wrong == 0
    assert naive > 10  # the trap is there


def _steps(exact):
    previous = Fraction(1)
    for _, left in exact:
        if previous:
            yield left, previous
            previous = left


@pytest.mark.parametrize("scale", [1, 86_400.5])  # counted into places, and sorted
def test_without_competing_ends_it_is_scipys_kaplan_meier(scale):
    from scipy.stats import CensoredData, ecdf

    rng = np.random.default_rng(3)
    durations, ended = rng.integers(0, 300, 2000) * scale, rng.random(2000) < 0.6
    found = survival(durations, ended)
    reference = ecdf(CensoredData(uncensored=durations[ended], right=durations[~ended])).sf
    at = np.searchsorted(found.times, reference.quantiles)
    assert np.allclose(1 - found.incidence[at], reference.probabilities, atol=1e-12)
    for share in (0.1, 0.5, 0.8, 0.9):
        expected = reference.quantiles[np.flatnonzero(reference.probabilities <= 1 - share + 1e-9)[0]]
        assert found.percentile(share).value == pytest.approx(expected)


@given(CASES, st.integers(0, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_a_case_puts_to_the_curve_is_what_counting_it_a_little_more_changes(cases, time, among):
    """The influence of each case, by a loop: its weight moved up and down, the whole curve made anew; among those that end so, too."""
    whole = of(cases)
    found = whole.of_those_that_end() if among else whole
    at = -1 if found is None else int(np.searchsorted(found.times, time, side="right")) - 1
    if at < 0:
        return
    kept = [case for case in cases if case[2] <= case[0]]
    last = len(found.times) - 1

    def reached(weights):
        curve = of(kept, counts=weights).incidence
        return curve[at] / curve[last] if among else curve[at]

    moved = []
    for place in range(len(kept)):
        step = np.zeros(len(kept))
        step[place] = 1e-6
        moved.append(sum(side * reached(1 + side * step) for side in (1, -1)) / 2e-6)
    assert np.allclose(found.influence(at), moved, atol=1e-6)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
def test_the_range_of_a_curve_is_greenwoods_where_weeks_are_alike():
    """Independent cases spread over many weeks: the textbook variance of Kaplan-Meier, on average over samples."""
    from scipy.stats import CensoredData, ecdf

    rng, ours, greenwoods = np.random.default_rng(11), [], []
    for _ in range(100):
        opened, lasts, seen = rng.integers(0, 104, 1500), rng.integers(1, 60, 1500), rng.integers(1, 90, 1500)
        ended, first = lasts <= seen, np.minimum(lasts, seen)
        found = survival(first, ended, mondays=FIRST + 7 * opened, weeks=Weeks.plain()).at(25)
        ours.append((found.standard_error * found.value * (1 - found.value)) ** 2)
        curve = ecdf(CensoredData(uncensored=first[ended], right=first[~ended])).sf
        low, high = (part.evaluate(25) for part in curve.confidence_interval(method="linear"))
        greenwoods.append(((high - low) / 2 / 1.96) ** 2)
    assert 0.9 <= np.mean(ours) / np.mean(greenwoods) <= 1.35  # put up by what dependent weeks would hide, a tenth here


def test_a_share_not_reached_has_no_percentile_and_one_reached_by_the_last_has_no_upper_bound():
    rng = np.random.default_rng(8)
    half_open = [(int(time), "ended", 0) for time in rng.integers(1, 11, 500)] + [(30, "open", 0)] * 600
    weeks = FIRST + 7 * rng.integers(0, 40, 1100)
    found = of(half_open, mondays=weeks, weeks=Weeks.plain())
    assert found.percentile(0.5).value is None
    assert found.percentile(0.45).value is None  # the curve ends less than a point beyond
    last = found.percentile(0.444)
    assert last.low == last.value == 10.0
    assert last.high is None and last.standard_error is None
    assert found.percentile(0.2).high is not None


def test_without_weeks_a_curve_has_no_range():
    found = of([(3, "ended", 0), (5, "ended", 0), (9, "open", 0)])
    assert found.percentile(0.5).low is None and found.at(4).low is None
    assert np.isnan(np.concatenate(found.band())).all()


def test_the_band_of_a_curve_is_its_range_at_each_of_its_times():
    rng = np.random.default_rng(9)
    lasts, weeks = rng.integers(1, 30, 2000), FIRST + 7 * rng.integers(0, 52, 2000)
    found = survival(lasts, lasts < 25, mondays=weeks, weeks=Weeks.plain())
    low, high = found.band()
    for place, time in enumerate(found.times[:24]):
        assert (low[place], high[place]) == pytest.approx((found.at(time).low, found.at(time).high))


@given(CASES, st.data())
@settings(max_examples=60, deadline=None)
def test_the_errors_at_many_places_are_those_of_each_place_by_itself(cases, data):
    """One pass over the cases for all places; cases of one week, with late entries and all ends, at any place of the curve."""
    weeks = [FIRST + 7 * week for week in data.draw(st.lists(st.integers(0, 51), min_size=len(cases), max_size=len(cases)))]
    found = of([*cases, (3, "ended", 0), (9, "open", 0)], mondays=np.array([*weeks, FIRST, FIRST + 7 * 51]), weeks=Weeks.plain())
    places = np.arange(len(found.times))
    each = [found.error(found.influence(int(place))) for place in places]
    for (error, freedom), (alone, free) in zip(found.errors(places), each, strict=True):
        assert freedom == free and error == pytest.approx(alone, abs=1e-12)
    few = found.errors(places[::3])
    assert [error for error, _ in few] == pytest.approx([error for error, _ in each[::3]], abs=1e-12)


def test_ignoring_open_cases_would_give_another_median():
    cases = [(2, "ended", 0)] * 6 + [(10, "open", 0)] * 3 + [(20, "ended", 0)] * 5
    assert of(cases).percentile(0.5).value == 20.0
    assert of([case for case in cases if case[1] == "ended"]).percentile(0.5).value == 2.0


def test_a_case_enters_before_what_ends_at_its_entry_and_one_ended_before_is_left_out():
    assert of([(5, "ended", 0), (5, "ended", 5), (9, "open", 0)]).at_risk.tolist() == [3, 1]
    assert of([(5, "ended", 0), (4, "ended", 5), (9, "open", 0)]).times.tolist() == [5, 9]


def test_no_case_gives_an_empty_curve():
    found = survival([], [])
    assert found.percentile(0.5).value is None and found.at(3).value == 0.0


def weeks_of_tickets(rng, weeks=52):
    """Overdispersed weeks: the share of each differs around 0.3, and so does its volume."""
    sizes = rng.poisson(200 * rng.lognormal(0, 0.3, weeks)) + 1
    return rng.binomial(sizes, rng.beta(6, 14, weeks)), sizes


def test_cluster_bootstrap_covers_where_wilson_does_not():
    rng = np.random.default_rng(17)
    by_cluster = by_row = 0
    for _ in range(200):
        hits, sizes = weeks_of_tickets(rng)
        low, high = bootstrap(hits, sizes, 400, 1)
        naive = wilson(hits.sum(), sizes.sum())
        by_cluster += low <= 0.3 <= high
        by_row += naive.low <= 0.3 <= naive.high
    print(f"cluster bootstrap {by_cluster / 2:.1f} %, Wilson {by_row / 2:.1f} % of 200")
    assert 180 <= by_cluster <= 199
    assert by_row < 100


def test_bootstrap_with_few_clusters_keeps_its_coverage():
    rng = np.random.default_rng(19)
    covered = 0
    for _ in range(200):
        hits, sizes = weeks_of_tickets(rng, weeks=8)
        low, high = bootstrap(hits, sizes, 400, 1)
        covered += low <= 0.3 <= high
    assert covered >= 176


def test_bootstrap_gives_no_interval_under_five_clusters_and_the_same_one_twice():
    assert bootstrap([1, 2, 3, 4], [9, 9, 9, 9], 200, 1) == (None, None)
    assert bootstrap([], [], 200, 1) == (None, None)
    hits, sizes = weeks_of_tickets(np.random.default_rng(2))
    assert bootstrap(hits, sizes, 200, 7) == bootstrap(hits, sizes, 200, 7) != bootstrap(hits, sizes, 200, 8)


def test_grouping_equal_clusters_draws_the_same_distribution_as_drawing_rows():
    rows = np.array([[0.0, 1.0]] * 50 + [[2.0, 3.0]] * 30 + [[5.0, 5.0]] * 20)
    sums = resample(rows, 4000, 1)
    rng = np.random.default_rng(1)
    naive = np.array([rows[rng.integers(0, 100, 100)].sum(axis=0) for _ in range(4000)])
    assert np.allclose(sums.mean(axis=0), naive.mean(axis=0), rtol=0.01)
    assert np.allclose(np.cov(sums.T), np.cov(naive.T), rtol=0.1)


def test_rows_that_are_all_different_are_drawn_with_replacement_too():
    rows = np.random.default_rng(3).gamma(2.0, size=(60, 2)).cumsum(axis=1)
    sums = resample(rows, 20_000, 1)
    assert np.allclose(sums.mean(axis=0), rows.sum(axis=0), rtol=0.01)
    assert np.allclose(np.cov(sums.T), 60 * np.cov(rows.T, bias=True), rtol=0.05)  # the sum of 60 independent picks


def test_entries_that_stand_for_several_clusters_give_what_the_clusters_give():
    hits, sizes = np.array([0.0, 1.0, 1.0, 3.0]), np.array([1.0, 1.0, 2.0, 4.0])
    alike = np.array([30, 20, 0, 50])
    one_by_one = np.random.default_rng(4).permutation(np.repeat(np.arange(4), alike))
    given = persons.ratio(hits[alike > 0], sizes[alike > 0], True, 200, 1, alike[alike > 0])
    entered = persons.ratio(hits[one_by_one], sizes[one_by_one], True, 200, 1)
    assert (given.value, given.low, given.high) == (entered.value, entered.low, entered.high)
    assert given.standard_error == pytest.approx(entered.standard_error, rel=1e-12)
    # an entry may come in two parts
    halves = resample([[0, 1], [2, 3], [0, 1]], 50, 1, [10, 20, 5])
    assert np.array_equal(halves, resample([[0, 1], [2, 3]], 50, 1, [15, 20]))


def test_very_many_different_persons_are_drawn_as_the_normal_law_of_their_sums(monkeypatch):
    rng = np.random.default_rng(29)
    rows, alike = np.column_stack([rng.gamma(0.5, size=3_000), rng.poisson(3, 3_000), np.zeros(3_000)]), rng.integers(1, 4, 3_000)
    drawn = resample(rows, 4_000, 1, alike)
    monkeypatch.setattr(persons, "MANY", 2_999)
    normal = resample(rows, 4_000, 1, alike)
    assert not np.array_equal(normal, drawn)
    assert np.allclose(normal.mean(axis=0), alike @ rows, rtol=0.002)
    assert np.allclose(np.cov(normal.T), np.cov(drawn.T), rtol=0.1, atol=500)
    assert np.allclose(np.quantile(normal, [0.025, 0.975], axis=0), np.quantile(drawn, [0.025, 0.975], axis=0), rtol=0.01)


def test_bootstrap_of_thirty_thousand_persons_stays_small_in_memory():
    import tracemalloc

    rng = np.random.default_rng(23)
    values = rng.random((30_000, 2))
    tracemalloc.start()
    low, high = bootstrap(values[:, 0], values[:, 1], 100, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert low < 1 < high
    assert peak < 200e6


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (3, 10), (10, 10), (412, 1000)])
def test_wilson_equals_scipy(successes, trials):
    from scipy.stats import binomtest

    expected = binomtest(successes, trials).proportion_ci(method="wilson")
    found = wilson(successes, trials)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilsons_interval_is_even_on_the_scale_of_logits_but_for_a_share_of_0_or_1():
    found = wilson(30, 100)
    low, middle, high = (np.log(share / (1 - share)) for share in (found.low, found.value, found.high))
    assert (middle - low, high - middle) == pytest.approx((1.959964 * found.standard_error,) * 2)
    assert found.scale == "logit"
    for share in (0, 100):
        edge = wilson(share, 100)
        assert edge.standard_error is None and edge.low < edge.high


def test_wilson_of_nothing_is_no_interval():
    assert wilson(0, 0).value is None and wilson(0, 0).low is None
