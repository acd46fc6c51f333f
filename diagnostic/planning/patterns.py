"""What a day may become: every set of openings that the limits allow, beside the day as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS

Floats = NDArray[np.float64]
OFTEN = 0.9  # an opening held less often than this is one of some weeks only

Run = tuple[int, int]


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

    def only(self, rows: NDArray[np.bool_] | list[int]) -> Patterns:
        return Patterns(*(getattr(self, field.name)[rows] for field in fields(self)))


def patterns(now: Floats, limits: Limits) -> Patterns:
    """The patterns of a day within the limits, by what is open today. An opening that today has already stays exactly as it is."""
    today = runs(now > 0)
    made = [now]
    for openings in _openings(limits):
        kept = [run for run in openings if run in today]
        made.append(_drawn(openings, kept, now))
        if any(now[start:end].mean() < OFTEN for start, end in kept):
            made.append(_drawn(openings, [], now))
    days = np.vstack([now, np.unique(np.stack(made[1:]), axis=0)]) if made[1:] else now[None]
    added, gone = np.maximum(days - now, 0), np.maximum(now - days, 0)
    pieces = [_count_runs(part > 0) for part in (added, gone, days)]
    described = Patterns(days, added.sum(axis=1), gone.sum(axis=1), *pieces)
    within = (described.opened <= limits.moved_slots) & (described.closed <= limits.moved_slots)
    within &= (described.runs_opened <= limits.changes) & (described.runs_closed <= limits.changes)
    return described.only(within)


def runs(mask: NDArray[np.bool_]) -> list[Run]:
    """The runs of half-hours in which a day's mask is true, as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _openings(limits: Limits) -> Iterator[list[Run]]:
    """Every day of at most two openings, each long enough, the closed day first; a day that has more today may stay as it is."""
    yield []
    least, last = limits.block_slots, limits.last_slot
    for start in range(limits.first_slot, last - least + 1):
        for end in range(start + least, last + 1):
            yield [(start, end)]
            for again in range(end + 1, last - least + 1):
                for close in range(again + least, last + 1):
                    yield [(start, end), (again, close)]


def _drawn(openings: list[Run], kept: list[Run], now: Floats) -> Floats:
    day = np.zeros(SLOTS)
    for start, end in openings:
        day[start:end] = now[start:end] if (start, end) in kept else 1.0
    return day


def _count_runs(masks: NDArray[np.bool_]) -> Floats:
    before = np.concatenate([np.zeros((len(masks), 1), bool), masks[:, :-1]], axis=1)
    return np.asarray((masks & ~before).sum(axis=1), float)
