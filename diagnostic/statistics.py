"""How sure a figure is: bootstrap by cluster, Wilson, and times to an end that some cases have not reached yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95
Z = 1.959963984540054  # normal quantile of CONFIDENCE, two-sided
TOLERANCE = 1e-9  # a product of fractions that should equal 1 - p may come out just above it
LEAST_CLUSTERS = 5
_PLACES = 8
_CELLS = 4_000_000  # weights held at once by the bootstrap

Interval = tuple[float | None, float | None]
NO_INTERVAL: Interval = (None, None)


def bootstrap(numerators: ArrayLike, denominators: ArrayLike, draws: int, seed: int) -> Interval:
    """The 95 % interval of sum(numerators) / sum(denominators) when whole clusters (weeks, persons) are drawn again.

    One entry per cluster. See `interval` for the choice made with few clusters; (None, None) under five of them.
    """
    numerators, denominators = np.asarray(numerators, float), np.asarray(denominators, float)
    sums = resample(np.column_stack([numerators, denominators]), draws, seed)
    kept = sums[sums[:, 1] > 0]
    return interval(kept[:, 0] / kept[:, 1], len(numerators))


def resample(clusters: ArrayLike, draws: int, seed: int) -> NDArray[np.float64]:
    """The column sums of `draws` samples of the rows (clusters x columns), drawn with replacement.

    Equal rows are drawn together, as one multinomial cell: exact, and thirty thousand persons become a few dozen cells.
    """
    rows = np.asarray(clusters, float)
    size = len(rows)
    if size == 0:
        return np.zeros((0, rows.shape[1]))
    rows, counts = _distinct(rows)
    return np.concatenate([weights @ rows for weights in _weights(size, counts / size, draws, seed, len(rows))])


def _weights(size: int, chances: NDArray[np.float64], draws: int, seed: int, cells: int) -> Iterator[NDArray[np.int64]]:
    """How often each row is drawn in each of `draws` samples of this size, as many samples at once as memory takes of so many cells."""
    generator = np.random.default_rng(seed)
    step = max(1, _CELLS // cells)
    for start in range(0, draws, step):
        yield generator.multinomial(size, chances, min(step, draws - start))


def _distinct(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The distinct rows in order, and how often each occurs; np.unique(axis=0) is many times slower."""
    rows = rows[np.lexsort(rows.T[::-1])]
    first = np.flatnonzero(np.concatenate([[True], np.any(rows[1:] != rows[:-1], axis=1)]))
    return rows[first], np.diff(np.append(first, len(rows)))


def interval(samples: NDArray[np.float64], clusters: int) -> Interval:
    """The 95 % percentile interval of bootstrap samples drawn from this many clusters.

    With n clusters the percentile interval is too narrow, by about sqrt((n - 1) / n) and by the normal quantile it stands on.
    The percentiles are therefore moved out to those of Student's t with n - 1 degrees of freedom (Hesterberg's expanded
    percentile interval); with hundreds of clusters nothing changes. Under five clusters no interval is honest: (None, None).
    """
    from scipy.special import ndtr, stdtrit

    if clusters < LEAST_CLUSTERS or len(samples) == 0:
        return NO_INTERVAL
    tail = float(ndtr(-np.sqrt(clusters / (clusters - 1)) * stdtrit(clusters - 1, (1 + CONFIDENCE) / 2)))
    low, high = np.quantile(samples, [tail, 1 - tail])
    return float(low), float(high)


def difference(before: ArrayLike, after: ArrayLike) -> Estimate:
    """The mean of `after` less that of `before`, with the 95 % range left by how `before` spreads: would ordinary weeks differ as much?

    The spread is that of `before` alone: an event may well change it. Student's t with n - 1 degrees of freedom; no range under five.
    """
    from scipy.special import stdtrit

    before, after = np.asarray(before, float), np.asarray(after, float)
    change = float(after.mean() - before.mean())
    if len(before) < LEAST_CLUSTERS:
        return Estimate(change, None, None)
    deviation = before.std(ddof=1) * np.sqrt(1 / len(before) + 1 / len(after))
    half = float(stdtrit(len(before) - 1, (1 + CONFIDENCE) / 2) * deviation)
    return Estimate(change, change - half, change + half)


