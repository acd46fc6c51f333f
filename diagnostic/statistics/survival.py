"""Times to an end that some cases have not reached yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from diagnostic.statistics.estimate import LOGIT, TOLERANCE, Estimate, bounded, inverted
from diagnostic.statistics.weeks import Weeks

_PLACES = 8
POINT = 0.01  # of all cases: no finer difference is read off a curve
BAND_POINTS = 200  # durations at which the band of a curve is computed; between two of them it is drawn straight

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Survival:
    """The share of cases that have ended at each duration, and how sure it is.

    `remaining` is the share that goes on after each duration, `cases` how many were watched. `influence` is what each row of cases puts to
    the share ended at a place of `times`, and `error` the standard error of what they put, with its degrees of freedom; `errors` are those
    at many places in order.
    """

    times: Floats
    at_risk: Integers
    incidence: Floats
    remaining: Floats
    cases: float
    influence: Callable[[int], Floats]
    error: Callable[[Floats], tuple[float | None, int]]
    errors: Callable[[Integers], list[tuple[float | None, int]]]

    @property
    def grain(self) -> float:
        """The finest difference that the curve tells: a point, or two cases where there are fewer than two hundred."""
        return max(POINT, 2 / self.cases) if self.cases else 1.0

    @property
    def legible(self) -> int:
        """How many of the durations are read: up to the first at which one case stands for more than the grain of all."""
        before = np.concatenate([[1.0], self.remaining[:-1]])[: len(self.times)]
        illegible = np.flatnonzero(before > self.grain * self.at_risk + TOLERANCE)
        return int(illegible[0]) if len(illegible) else len(self.times)

    @property
    def settled(self) -> bool:
        """Whether the curve is on its plateau: no more than its grain of the cases goes on where it is read last."""
        return self.legible > 0 and bool(self.remaining[self.legible - 1] <= self.grain + TOLERANCE)

    def percentile(self, share: float) -> Estimate:
        """The duration by which this share of cases has ended: the first time at which the curve reaches it.

        Not reached on a flat tail, where a point of cases is months: the legible curve has to go on by its grain, or to its very end.
        Bounds are durations too: the first times at which the curve reaches the edges of where that share may lie.
        """
        read = self.incidence[: self.legible]
        if read.max(initial=0.0) < min(share + self.grain, 1.0) - TOLERANCE:
            return Estimate(None)
        return inverted(share, self._at(int(np.argmax(read >= share - TOLERANCE))), self._first)

    def at(self, time: float) -> Estimate:
        """The share of cases ended by this duration; not known where the curve is read no further and cases go on."""
        read = self.legible
        if read and time > self.times[read - 1] and not self.settled:
            return Estimate(None)
        place = int(np.searchsorted(self.times[:read], time, side="right")) - 1
        return self._at(place) if place >= 0 else Estimate(0.0)

    def of_those_that_end(self) -> Survival | None:
        """The same among the cases that end so; None while the curve is not on its plateau, or nothing ends so."""
        read = self.legible
        if not self.settled or self.incidence[read - 1] <= TOLERANCE:
            return None
        ever = self.incidence[read - 1]
        share = self.incidence[:read] / ever

        def influence(place: int) -> Floats:
            return np.asarray((self.influence(place) - share[place] * self.influence(read - 1)) / ever)

        def errors(places: Integers) -> list[tuple[float | None, int]]:
            return [self.error(influence(int(place))) for place in places]

        times, at_risk, remaining = self.times[:read], self.at_risk[:read], self.remaining[:read]
        return replace(self, times=times, at_risk=at_risk, incidence=share, remaining=remaining, influence=influence, errors=errors)

    def band(self) -> tuple[Floats, Floats]:
        """The 95 % band of the curve, at each of its times; NaN where there is none."""
        if not len(self.times):
            return self.incidence, self.incidence
        places = np.unique(np.linspace(0, len(self.times) - 1, BAND_POINTS).round().astype(int))
        found = [bounded(float(self.incidence[place]), *error, LOGIT) for place, error in zip(places, self.errors(places), strict=True)]
        edges = np.array([(one.low, one.high) for one in found], float)
        low, high = (np.interp(np.arange(len(self.times)), places, edge) for edge in edges.T)
        return low, high

    def _at(self, place: int) -> Estimate:
        return bounded(float(self.incidence[place]), *self.error(self.influence(place)), LOGIT)

    def _first(self, share: float) -> float | None:
        reached = np.flatnonzero(self.incidence[: self.legible] >= share - TOLERANCE)
        return float(self.times[reached[0]]) if len(reached) else None


@dataclass(frozen=True)
class Curve:
    """What a curve is made of at each of its times: the share not ended `before`, those `at_risk`, and the parts of them that end then.

    `wanted` in the end that is measured, `out` in any.
    """

    before: Floats
    at_risk: Floats
    wanted: Floats
    out: Floats
    incidence: Floats


@dataclass(frozen=True)
class Cases:
    """The cases behind a curve: how many share a row, between which places of its times they are at risk, how they end, in which week."""

    weight: Floats
    first: Integers
    last: Integers
    wanted: NDArray[np.bool_]
    out: NDArray[np.bool_]

    def influence(self, curve: Curve, place: int) -> Floats:
        """What each row of cases puts to the incidence at this place: the infinitesimal jackknife, whose sum over all rows is 0.

        An end puts to it what is left, and takes away what would have ended later; each time at risk weighs the other way.
        """
        some, left = curve.at_risk > 0, curve.out < 1 - TOLERANCE
        more = np.divide(curve.before, curve.at_risk, out=np.zeros_like(curve.before), where=some)
        later = curve.incidence[place] - curve.incidence
        less = np.divide(later, curve.at_risk * (1 - curve.out), out=np.zeros_like(later), where=some & left)
        weighed = np.concatenate([[0.0], np.cumsum(curve.wanted * more - curve.out * less)])
        stop = np.minimum(self.last, place) + 1
        ended = self.last <= place
        put = np.where(ended & self.wanted, more[self.last], 0.0) - np.where(ended & self.out, less[self.last], 0.0)
        return np.asarray(self.weight * (put - weighed[stop] + weighed[np.minimum(self.first, stop)]))

    def influence_by(self, group: Integers, curve: Curve, places: Integers) -> Floats:
        """What the rows of each group put to the incidence at each of these places, which are in order: groups x places.

        Of the incidence at the place, what a row puts is a straight line: `level` less `slope` times it, one for rows that have ended by
        then and one for those at risk. Sums of both by the place at which a row begins and ends tell all places in one pass over the rows.
        """
        some, left = curve.at_risk > 0, curve.out < 1 - TOLERANCE
        more = np.divide(curve.before, curve.at_risk, out=np.zeros_like(curve.before), where=some)
        less = np.divide(1.0, curve.at_risk * (1 - curve.out), out=np.zeros_like(curve.before), where=some & left)
        level = np.concatenate([[0.0], np.cumsum(curve.wanted * more + curve.out * less * curve.incidence)])
        slope = np.concatenate([[0.0], np.cumsum(curve.out * less)])
        groups, width = int(group.max(initial=-1)) + 1, len(places) + 1
        begins, ends = (group * width + np.searchsorted(places, edge) for edge in (self.first, self.last))

        def reached(cells: Integers, figure: Floats) -> Floats:
            sums = np.bincount(cells, weights=figure, minlength=groups * width)
            return np.asarray(sums.reshape(groups, width)[:, :-1].cumsum(axis=1))

        def at_risk(figure: Floats) -> Floats:
            return reached(begins, figure) - reached(ends, figure)

        weight, last, at = self.weight, self.last, curve.incidence[places]
        began_level, began_slope = weight * level[self.first], weight * slope[self.first]
        own_level = np.where(self.wanted, more[last], 0.0) + np.where(self.out, less[last] * curve.incidence[last], 0.0)
        own_slope = np.where(self.out, less[last], 0.0)
        ended = reached(ends, weight * (own_level - level[last + 1]) + began_level)
        ended -= at * reached(ends, weight * (own_slope - slope[last + 1]) + began_slope)
        going = at_risk(began_level) - at * at_risk(began_slope)
        return np.asarray(ended + going - at_risk(weight) * (level[places + 1] - at * slope[places + 1]))


def survival(
    durations: ArrayLike,
    ended: ArrayLike,
    competing: ArrayLike | None = None,
    entries: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    mondays: ArrayLike | None = None,
    weeks: Weeks | None = None,
) -> Survival:
    """How long cases take to end, open ones included: the Aalen-Johansen cumulative incidence.

    `durations` are grouped: `counts` cases share a duration and its flags. A case is neither `ended` nor `competing` when it was still
    open at that duration. `competing` ends (withdrawn, transferred) remove a case without being the end that is measured. A case whose
    observation began `entries` after its start counts among those at risk from that duration on, itself included: entry is the
    start of a day, before anything that ends on it. A case that ended before its entry was never observed and is left out.

    Without competing ends this is Kaplan-Meier. How sure it is, `weeks` tell: by what the cases whose observation began in each week
    (`mondays`) put to the curve. Without them there are no ranges.
    """
    durations = np.asarray(durations, float)
    weight = np.ones(len(durations)) if counts is None else np.asarray(counts, float)
    start = np.zeros(len(durations)) if entries is None else np.asarray(entries, float)
    ended = np.asarray(ended, bool)
    other = np.zeros(len(durations), bool) if competing is None else np.asarray(competing, bool)

    began = None if mondays is None else np.asarray(mondays, "datetime64[D]")

    seen = start <= durations
    if not seen.all():
        durations, weight, start = durations[seen], weight[seen], start[seen]
        ended, other = ended[seen], other[seen]
        began = None if began is None else began[seen]

    times, (here, wanted, lost) = _by_time(durations, weight, weight * ended, weight * other)
    left = np.cumsum(here)
    entered = _cumulative(start, weight, times)
    at_risk = entered - np.concatenate([[0.0], left[:-1]]) if len(times) else np.zeros(0)

    out = np.divide(wanted + lost, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    hazard = np.divide(wanted, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    alive = np.cumprod(1 - out)
    before = np.concatenate([[1.0], alive[:-1]])[: len(times)]
    curve = Curve(before, at_risk, hazard, out, np.cumsum(before * hazard))

    # a search for every case: once for all the places that are asked for, and not at all where none is
    @cache
    def cases() -> Cases:
        return Cases(weight, np.searchsorted(times, start), np.searchsorted(times, durations), ended, ended | other)

    def influence(place: int) -> Floats:
        return cases().influence(curve, place)

    def error(put: Floats) -> tuple[float | None, int]:
        return (None, 0) if weeks is None else weeks.error(began, put)

    def errors(places: Integers) -> list[tuple[float | None, int]]:
        if weeks is None or began is None:
            return [(None, 0)] * len(places)
        dates, week = np.unique(began, return_inverse=True)
        return [weeks.error(dates, put) for put in cases().influence_by(week, curve, places).T]

    return Survival(times, at_risk.astype(np.int64), curve.incidence, alive, float(weight.sum()), influence, error, errors)


def _by_time(durations: Floats, *weights: Floats) -> tuple[Floats, list[Floats]]:
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


def _cumulative(values: Floats, weight: Floats, times: Floats) -> Floats:
    """How many entered at or before each time."""
    if not values.any():
        return np.full(len(times), weight.sum())
    order = np.argsort(values, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(weight[order])])
    return total[np.searchsorted(values[order], times, side="right")]
