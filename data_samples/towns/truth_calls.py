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
    """The answer rates of calls under their several denominators, their waits, their transfers and their callers."""
    calls = [one for one in counted if one.channel == "phone" and one.kind == "contact"]
    ended = _of(calls, "answered", "abandoned")
    in_hours = [one for one in calls if one.outcome in (*FOR_AGENTS, "voice_server") and arrived_open(one, phone, (phone,))]
    return [
        share("reach.answer_rate_agent", "all", _of(calls, *FOR_AGENTS), _answered),
        share("reach.answer_rate_open", "all", in_hours, _answered),
        share("reach.answer_rate_all", "all", _of(calls, "answered", *UNHANDLED), _answered),
        *_by_slot(_of(calls, *FOR_AGENTS)),
        share("reach.abandon_rate", "all", ended, lambda one: one.outcome == "abandoned"),
        share(
            "reach.abandon_rate",
            scope(short="excluded"),
            [one for one in ended if _answered(one) or one.wait_s is None or one.wait_s >= SHORT_S],
            lambda one: one.outcome == "abandoned",
        ),
        share("reach.service_level", "all", ended, lambda one: _answered(one) and one.wait_s <= SERVICE_S),
        *_waits(_of(calls, "answered")),
        share("reach.transfer_rate", "all", _of(calls, "answered"), lambda one: bool(one.transferred)),
        share("reach.end_to_end_rate", "all", _of(calls, *FOR_AGENTS), lambda one: (one.final_outcome or one.outcome) == "answered"),
        _callers_reached(calls),
        _redials(calls),
    ]


def _of(calls: Iterable[Seen], *outcomes: str) -> list[Seen]:
    return [one for one in calls if one.outcome in outcomes]


def _by_slot(calls: list[Seen]) -> list[Truth]:
    """The answer rate by weekday and half-hour, where enough calls came."""
    cells: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for one in calls:
        cells[one.local.isoweekday(), (one.local.hour * 60 + one.local.minute) // 30].append(one)
    return [
        share("reach.answer_rate_agent", scope(weekday=weekday, slot=slot), cell, _answered)
        for (weekday, slot), cell in sorted(cells.items())
        if len(cell) >= FEWEST
    ]


def _waits(answered: list[Seen]) -> list[Truth]:
    waits = [float(one.wait_s) for one in answered if one.wait_s is not None]
    rows = [truth(f"reach.wait_{name}", "all", first_reaching(waits, level)) for name, level in (("p50", 0.5), ("p90", 0.9))]
    return [*rows, truth("reach.wait_mean", "all", sum(waits) / len(waits))]


def _callers_reached(calls: list[Seen]) -> Truth:
    """Days on which somebody known called, and those on which an agent answered at least once."""
    reached: dict[tuple[str, dt.date], bool] = defaultdict(bool)
    for one in calls:
        if one.person:
            reached[one.person, one.local.date()] |= _answered(one)
    return share("reach.callers_reached_share", "all", reached.values(), bool)


def _redials(calls: list[Seen]) -> Truth:
    """Calls in vain whose caller, known, called again within the hour; those of the last hour of data cannot tell."""
    ours = sorted((one for one in calls if one.person), key=lambda one: one.order)
    last = max(one.utc for one in calls)
    following: dict[str, dt.datetime] = {}
    missed = []
    for one in reversed(ours):
        after = following.get(str(one.person))
        if one.outcome in MISSED and (last - one.utc).total_seconds() >= REDIAL_S:
            missed.append(after is not None and (after - one.utc).total_seconds() <= REDIAL_S)
        following[str(one.person)] = one.utc
    return share("reach.redial_rate", "all", missed, bool)
