"""What became of calls, at the switchboard and beyond it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from .truth_contacts import UNHANDLED, Seen, arrived_open
from .truth_rows import Truth, first_reaching, scope, share, truth

# outcomes of the calls that asked for an agent, and of those among them that found none
FOR_AGENTS = ("answered", "abandoned", "deflected", "unanswered")
MISSED = ("abandoned", "deflected", "unanswered")
FEWEST = 11
SHORT_S, SERVICE_S, REDIAL_S = 5, 20, 3600


def _answered(one: Seen) -> bool:
    return one.outcome == "answered"


def reach(counted: list[Seen], phone: str) -> list[Truth]:
    """The answer rates of calls under their several denominators, their waits, their transfers and their callers; by month too."""
    calls = [one for one in counted if one.channel == "phone" and one.kind == "contact"]
    last = max(one.utc for one in calls)
    months: dict[str, list[Seen]] = defaultdict(list)
    for one in calls:
        months[f"{one.local:%Y-%m}"].append(one)
    again = _redialled(calls)
    rows = _of_calls(calls, "all", phone, last, again)
    for month, mine in sorted(months.items()):
        rows += _of_calls(mine, scope(month=month), phone, last, again)
    short = [one for one in _of(calls, "answered", "abandoned") if _answered(one) or one.wait_s is None or one.wait_s >= SHORT_S]
    rows.append(share("reach.abandon_rate", scope(short="excluded"), short, lambda one: one.outcome == "abandoned"))
    return rows + _by_slot(_of(calls, *FOR_AGENTS))


def _of_calls(calls: list[Seen], where: str, phone: str, last: dt.datetime, again: set[int]) -> list[Truth]:
    ended, for_agents = _of(calls, "answered", "abandoned"), _of(calls, *FOR_AGENTS)
    in_hours = [one for one in calls if one.outcome in (*FOR_AGENTS, "voice_server") and arrived_open(one, phone, (phone,))]
    missed = [one for one in _of(calls, *MISSED) if one.person and (last - one.utc).total_seconds() >= REDIAL_S]
    return [
        share("reach.answer_rate_agent", where, for_agents, _answered),
        share("reach.answer_rate_open", where, in_hours, _answered),
        share("reach.answer_rate_all", where, _of(calls, "answered", *UNHANDLED), _answered),
        share("reach.abandon_rate", where, ended, lambda one: one.outcome == "abandoned"),
        share("reach.service_level", where, ended, lambda one: _answered(one) and one.wait_s <= SERVICE_S),
        *_waits(_of(calls, "answered"), where),
        share("reach.transfer_rate", where, _of(calls, "answered"), lambda one: bool(one.transferred)),
        share("reach.end_to_end_rate", where, for_agents, lambda one: (one.final_outcome or one.outcome) == "answered"),
        _callers_reached(calls, where),
        share("reach.redial_rate", where, missed, lambda one: one.row in again),
    ]


def _of(calls: Iterable[Seen], *outcomes: str) -> list[Seen]:
    return [one for one in calls if one.outcome in outcomes]


def _by_slot(calls: list[Seen]) -> list[Truth]:
    """The answer rate by weekday, by half-hour and by both, where enough calls came."""
    cells: dict[str, list[Seen]] = defaultdict(list)
    for one in calls:
        weekday, slot = one.local.isoweekday(), (one.local.hour * 60 + one.local.minute) // 30
        for where in (scope(weekday=weekday), scope(slot=slot), scope(weekday=weekday, slot=slot)):
            cells[where].append(one)
    return [share("reach.answer_rate_agent", where, cell, _answered) for where, cell in sorted(cells.items()) if len(cell) >= FEWEST]


def _waits(answered: list[Seen], where: str) -> list[Truth]:
    waits = [float(one.wait_s) for one in answered if one.wait_s is not None]
    rows = [truth(f"reach.wait_{name}", where, first_reaching(waits, level)) for name, level in (("p50", 0.5), ("p90", 0.9))]
    return [*rows, truth("reach.wait_mean", where, sum(waits) / len(waits))]


def _callers_reached(calls: list[Seen], where: str) -> Truth:
    """Days on which somebody known called, and those on which an agent answered at least once."""
    reached: dict[tuple[str, dt.date], bool] = defaultdict(bool)
    for one in calls:
        if one.person:
            reached[one.person, one.local.date()] |= _answered(one)
    return share("reach.callers_reached_share", where, reached.values(), bool)


def _redialled(calls: list[Seen]) -> set[int]:
    """The calls after which the same person called within the hour, by their row."""
    following: dict[str, dt.datetime] = {}
    found = set()
    for one in sorted((one for one in calls if one.person), key=lambda one: one.order, reverse=True):
        after = following.get(str(one.person))
        if after is not None and (after - one.utc).total_seconds() <= REDIAL_S:
            found.add(one.row)
        following[str(one.person)] = one.utc
    return found
