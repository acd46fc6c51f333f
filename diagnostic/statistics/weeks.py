"""Weeks in order, which depend on each other: how far a figure of theirs would lie in another such stretch of weeks.

What is known of a week (holidays, a declared break, the season where a year is there) comes again and is no chance: it is taken out
first. What is left varies slowly where weeks depend on each other, and its slowest waves tell how far the sum of all weeks goes:
equal-weighted cosines, with Student's t of as many degrees of freedom as there are cosines (Lazarus, Lewis, Stock and Watson, 2018).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diagnostic.statistics.estimate import TOLERANCE, Estimate, bounded, inverted, scale_of

LEAST_WEEKS, YEAR = 26, 52
YEAR_OF_WEEKS = 365.25 / 7
WAVES = 0.4  # cosines of n weeks: WAVES x n^(2/3)
LEAST_WAVES = 2
MEMORY = 1.1  # mean weeks for which what happens in one is felt, that the waves make up for: a good half of it in the next week

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Waves:
    """The waves by which the sum of so many weeks is judged (weeks x waves, each of length one), and what their mean square is times."""

    shapes: Floats
    factor: float

    @classmethod
    def of(cls, known: Floats, memory: float = MEMORY) -> Waves:
        """The slowest waves of as many weeks as `known` has rows, without what its columns tell.

        A wave that they tell more than half of is none: season and breaks take the place of the slowest ones. The mean square of
        the others falls short of the variance of the sum where weeks depend on each other, most with few weeks: it is put up by as
        much as it does where what happens in a week fades over the next ones, after `memory` of them on average.
        """
        weeks = len(known)
        places = np.arange(weeks) + 0.5
        count = round(WAVES * weeks ** (2 / 3))
        cosines = np.sqrt(2 / weeks) * np.cos(np.pi * np.outer(places, np.arange(1, count + 1)) / weeks)
        told = _directions(np.column_stack([np.ones(weeks), known]), TOLERANCE)
        shapes = _directions(cosines - told @ (told.T @ cosines), np.sqrt(0.5))
        dependent = (memory / (1 + memory)) ** np.abs(places[:, None] - places)
        seen = np.trace(shapes.T @ dependent @ shapes) / max(1, shapes.shape[1])
        return cls(shapes, float(dependent.sum() / seen) if seen else np.nan)

    @property
    def count(self) -> int:
        return int(self.shapes.shape[1])


@dataclass(frozen=True)
class Weeks:
    """What is known of each week from `first` (a Monday) on: one row of `known` per week. Of the weeks after and before, nothing is."""

    first: np.datetime64
    known: Floats
    _waves: dict[tuple[int, int, float], Waves] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def plain(cls) -> Weeks:
        """Weeks of which nothing is known."""
        return cls(np.datetime64("1970-01-05"), np.zeros((0, 0)))

    def error(self, mondays: ArrayLike | None, influence: ArrayLike, lag: float = 0.0) -> tuple[float | None, int]:
        """The standard error of a sum to which each week brings its `influence` (entries of a week add up), and its degrees of freedom.

        The weeks go from the first to the last of `mondays`, empty ones between them included. None under `LEAST_WEEKS`, and where the
        weeks are not known. What is seen in a week may have begun `lag` weeks before, on average: its weeks have more in common.
        """
        if mondays is None or np.isnat(dates := np.asarray(mondays, "datetime64[D]")).any():
            return None, 0
        places = ((dates - self.first) // np.timedelta64(7, "D")).astype(np.int64)
        if not len(places) or np.ptp(places) + 1 < LEAST_WEEKS:
            return None, 0
        first, last = int(places.min()), int(places.max())
        waves = self._of(first, last, round(MEMORY + lag, 1))
        if waves.count < LEAST_WAVES:
            return None, 0
        brought = np.bincount(places - first, weights=np.asarray(influence, float), minlength=last - first + 1)
        return float(np.sqrt(waves.factor * np.mean((waves.shapes.T @ brought) ** 2))), waves.count

    def ratio(
        self, mondays: ArrayLike | None, numerators: ArrayLike, denominators: ArrayLike, share: bool = False, lag: float = 0.0
    ) -> Estimate:
        """Sum of numerators ÷ sum of denominators over weeks, the latter above zero; its range stays within 0 and 1 for a `share`.

        Where a numerator is below zero the range may be too.
        """
        numerators, denominators = np.asarray(numerators, float), np.asarray(denominators, float)
        whole = denominators.sum()
        value = float(numerators.sum() / whole)
        error, freedom = self.error(mondays, (numerators - value * denominators) / whole, lag)
        return bounded(value, error, freedom, scale_of(numerators, share))

    def order_statistic(self, values: ArrayLike, mondays: ArrayLike | None, share: float, counts: ArrayLike | None = None) -> Estimate:
        """The least value that at least this share of observations do not exceed, `counts` of them having each of `values`.

        Its bounds are observed values too (Woodruff): how far the share of observations up to it would lie in other weeks is a ratio
        over weeks, and the values at the edges of that range bound it.
        """
        values = np.asarray(values, float)
        counts = np.ones(len(values)) if counts is None else np.asarray(counts, float)
        if not counts.sum():
            return Estimate(None)
        order = np.argsort(values, kind="stable")
        below, ordered = np.cumsum(counts[order]) / counts.sum(), values[order]

        def at(part: float) -> float:
            return float(ordered[min(int(np.searchsorted(below, part - TOLERANCE)), len(ordered) - 1)])

        reached = self.ratio(mondays, np.where(values <= at(share), counts, 0.0), counts, share=True)
        return inverted(share, reached, at)

    def _of(self, first: int, last: int, memory: float) -> Waves:
        if (first, last, memory) not in self._waves:
            weeks = np.arange(first, last + 1)
            there = (weeks >= 0) & (weeks < len(self.known))
            known = np.zeros((len(weeks), self.known.shape[1]))
            known[there] = self.known[weeks[there]]
            if len(weeks) >= YEAR:
                turn = 2 * np.pi * weeks / YEAR_OF_WEEKS
                known = np.column_stack([known, np.cos(turn), np.sin(turn)])
            self._waves[first, last, memory] = Waves.of(known, memory)
        return self._waves[first, last, memory]


def _directions(columns: Floats, least: float) -> Floats:
    """Orthogonal directions of length one among which the columns vary, those along which they are longer than `least`."""
    left, lengths, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, lengths > least])