def wilson(successes: float, trials: float) -> Interval:
    """The 95 % interval of a share in a true sample (survey, coding sheet, mystery calls); (None, None) without trials."""
    if trials <= 0:
        return NO_INTERVAL
    share, square = successes / trials, Z * Z
    centre = share + square / (2 * trials)
    half = Z * np.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % bounds; None where it is not reached."""

    value: float | None
    low: float | None
    high: float | None


def order_statistic(values: ArrayLike, counts: ArrayLike, clusters: ArrayLike, share: float, draws: int, seed: int) -> Estimate:
    """The least value that at least this share of observations do not exceed, `counts` observations having each of `values`.

    Its bounds are observed values too (Woodruff): the share of observations up to it is bounded by drawing whole clusters again, and the
    values at the edges of that range bound it. No bounds under five clusters.
    """
    values, counts, clusters = np.asarray(values, float), np.asarray(counts, float), np.asarray(clusters)
    if not counts.sum():
        return Estimate(None, None, None)
    order = np.argsort(values, kind="stable")
    values, counts, clusters = values[order], counts[order], clusters[order]
    below = np.cumsum(counts) / counts.sum()

    def at(part: float) -> float:
        return float(values[min(int(np.searchsorted(below, part - TOLERANCE)), len(values) - 1)])

    quantile = at(share)
    _, place = np.unique(clusters, return_inverse=True)
    under = np.bincount(place, weights=np.where(values <= quantile, counts, 0.0))
    whole = np.bincount(place, weights=counts)
    low, high = bootstrap(under, whole, draws, seed)
    if low is None or high is None:
        return Estimate(quantile, None, None)
    reached = under.sum() / whole.sum()
    return Estimate(quantile, at(share + low - reached), at(share + high - reached))


@dataclass(frozen=True)
class Survival:
    """The share of cases that have ended at each duration, with its 95 % band (NaN where the band is not defined)."""

    times: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    incidence: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    def percentile(self, share: float) -> Estimate:
        """The duration by which this share of cases has ended: the first time at which the curve reaches it.

        Bounds invert the band: the first times at which its upper and lower edges reach the share.
        """
        return Estimate(*(self._first(curve, share) for curve in (self.incidence, self.high, self.low)))

    def at(self, time: float) -> Estimate:
        """The share of cases ended by this duration."""
        index = int(np.searchsorted(self.times, time, side="right")) - 1
        if index < 0:
            return Estimate(0.0, None, None)
        return Estimate(float(self.incidence[index]), _known(self.low[index]), _known(self.high[index]))

    def _first(self, curve: NDArray[np.float64], share: float) -> float | None:
        reached = np.flatnonzero(curve >= share - TOLERANCE)  # NaN is never reached
        return float(self.times[reached[0]]) if len(reached) else None


def percentiles(values: ArrayLike, clusters: ArrayLike, shares: Sequence[float], draws: int, seed: int) -> list[Estimate]:
    """The first value that each share of the values does not exceed, with its interval when whole clusters (weeks) are drawn again."""
    distinct, place = np.unique(np.asarray(values, float), return_inverse=True)
    names, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    if not len(distinct):
        return [Estimate(None, None, None) for _ in shares]
    counts = np.zeros((len(names), len(distinct)))
    np.add.at(counts, (cluster, place), 1)
    weights = _weights(len(names), np.full(len(names), 1 / len(names)), draws, seed, len(distinct))
    samples = np.concatenate([_reached(weight @ counts, shares) for weight in weights])
    reached = _reached(counts.sum(axis=0, keepdims=True), shares)[0]
    return [Estimate(float(distinct[at]), *interval(distinct[drawn], len(names))) for at, drawn in zip(reached, samples.T, strict=True)]


def _reached(counts: NDArray[np.float64], shares: Sequence[float]) -> NDArray[np.int64]:
    """Per row of counts, the first column by which each share of the row has come."""
    sums = np.cumsum(counts, axis=1)
    return np.stack([np.argmax(sums >= share * sums[:, -1:] - TOLERANCE, axis=1) for share in shares], axis=1)


def survival(
    durations: ArrayLike,
    ended: ArrayLike,
    competing: ArrayLike | None = None,
    entries: ArrayLike | None = None,
    counts: ArrayLike | None = None,
) -> Survival:
    """How long cases take to end, open ones included: the Aalen-Johansen cumulative incidence.

    `durations` are grouped: `counts` cases share a duration and its flags. A case is neither `ended` nor `competing` when it was still
    open at that duration. `competing` ends (withdrawn, transferred) remove a case without being the end that is measured. A case whose
    observation began `entries` after its start counts among those at risk from that duration on, itself included: entry is the
    start of a day, before anything that ends on it. A case that ended before its entry was never observed and is left out.

    Without competing ends this is Kaplan-Meier. The band is the log-log one on 1 - incidence, with the Greenwood-type variance;
    where nothing ended yet, or everything has, it is not defined and counts as not reached.
    """
    durations = np.asarray(durations, float)
    weight = np.ones(len(durations)) if counts is None else np.asarray(counts, float)
    start = np.zeros(len(durations)) if entries is None else np.asarray(entries, float)
    ended = np.asarray(ended, bool)
    other = np.zeros(len(durations), bool) if competing is None else np.asarray(competing, bool)

    seen = start <= durations
    if not seen.all():
        durations, weight, start = durations[seen], weight[seen], start[seen]
        ended, other = ended[seen], other[seen]

    times, (here, wanted, lost) = _by_time(durations, weight, weight * ended, weight * other)
    left = np.cumsum(here)
    entered = _cumulative(start, weight, times)
    at_risk = entered - np.concatenate([[0.0], left[:-1]]) if len(times) else np.zeros(0)

    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.where(at_risk > 0, (wanted + lost) / at_risk, 0.0)
        hazard = np.where(at_risk > 0, wanted / at_risk, 0.0)
        alive = np.cumprod(1 - out)
        before = np.concatenate([[1.0], alive[:-1]])[: len(times)]
        incidence = np.cumsum(before * hazard)
        variance = _variance(at_risk, wanted, wanted + lost, before, incidence)
        low, high = _band(incidence, variance)
    return Survival(times, at_risk.astype(np.int64), incidence, low, high)


def _by_time(durations: NDArray[np.float64], *weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """The distinct durations in order, and the sum of each weight at each of them.

    Whole numbers that are not much larger than their number is are counted into places, which needs no sorting.
    """
    if (
        len(durations)
        and durations.min() >= 0
        and durations.max() <= _PLACES * len(durations)
        and np.array_equal(np.rint(durations), durations)
    ):
        places = durations.astype(np.int64)
        occupied = np.flatnonzero(np.bincount(places))
        return occupied.astype(float), [np.bincount(places, weights=weight)[occupied].astype(float) for weight in weights]
    times, places = np.unique(durations, return_inverse=True)
    return times, [np.bincount(places, weights=weight, minlength=len(times)).astype(float) for weight in weights]


def _cumulative(values: NDArray[np.float64], weight: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many entered at or before each time."""
    if not values.any():
        return np.full(len(times), weight.sum())
    order = np.argsort(values, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(weight[order])])
    return total[np.searchsorted(values[order], times, side="right")]


