"""The week that would meet the most demand with as many hours as today's, found by trying every way to open each day."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .clock import PUBLIC_HOLIDAYS, days, is_school_holiday, open_intervals
from .truth_contacts import Seen
from .truth_rows import Truth, scope, truth

SLOT_S, SLOTS = 1800, 48
Slot = tuple[int, int]  # weekday (1 = Monday) and half-hour
Weight = dict[Slot, float]
Gain = tuple[float, float]  # of demand met in term weeks, and in holiday weeks


@dataclass(frozen=True)
class Constraints:
    """What a change must respect, in half-hours: openings of 2 hours or more from 8:30 to 19:00, Monday to Saturday, at most two a day;
    3 hours moved at most, in one piece."""

    first: int = 17
    last: int = 38
    block: int = 4
    moved: int = 6
    changes: int = 1
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class Move:
    """One day's change: half-hours opened and closed, the pieces they are in, and the demand that it gains."""

    opened: float
    closed: float
    runs_opened: int
    runs_closed: int

    def __add__(self, other: Move) -> Move:
        return Move(
            round(self.opened + other.opened, 6),
            round(self.closed + other.closed, 6),
            self.runs_opened + other.runs_opened,
            self.runs_closed + other.runs_closed,
        )

    def within(self, limits: Constraints) -> bool:
        moved = max(self.opened, self.closed) <= limits.moved + 1e-9
        return moved and max(self.runs_opened, self.runs_closed) <= limits.changes


@dataclass(frozen=True)
class Season:
    """The days of one kind: how open a place is at each half-hour, and the demand that an open half-hour meets there."""

    open: Weight
    weight: Weight

    def gained(self, weekday: int, then: list[float]) -> float:
        return sum(self.weight.get((weekday, slot), 0.0) * (then[slot] - self.open[weekday, slot]) for slot in range(SLOTS))


def swap_gains(demand: Mapping[str, Iterable[dt.datetime]], sites: list[str], zone: str, start: dt.date, end: dt.date) -> list[Truth]:
    """Points of demand gained in term weeks, on the telephone and at each counter; `all` is the best of the counters.

    No week that loses demand in school holidays, once the same half-hours are opened and closed there.
    """
    demand = {sign: list(moments) for sign, moments in demand.items()}
    ordinary = [day for day in days(start, end) if day not in PUBLIC_HOLIDAYS]
    kinds = [[day for day in ordinary if is_school_holiday(day, zone) is holiday] for holiday in (False, True)]
    counters = [f"counter:{site}" for site in sites]
    rows = []
    for site in sites:
        term, holidays = (_season(f"counter:{site}", counters, demand, kind) for kind in kinds)
        rows.append(truth("opening.swap_gain", scope(channel="counter", site=site), _best(term, holidays)))
    everywhere = truth("opening.swap_gain", "all", max(row["realised"] for row in rows))
    term, holidays = (_season("phone", [], {"calls": demand["calls"]}, kind) for kind in kinds)
    return [everywhere, truth("opening.swap_gain", scope(channel="phone"), _best(term, holidays)), *rows]


def _season(place: str, counters: list[str], demand: Mapping[str, list[dt.datetime]], kind: list[dt.date]) -> Season:
    shares = [_shares(moments, set(kind)) for moments in demand.values()]
    elsewhere = [_openness(other, kind) for other in counters if other != place]
    weight = {
        slot: sum(share.get(slot, 0.0) for share in shares) / len(shares) * math.prod(1 - openness[slot] for openness in elsewhere)
        for slot in {slot for share in shares for slot in share}
    }
    return Season(_openness(place, kind), weight)


def _shares(moments: Iterable[dt.datetime], term: set[dt.date]) -> Weight:
    counts: Weight = {}
    for moment in moments:
        if moment.date() in term:
            slot = moment.isoweekday(), (moment.hour * 60 + moment.minute) // 30
            counts[slot] = counts.get(slot, 0) + 1
    total = sum(counts.values())
    return {slot: count / total for slot, count in counts.items()}


