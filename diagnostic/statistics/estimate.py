"""A figure and its range, on the scale on which its error is even on both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

CONFIDENCE = 0.95
Z = 1.959963984540054  # normal quantile of CONFIDENCE, two-sided
TOLERANCE = 1e-9  # a product of fractions that should equal 1 - p may come out just above it

Interval = tuple[float | None, float | None]
NO_INTERVAL: Interval = (None, None)


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % bounds; None where it is not reached, or where no range can be given.

    `standard_error` stands on `scale` (see `SCALES`); there where both bounds are.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    standard_error: float | None = None
    scale: str = ""

    def per(self, unit: float) -> Estimate:
        """The same in another unit."""
        value, low, high = (None if figure is None else figure / unit for figure in (self.value, self.low, self.high))
        error = None if self.standard_error is None else self.standard_error / (unit if self.scale == IDENTITY else 1.0)
        return replace(self, value=value, low=low, high=high, standard_error=error)


@dataclass(frozen=True)
class Scale:
    """A way to measure a figure, back again, and how fast it goes there; between `low` and `high`, neither included."""

    there: Callable[[float], float]
    back: Callable[[float], float]
    slope: Callable[[float], float]
    low: float = -np.inf
    high: float = np.inf

    def holds(self, value: float) -> bool:
        """Whether the figure has a place on it."""
        return self.low < value < self.high


IDENTITY, LOG, LOGIT = "identity", "log", "logit"
SCALES = {
    IDENTITY: Scale(float, float, lambda value: 1.0),
    LOG: Scale(lambda value: float(np.log(value)), lambda place: float(np.exp(place)), lambda value: 1 / value, low=0.0),
    LOGIT: Scale(
        lambda value: float(np.log(value / (1 - value))),
        lambda place: float(1 / (1 + np.exp(-place))),
        lambda value: 1 / (value * (1 - value)),
        low=0.0,
        high=1.0,
    ),
}


def scale_of(numerators: ArrayLike, share: bool) -> str:
    """The scale of a ratio: that of shares, of what is above zero, or neither where a numerator is below zero."""
    return IDENTITY if np.min(numerators) < 0 else LOGIT if share else LOG


def quantile(freedom: float) -> float:
    """How many standard errors the 95 % bounds lie away with so many degrees of freedom: Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def bounded(value: float, error: float | None, freedom: float, scale: str) -> Estimate:
    """The value with the range that its standard error leaves, even on the scale: a share stays a share, a count positive.

    No range where there is no error to go by: none is known, or nothing varied (a share of 0 or 1, which is no proof that it stays there).
    """
    way = SCALES[scale]
    if error is None or not error > TOLERANCE * max(1.0, abs(value)) or not way.holds(value):
        return Estimate(value)
    place, there = way.there(value), error * way.slope(value)
    half = quantile(freedom) * there
    return Estimate(value, way.back(place - half), way.back(place + half), there, scale)


def wilson(successes: float, trials: float) -> Estimate:
    """A share in a true sample (survey, coding sheet, mystery calls) and its 95 % interval; without a value where there are no trials.

    The interval is even on the scale of logits, but for a share of 0 or 1, whose range ends there: no standard error.
    """
    if trials <= 0:
        return Estimate(None)
    share, square = successes / trials, Z * Z
    centre = share + square / (2 * trials)
    half = Z * np.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    low, high = max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))
    logit = SCALES[LOGIT]
    if not (0 < share < 1 and logit.holds(low) and logit.holds(high)):
        return Estimate(share, low, high)
    return Estimate(share, low, high, (logit.there(high) - logit.there(low)) / (2 * Z), LOGIT)


def inverted(share: float, reached: Estimate, at: Callable[[float], float | None]) -> Estimate:
    """The figure by which a share is reached (`at`), and its range: how far the share `reached` there may lie, read as figures again.

    A share that is reached nowhere leaves its bound empty. The standard error is on the scale of logarithms: none where a bound is missing
    or zero, or where both are one.
    """
    value = at(share)
    if value is None or reached.low is None or reached.high is None or reached.value is None or reached.standard_error is None:
        return Estimate(value)
    logit, log = SCALES[LOGIT], SCALES[LOG]
    half = logit.there(reached.high) - logit.there(reached.value)
    low, high = (at(logit.back(logit.there(share) + side * half)) for side in (-1, 1))
    if low is None or high is None or not log.holds(low) or low == high:
        return Estimate(value, low, high)
    return Estimate(value, low, high, (log.there(high) - log.there(low)) / (2 * half) * reached.standard_error, LOG)