def _variance(
    at_risk: NDArray[np.float64],
    wanted: NDArray[np.float64],
    out: NDArray[np.float64],
    before: NDArray[np.float64],
    incidence: NDArray[np.float64],
) -> NDArray[np.float64]:
    """The Greenwood-type variance of a cumulative incidence; Greenwood's own where there are no competing ends."""
    some = (at_risk > 0) & (at_risk > out)  # past the last case the curve is flat: no term
    greenwood = np.where(some, out / (at_risk * (at_risk - out)), 0.0)
    own = np.where(at_risk > 0, before**2 * (at_risk - wanted) * wanted / at_risk**3, 0.0)
    cross = np.where(at_risk > 0, before * wanted / at_risk**2, 0.0)
    squares = incidence**2 * np.cumsum(greenwood) - 2 * incidence * np.cumsum(incidence * greenwood) + np.cumsum(incidence**2 * greenwood)
    crossed = incidence * np.cumsum(cross) - np.cumsum(incidence * cross)
    return np.maximum(squares + np.cumsum(own) - 2 * crossed, 0.0)


def _band(incidence: NDArray[np.float64], variance: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    remaining = 1 - incidence
    inside = (incidence > TOLERANCE) & (remaining > TOLERANCE)
    log = np.where(inside, np.log(np.where(inside, remaining, 0.5)), np.nan)
    deviation = np.sqrt(variance) / (remaining * np.abs(log))
    centre = np.log(-log)
    return tuple(-np.expm1(-np.exp(centre + sign * Z * deviation)) for sign in (-1, 1))  # type: ignore[return-value]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
