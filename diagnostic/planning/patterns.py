"""What a day may become: every set of openings that the limits allow, beside the day as it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
OFTEN = 0.9  # an opening held less often than this is one of some weeks only

Run = tuple[int, int]
NONE: Run = (0, 0)


@dataclass(frozen=True)
class Limits:
    """What a change of hours must respect, in half-hours; `movable` and `staff` (agents of an open hour) by weekday."""

    movable: tuple[bool, ...] = (True,) * 6 + (False,)
    staff: tuple[float, ...] = (1.0,) * WEEKDAYS
    first_slot: int = 16
    last_slot: int = 38
    block_slots: int = 4
    changes: int = 2
    moved_slots: int = 8


@dataclass(frozen=True)
class Patterns:
    """Ways to open one day, a row each, the day as it is first: the share of weeks in which each half-hour is open.

    `opened` counts the half-hours that today has not, `closed` those that today alone has, `runs_opened` and `runs_closed` the openings and
    closings in one piece, `pieces` the openings of the day.
    """

    open: Floats
    opened: Floats
    closed: Floats
    runs_opened: Floats
    runs_closed: Floats
    pieces: Floats

    def only(self, rows: NDArray[np.bool_] | Integers) -> Patterns:
        return Patterns(*(getattr(self, field.name)[rows] for field in fields(self)))


def patterns(now: Floats, limits: Limits) -> Patterns:
    """The patterns of a day within the limits, by what is open today. An opening that today has already stays exactly as it is."""
    starts, ends = _openings(limits.first_slot, limits.last_slot, limits.block_slots)
    slots = np.arange(SLOTS)
    drawn = ((starts[..., None] <= slots) & (slots < ends[..., None])).any(axis=1).astype(float)
    days, also_whole = drawn.copy(), np.zeros(len(drawn), bool)
    for start, end in runs(now > 0):
        kept = ((starts == start) & (ends == end)).any(axis=1)
        days[kept, start:end] = now[start:end]
        also_whole |= kept & bool(now[start:end].mean() < OFTEN)
    others = _described(np.vstack([days, drawn[also_whole]]), now)
    within = (others.opened <= limits.moved_slots) & (others.closed <= limits.moved_slots)
    within &= (others.runs_opened <= limits.changes) & (others.runs_closed <= limits.changes)
    return _described(np.vstack([now, np.unique(others.open[within], axis=0)]), now)


def runs(mask: NDArray[np.bool_]) -> list[Run]:
    """The runs of half-hours in which a day's mask is true, as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


@cache
def _openings(first: int, last: int, least: int) -> tuple[Integers, Integers]:
    """Where the openings of every day of at most two of them start and end, each long enough; one that is not there is empty.

    The closed day is among them; a day that has more today may stay as it is.
    """
    one = [(start, end) for start in range(first, last - least + 1) for end in range(start + least, last + 1)]
    two = [(morning, evening) for morning in one for evening in one if morning[1] < evening[0]]
    days = np.array([(NONE, NONE), *((only, NONE) for only in one), *two])
    return days[..., 0], days[..., 1]


def _described(days: Floats, now: Floats) -> Patterns:
    added, gone = np.maximum(days - now, 0), np.maximum(now - days, 0)
    return Patterns(days, added.sum(axis=1), gone.sum(axis=1), *(_count_runs(part > 0) for part in (added, gone, days)))


def _count_runs(masks: NDArray[np.bool_]) -> Floats:
    before = np.concatenate([np.zeros((len(masks), 1), bool), masks[:, :-1]], axis=1)
    return np.asarray((masks & ~before).sum(axis=1), float)
