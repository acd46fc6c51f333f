"""What one more hour would meet: openings made longer, and new ones, by the demand that each added hour meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS
from diagnostic.planning.best_week import Season
from diagnostic.planning.patterns import Limits, Run, runs
from diagnostic.statistics import LOGIT, Estimate

HOUR = 2  # half-hours


@dataclass(frozen=True)
class Extra:
    """Half-hours that could be added on a weekday (1 = Monday), and the share of the demand that each added hour meets."""

    weekday: int
    first: int
    end: int
    per_hour: float
    low: float | None
    high: float | None


def extra_hours(term: Season, limits: Limits, most: int = 8) -> list[Extra]:
    """The additions that meet the most demand per hour, best first, none that overlaps a better one.

    An opening of today may be made longer by an hour at either end (half an hour where the limits leave no more); a new opening lasts as
    long as the limits ask.
    """
    weight, additions = term.weight, []
    for day in range(WEEKDAYS):
        if limits.movable[day]:
            for first, end in _additions(term.open[day] > 0, limits):
                additions.append((float(weight[day, first:end].sum()) * HOUR / (end - first), day, first, end))
    kept: list[tuple[float, int, int, int]] = []
    for one in sorted(additions, key=lambda addition: (-addition[0], *addition[1:])):
        if len(kept) < most and not any(one[1] == day and one[2] < end and first < one[3] for _, day, first, end in kept):
            kept.append(one)
    told = [(day, first, end, worth, _met(term, day, (first, end))) for worth, day, first, end in kept]
    return [Extra(day + 1, first, end, worth, met.low, met.high) for day, first, end, worth, met in told]


def _additions(now: np.ndarray, limits: Limits) -> Iterator[Run]:
    closed = [run for run in runs(~now) if run[1] > limits.first_slot and run[0] < limits.last_slot]
    for before, after in closed:
        first, end = max(before, limits.first_slot), min(after, limits.last_slot)
        if first == before and before > 0:
            yield first, min(first + HOUR, end)
        if end == after and after < SLOTS:
            yield max(end - HOUR, first), end
        for start in range(first, end - limits.block_slots + 1):
            yield start, start + limits.block_slots


def _met(term: Season, day: int, run: Run) -> Estimate:
    added = np.zeros((WEEKDAYS, SLOTS))
    added[day, run[0] : run[1]] = HOUR / (run[1] - run[0])
    return term.met(added, LOGIT)
