"""Persons drawn again: how far a figure about them would lie with others like them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diagnostic.statistics.estimate import CONFIDENCE, NO_INTERVAL, SCALES, Estimate, Interval, scale_of

LEAST_CLUSTERS = 5
_CELLS = 4_000_000  # weights held at once by the bootstrap
_PICKS = 5  # rows picked in the time in which how often one comes is drawn
# beyond so many different persons, what a draw of them sums up to follows the normal law to all the digits that are shown
MANY = 100_000


def ratio(numerators: ArrayLike, denominators: ArrayLike, share: bool, draws: int, seed: int, alike: ArrayLike | None = None) -> Estimate:
    """Sum of numerators ÷ sum of denominators over persons, the latter above zero, with its `bootstrap` interval.

    `alike`: how many persons each entry stands for, one where it is not given. No range where every draw gives the same figure: a share
    of 0 or 1 among these persons is no proof that it is so among others.
    """
    numerators, denominators = np.asarray(numerators, float), np.asarray(denominators, float)
    counts = np.ones(len(numerators)) if alike is None else np.asarray(alike, float)
    whole, size = float((counts * denominators).sum()), counts.sum()
    value = float((counts * numerators).sum()) / whole
    low, high = bootstrap(numerators, denominators, draws, seed, counts)
    if low is None or high is None or low == high:
        return Estimate(value)
    name = scale_of(numerators, share)
    if not SCALES[name].holds(value):
        return Estimate(value, low, high)
    influence = (numerators - value * denominators) / whole
    error = np.sqrt(counts @ influence**2 * size / (size - 1))
    return Estimate(value, low, high, float(error) * SCALES[name].slope(value), name)


def bootstrap(numerators: ArrayLike, denominators: ArrayLike, draws: int, seed: int, alike: ArrayLike | None = None) -> Interval:
    """The 95 % interval of sum(numerators) / sum(denominators) when whole clusters (persons) are drawn again.

    One entry per cluster, or for as many as `alike` says. See `interval` for the choice made with few clusters; (None, None) under five.
    """
    numerators, denominators = np.asarray(numerators, float), np.asarray(denominators, float)
    sums = resample(np.column_stack([numerators, denominators]), draws, seed, alike)
    kept = sums[sums[:, 1] > 0]
    return interval(kept[:, 0] / kept[:, 1], len(numerators) if alike is None else int(np.sum(alike)))


def resample(clusters: ArrayLike, draws: int, seed: int, alike: ArrayLike | None = None) -> NDArray[np.float64]:
    """The column sums of `draws` samples of the rows (clusters x columns), drawn with replacement; `alike` clusters share each row.

    Equal rows are drawn together, as one multinomial cell: exact, and thirty thousand persons become a few dozen cells. Where hardly two
    are equal, each place of a sample picks its row; where `MANY` are left, their sums are drawn as the normal law that they follow.
    """
    rows = np.asarray(clusters, float)
    if len(rows) == 0:
        return np.zeros((0, rows.shape[1]))
    rows, counts = _distinct(rows, np.ones(len(rows), np.int64) if alike is None else np.asarray(alike, np.int64))
    size, generator = int(counts.sum()), np.random.default_rng(seed)
    if len(rows) > MANY:
        return _normal(rows, counts, draws, generator)
    if len(rows) * _PICKS < size:
        return np.concatenate([generator.multinomial(size, counts / size, some) @ rows for some in _portions(draws, len(rows))])
    each = np.repeat(rows.T, counts, axis=1)
    picks = (generator.integers(size, size=(some, size)) for some in _portions(draws, size))
    return np.concatenate([np.column_stack([column[picked].sum(axis=1) for column in each]) for picked in picks])


def _normal(rows: NDArray[np.float64], counts: NDArray[np.int64], draws: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """Sums of as many independent picks as there are clusters, by their mean and their covariance."""
    sums = counts @ rows
    covariance = (rows.T * counts) @ rows - np.outer(sums, sums) / counts.sum()
    return generator.multivariate_normal(sums, covariance, draws, method="eigh")


def _portions(draws: int, cells: int) -> Iterator[int]:
    """The samples drawn at once: as many as memory takes of so many cells."""
    step = max(1, _CELLS // cells)
    return (min(step, draws - start) for start in range(0, draws, step))


def _distinct(rows: NDArray[np.float64], alike: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The distinct rows in order, and how many clusters share each; np.unique(axis=0) is many times slower."""
    order = np.lexsort(rows.T[::-1])
    rows = rows[order]
    first = np.flatnonzero(np.concatenate([[True], np.any(rows[1:] != rows[:-1], axis=1)]))
    return rows[first], np.add.reduceat(alike[order], first)


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