def _openness(place: str, term: list[dt.date]) -> Weight:
    """The share of term days of each weekday on which a half-hour is open; works that close a place for some days are no rule."""
    found: Weight = {}
    for weekday in range(1, 8):
        mine = [day for day in term if day.isoweekday() == weekday]
        for slot in range(SLOTS):
            at = slot * SLOT_S
            found[weekday, slot] = sum(any(begin <= at < stop for begin, stop in open_intervals(place, day)) for day in mine) / len(mine)
    return found


def _best(term: Season, holidays: Season, limits: Constraints | None = None) -> float:
    """Points gained by the best of all weeks with no more hours than today's: days are added one by one, each way of moving kept once."""
    limits = limits or Constraints()
    reached: dict[Move, list[Gain]] = {Move(0, 0, 0, 0): [(0.0, 0.0)]}
    for weekday in limits.weekdays:
        ways = _ways(weekday, term, holidays, limits)
        grown: dict[Move, list[Gain]] = defaultdict(list)
        for before, gained in reached.items():
            for move, more in ways.items():
                after = before + move
                if after.within(limits):
                    grown[after] += [(one[0] + other[0], one[1] + other[1]) for one in gained for other in more]
        reached = {move: _unbeaten(gains) for move, gains in grown.items()}
    kept = [gain for move, gains in reached.items() if move.opened <= move.closed + 1e-9 for gain, beside in gains if beside >= -1e-12]
    return 100 * max(kept)


def _ways(weekday: int, term: Season, holidays: Season, limits: Constraints) -> dict[Move, list[Gain]]:
    """For every way of moving hours on a day, the most demand that it gains in term and in holidays."""
    now, beside = ([season.open[weekday, slot] for slot in range(SLOTS)] for season in (term, holidays))
    found: dict[Move, list[Gain]] = defaultdict(list, {Move(0, 0, 0, 0): [(0.0, 0.0)]})
    for openings in _openings(limits):
        for then in _drawn(openings, now):
            more = [max(0.0, new - old) for new, old in zip(then, now, strict=True)]
            less = [max(0.0, old - new) for new, old in zip(then, now, strict=True)]
            move = Move(round(sum(more), 6), round(sum(less), 6), _pieces(more), _pieces(less))
            if move.within(limits):
                moved = [
                    max(new, there) if new > old else min(new, there) if new < old else there
                    for new, old, there in zip(then, now, beside, strict=True)
                ]
                found[move].append((term.gained(weekday, then), holidays.gained(weekday, moved)))
    return {move: _unbeaten(gains) for move, gains in found.items()}


def _unbeaten(gains: list[Gain]) -> list[Gain]:
    """Those than which none gains more in term and as much in holidays."""
    kept: list[Gain] = []
    for gain in sorted(gains, reverse=True):
        if not kept or gain[1] > kept[-1][1]:
            kept.append(gain)
    return kept


@cache
def _openings(limits: Constraints) -> tuple[tuple[tuple[int, int], ...], ...]:
    single = [
        (begin, stop)
        for begin in range(limits.first, limits.last - limits.block + 1)
        for stop in range(begin + limits.block, limits.last + 1)
    ]
    pairs = [(one, other) for one in single for other in single if one[1] < other[0]]
    return ((), *((one,) for one in single), *pairs)


def _drawn(openings: tuple[tuple[int, int], ...], now: list[float]) -> Iterator[list[float]]:
    """The day with these openings every week; an opening that today has in some weeks only may also stay one of some weeks."""
    full = [1.0 if any(begin <= slot < stop for begin, stop in openings) else 0.0 for slot in range(SLOTS)]
    yield full
    kept = [run for run in openings if all(0 < now[slot] < 1 for slot in range(*run)) and not now[run[0] - 1] and not now[run[1]]]
    if kept:
        yield [now[slot] if any(begin <= slot < stop for begin, stop in kept) else opened for slot, opened in enumerate(full)]


def _pieces(slots: list[float]) -> int:
    return sum(1 for at, here in enumerate(slots) if here > 0 and not (at and slots[at - 1] > 0))


def signs(counted: list[Seen], bookings: list[dt.datetime]) -> dict[str, list[dt.datetime]]:
    """What shows demand whether or not a door is open."""
    found = {name: [one.local for one in counted if one.channel == name] for name in ("phone", "email", "web_form")}
    return {"calls": found.pop("phone"), **found, "bookings": bookings}
