"""The best week with the same hours: which openings to move so that more of the demand arrives while open.

Exact: each day takes one of its patterns (`patterns`), and a solver of integer programmes chooses them together. What is gained, like its
range, is told by weeks that had no part in the choice: those that choose always flatter their choice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS
from diagnostic.planning.patterns import Floats, Limits, Patterns, patterns, runs
from diagnostic.statistics import IDENTITY, Estimate, Weeks, bounded

HALVES = 2
_TIE = 1e-9  # of two weeks that gain the same, the one that moves less and cuts days in fewer pieces
_GAP = 1e-6  # of the gain: what the solver may leave unproved
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Season:
    """The weeks of one kind (term, holidays): contacts by week, proxy, weekday and half-hour, and how open each half-hour is.

    `elsewhere` is how open the other places are: what they already meet is no gain. `mondays` are those of the weeks, and `calendar` is
    what is known of them; without them no gain has a range.
    """

    contacts: Floats
    open: Floats
    elsewhere: Floats = field(default_factory=lambda: np.zeros((WEEKDAYS, SLOTS)))
    mondays: NDArray[np.datetime64] | None = None
    calendar: Weeks = field(default_factory=Weeks.plain)

    @property
    def weight(self) -> Floats:
        """The share of the demand that each open half-hour of the week would meet, every proxy with the same weight."""
        totals = self.contacts.sum(axis=(0, 2, 3))
        shares = self.contacts.sum(axis=0)[totals > 0] / totals[totals > 0][:, None, None]
        return np.asarray(shares.sum(axis=0) / max(1, (totals > 0).sum()) * (1 - self.elsewhere))

    def only(self, weeks: NDArray[np.bool_]) -> Season:
        return replace(self, contacts=self.contacts[weeks], mondays=None if self.mondays is None else self.mondays[weeks])

    def met(self, difference: Floats, scale: str = IDENTITY, parts: int = 1) -> Estimate:
        """The share of the demand met by a difference of hours, the same every week or one a week, and how far other such weeks may be.

        The range stands on `scale`; it is that of one of so many equal `parts` of the weeks.
        """
        met, totals = self._by_week(difference)
        whole = totals.sum(axis=0)
        shares = met.sum(axis=0) / whole
        error, freedom = self.calendar.error(self.mondays, ((met - shares * totals) / whole).mean(axis=1))
        return bounded(float(shares.mean()), None if error is None else math.sqrt(parts) * error, freedom, scale)

    def _by_week(self, difference: Floats) -> tuple[Floats, Floats]:
        """What is met of each proxy with any demand, and all of it, week by week."""
        each = np.broadcast_to(difference * (1 - self.elsewhere), (len(self.contacts), WEEKDAYS, SLOTS))
        totals = self.contacts.sum(axis=(2, 3))
        known = totals.sum(axis=0) > 0
        return (self.contacts * each[:, None]).sum(axis=(2, 3))[:, known], totals[:, known]


@dataclass(frozen=True)
class Week:
    """A week proposed: how open each half-hour is, and what choosing it so gains (`told`: a share of the demand of term weeks).

    That is told by weeks that had no part in the choice: below zero where chance alone made it. `holidays` is the gain in holiday weeks,
    None where there are none. `apart`: week by week, the hours changed by the best week of the other half; `flattered`:
    what that gains in the weeks that chose it, half by half.
    """

    open: Floats
    moved_slots: float
    told: Estimate
    holidays: float | None
    apart: Floats = field(repr=False, compare=False, default_factory=lambda: np.zeros((0, WEEKDAYS, SLOTS)))
    flattered: Floats = field(repr=False, compare=False, default_factory=lambda: np.zeros(HALVES))

    @property
    def gain(self) -> float:
        return float(self.told.value or 0.0)

    @property
    def low(self) -> float | None:
        return self.told.low

    @property
    def high(self) -> float | None:
        return self.told.high

    @property
    def holds(self) -> bool:
        """Whether it gains in term weeks, beyond chance, and in holiday weeks."""
        return self.low is not None and self.low > 0 and (self.holidays is None or self.holidays > 0)


def frontier(term: Season, holidays: Season | None, limits: Limits) -> list[Week]:
    """The best week for each number of whole hours moved, up to the limit."""
    choices = [patterns(now, limits) if limits.movable[day] else None for day, now in enumerate(term.open)]
    steps = range(2, limits.moved_slots + 1, 2) if limits.moved_slots > 1 else (1,)
    return [_week(term, holidays, replace(limits, moved_slots=step), choices) for step in steps]


def best(term: Season, holidays: Season | None, limits: Limits, choices: Sequence[Patterns | None]) -> Floats:
    """The week of one pattern a day that meets the most demand of term, within today's hours and agent-hours and the limits.

    Never one that loses demand in holiday weeks. A day without choices stays as it is.
    """
    plan = _solved(term, None, limits, choices)
    if holidays is None or _in_holidays(plan, term, holidays) >= 0:
        return plan  # the best of all weeks is the best of those that lose nothing in holidays
    return _solved(term, holidays, limits, choices)


def _week(term: Season, holidays: Season | None, limits: Limits, choices: Sequence[Patterns | None]) -> Week:
    plan = best(term, holidays, limits, choices)
    half = np.arange(len(term.contacts)) % HALVES
    others = [term.only(half != one) for one in range(HALVES)]
    chosen = [best(part, holidays, limits, choices) - term.open for part in others]
    flattered = np.array([part.met(change).value for part, change in zip(others, chosen, strict=True)])
    apart = np.stack(chosen)[half]
    beside = None if holidays is None else _in_holidays(plan, term, holidays)
    moved = float(np.maximum(plan - term.open, 0).sum())
    return Week(plan, moved, _told(term, apart), beside, apart, flattered)


def best_of(places: Sequence[tuple[Season, Week]]) -> Estimate:
    """The gain, and its range, of the place that has the most to gain, of places that share a demand: told like that of a week, for to
    choose the place flatters as well."""
    net = np.stack([week.apart * (1 - term.elsewhere) for term, week in places])
    weeks = np.arange(net.shape[1])
    place = np.argmax([week.flattered for _, week in places], axis=0)
    whole = replace(places[0][0], elsewhere=np.zeros((WEEKDAYS, SLOTS)))
    return _told(whole, net[place[weeks % HALVES], weeks])


def _told(term: Season, apart: Floats) -> Estimate:
    """What each half of the weeks gains by the week that the other half chose, and the range of as many weeks as one half has: two halves
    that are told by each other err together."""
    return term.met(apart, parts=HALVES)


def _solved(term: Season, holidays: Season | None, limits: Limits, choices: Sequence[Patterns | None]) -> Floats:
    from scipy.optimize import Bounds, LinearConstraint, milp

    weight = term.weight
    picked = [(day, _efficient(day, choice, limits, weight, term, holidays)) for day, choice in enumerate(choices) if choice is not None]
    if not picked:
        return term.open
    days = np.concatenate([np.full(len(rows.open), day) for day, rows in picked])
    opens = np.vstack([rows.open for _, rows in picked])
    opened, closed, runs_opened, runs_closed, pieces = (
        np.concatenate([getattr(rows, name) for _, rows in picked]) for name in ("opened", "closed", "runs_opened", "runs_closed", "pieces")
    )
    hours = (opens - term.open[days]).sum(axis=1)  # beyond today's, as are agent-hours and what is gained
    gained = 100 * ((opens - term.open[days]) * weight[days]).sum(axis=1)
    limited = [(hours, 0.0), (opened, limits.moved_slots), (closed, limits.moved_slots)]
    limited += [(runs_opened, limits.changes), (runs_closed, limits.changes)]
    if len(set(limits.staff)) > 1:
        limited.append((hours * np.asarray(limits.staff)[days], 0.0))
    if holidays is not None:
        limited.append((-100 * _gains(opens, days, term, holidays), 0.0))
    once = np.stack([(days == day).astype(float) for day, _ in picked])
    answer = milp(
        100 * _TIE * (opened + pieces) - gained,
        constraints=[
            LinearConstraint(once, 1, 1),
            LinearConstraint(np.stack([row for row, _ in limited]), -np.inf, [most + _ROUNDING for _, most in limited]),
        ],
        integrality=np.ones(len(days)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": _GAP, "presolve": False},  # presolving takes ten times as long as solving
    )
    plan = term.open.copy()
    chosen = np.flatnonzero(answer.x > 0.5)
    plan[days[chosen]] = opens[chosen]
    return plan


def proposed(weeks: Sequence[Week], least_gain: float, most_of: float = 0.8) -> Week | None:
    """The week to try: of those that hold and gain enough, the one that moves least for most of what the best one gains."""
    holding = [week for week in weeks if week.holds and week.gain >= least_gain]
    if not holding:
        return None
    enough = most_of * max(week.gain for week in holding)
    return min((week for week in holding if week.gain >= enough), key=lambda week: week.moved_slots)


@dataclass(frozen=True)
class Change:
    """An opening or a closing in one piece: weekday (1 = Monday) and its half-hours."""

    weekday: int
    first: int
    end: int
    opened: bool


def changes(week: Floats, term: Season) -> list[Change]:
    """What a week changes from today, openings before closings, in the order of the week."""
    return [
        Change(day + 1, first, end, opened)
        for opened, difference in ((True, week - term.open), (False, term.open - week))
        for day in range(WEEKDAYS)
        for first, end in runs(difference[day] > _ROUNDING)
    ]


def _efficient(day: int, choice: Patterns, limits: Limits, weight: Floats, term: Season, holidays: Season | None) -> Patterns:
    """The patterns of a day within the limits that no other beats: none is open and moved less, in fewer pieces, and gains more."""
    choice = choice.only((choice.opened <= limits.moved_slots) & (choice.closed <= limits.moved_slots))
    value = choice.open @ weight[day] - _TIE * (choice.opened + choice.pieces)
    beside = _gains(choice.open, np.full(len(value), day), term, holidays)
    parts = [choice.open.sum(axis=1), choice.opened, choice.closed, choice.runs_opened, choice.runs_closed, -beside, -value]
    costs = np.column_stack(parts).round(12)
    order = np.lexsort(costs.T[::-1])
    no_worse = (costs[order, None] <= costs[order]).all(axis=2)
    return choice.only(order[~np.triu(no_worse, 1).any(axis=0)])


def _gains(opens: Floats, days: NDArray[np.int64], term: Season, holidays: Season | None) -> Floats:
    """What each pattern gains in holiday weeks: what it opens there that is closed, less what it closes there that is open."""
    if holidays is None:
        return np.zeros(len(opens))
    difference = _moved(opens, term.open[days], holidays.open[days]) - holidays.open[days]
    return np.asarray((difference * holidays.weight[days]).sum(axis=1))


def _moved(plan: Floats, now: Floats, then: Floats) -> Floats:
    """The hours of another season once the same half-hours are opened and closed."""
    return np.where(plan > now + _ROUNDING, np.maximum(plan, then), np.where(plan < now - _ROUNDING, np.minimum(plan, then), then))


def _in_holidays(plan: Floats, term: Season, holidays: Season) -> float:
    return float(((_moved(plan, term.open, holidays.open) - holidays.open) * holidays.weight).sum())
