"""The week that would meet the most demand with as many hours as today's, found by trying every way to open each day.

What it gains is told by weeks that had no part in finding it.
"""

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
Plan = tuple[tuple[int, tuple[float, ...]], ...]  # the days that change, and how open their half-hours then are
Gain = tuple[float, float, Plan]  # of demand met in term weeks, and in holiday weeks
HALVES = 2  # weeks are dealt into them one after the other


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
    """Points of demand gained in term weeks, on the telephone and at each counter, and by the counter that has the most to gain.

    Each half of the weeks is told by the best week of the other half, for to choose flatters; so is which counter that is. No week that
    loses demand in school holidays, once the same half-hours are opened and closed there.
    """
    demand = {sign: list(moments) for sign, moments in demand.items()}
    ordinary = [day for day in days(start, end) if day not in PUBLIC_HOLIDAYS]
    kinds = [[day for day in ordinary if is_school_holiday(day, zone) is holiday] for holiday in (False, True)]
    counters = [f"counter:{site}" for site in sites]
    chosen = {site: _chosen(f"counter:{site}", counters, demand, kinds) for site in sites}
    gains = {site: _gained(demand, kinds[0], [changed for _, changed in halves]) for site, halves in chosen.items()}
    most = [max((chosen[site][half] for site in sites), key=lambda choice: choice[0])[1] for half in range(HALVES)]
    calls = {"calls": demand["calls"]}
    telephone = _gained(calls, kinds[0], [changed for _, changed in _chosen("phone", [], calls, kinds)])
    return [
        truth("opening.swap_gain", "all", _gained(demand, kinds[0], most)),
        truth("opening.swap_gain", scope(channel="phone"), telephone),
        *(truth("opening.swap_gain", scope(channel="counter", site=site), gain) for site, gain in gains.items()),
    ]


def _chosen(
    place: str, counters: list[str], demand: Mapping[str, list[dt.datetime]], kinds: list[list[dt.date]]
) -> list[tuple[float, Weight]]:
    """For each half of the weeks, what the best week of the other gains there, and what it opens or closes that no other place meets."""
    term, holiday = kinds
    half_of = _halves(demand, term)
    elsewhere = [_openness(other, term) for other in counters if other != place]
    choices = []
    for half in range(HALVES):
        others = {sign: [moment for moment in moments if half_of.get(_monday(moment)) != half] for sign, moments in demand.items()}
        now = _season(place, counters, others, term)
        gain, _, plan = _best(now, _season(place, counters, demand, holiday))
        changed = {
            (weekday, slot): (then[slot] - now.open[weekday, slot]) * math.prod(1 - openness[weekday, slot] for openness in elsewhere)
            for weekday, then in plan
            for slot in range(SLOTS)
        }
        choices.append((gain, changed))
    return choices


def _gained(demand: Mapping[str, list[dt.datetime]], term: list[dt.date], changed: list[Weight]) -> float:
    """Points of demand met more, every sign with the same weight, where each half of the weeks has a change of its own."""
    half_of, in_term, shares = _halves(demand, term), set(term), []
    for moments in demand.values():
        counted = [moment for moment in moments if moment.date() in in_term]
        shares.append(sum(changed[half_of[_monday(moment)]].get(_slot(moment), 0.0) for moment in counted) / len(counted))
    return 100 * sum(shares) / len(shares)


def _halves(demand: Mapping[str, list[dt.datetime]], term: list[dt.date]) -> dict[dt.date, int]:
    in_term = set(term)
    weeks = sorted({_monday(moment) for moments in demand.values() for moment in moments if moment.date() in in_term})
    return {week: at % HALVES for at, week in enumerate(weeks)}


def _monday(moment: dt.datetime) -> dt.date:
    return moment.date() - dt.timedelta(days=moment.weekday())


def _slot(moment: dt.datetime) -> Slot:
    return moment.isoweekday(), (moment.hour * 60 + moment.minute) // 30


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
            counts[_slot(moment)] = counts.get(_slot(moment), 0) + 1
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


def _best(term: Season, holidays: Season, limits: Constraints | None = None) -> Gain:
    """What the best of all weeks with no more hours than today's gains: days are added one by one, each way of moving kept once."""
    limits = limits or Constraints()
    reached: dict[Move, list[Gain]] = {Move(0, 0, 0, 0): [(0.0, 0.0, ())]}
    for weekday in limits.weekdays:
        ways = _ways(weekday, term, holidays, limits)
        grown: dict[Move, list[Gain]] = defaultdict(list)
        for before, gained in reached.items():
            for move, more in ways.items():
                after = before + move
                if after.within(limits):
                    grown[after] += [(one[0] + other[0], one[1] + other[1], one[2] + other[2]) for one in gained for other in more]
        reached = {move: _unbeaten(gains) for move, gains in grown.items()}
    kept = [gain for move, gains in reached.items() if move.opened <= move.closed + 1e-9 for gain in gains if gain[1] >= -1e-12]
    return max(kept, key=lambda gain: gain[0])


def _ways(weekday: int, term: Season, holidays: Season, limits: Constraints) -> dict[Move, list[Gain]]:
    """For every way of moving hours on a day, the most demand that it gains in term and in holidays."""
    now, beside = ([season.open[weekday, slot] for slot in range(SLOTS)] for season in (term, holidays))
    found: dict[Move, list[Gain]] = defaultdict(list, {Move(0, 0, 0, 0): [(0.0, 0.0, ())]})
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
                found[move].append((term.gained(weekday, then), holidays.gained(weekday, moved), ((weekday, tuple(then)),)))
    return {move: _unbeaten(gains) for move, gains in found.items()}


def _unbeaten(gains: list[Gain]) -> list[Gain]:
    """Those than which none gains more in term and as much in holidays."""
    kept: list[Gain] = []
    for gain in sorted(gains, key=lambda gain: gain[:2], reverse=True):
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
