"""What is planted in the large town to be found by the eye: the parameters, and what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .events import Case
from .parameters import VilleParameters
from .truth_contacts import Seen
from .ville_chasers import planted

Story = dict[str, Any]


def stories(cases: list[Case], counted: list[Seen], p: VilleParameters) -> dict[str, Story]:
    """The mailing, the backlog, the slow team, the handed-over cases, the chasers and the better week."""
    planted_in = p.instruction
    return {
        "mailing": _mailing(counted, p),
        "waiting": {day.isoformat(): _waiting(cases, day) for day in (dt.date(2025, 1, 31), dt.date(2025, 8, 31), p.period_end)},
        "backlog": _backlog([case for case in cases if case.procedure == planted_in.slowed_procedure], p),
        "slow_team": {"team": planted_in.slow_team, "procedure": planted_in.slow_team_procedure, "factor": planted_in.slow_team_factor},
        "referral": {"share": planted_in.referral, "factor": planted_in.referral_factor},
        "chasers_per_ten_days": planted(p),
        "better_week": {"channel": "phone", "opens": "Th 17:00-19:00", "closes": "Fr 15:00-17:00"},
    }


def _mailing(counted: list[Seen], p: VilleParameters) -> Story:
    """Inbound calls in the four weeks before the mailing and in the two weeks after it, and all contacts of the latter."""
    calls = [one.local.date() for one in counted if one.channel == "phone" and one.kind == "contact"]
    before = sum(p.mailing - dt.timedelta(weeks=4) <= day < p.mailing for day in calls)
    after = sum(p.mailing <= day < p.mailing + dt.timedelta(weeks=2) for day in calls)
    contacts = sum(p.mailing <= one.local.date() < p.mailing + dt.timedelta(weeks=2) for one in counted)
    return {
        "day": p.mailing.isoformat(),
        "calls_a_week_before": before / 4,
        "calls_a_week_after": after / 2,
        "contacts_a_week_after": contacts / 2,
    }


def _waiting(cases: list[Case], day: dt.date) -> int:
    """Cases open when a local day ends."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return sum(case.opened < midnight and (case.closed is None or case.closed >= midnight) for case in cases)


def _backlog(cases: list[Case], p: VilleParameters) -> Story:
    """Cases waiting at the end of days before and after the work slows down, and what came and went since."""
    since = p.instruction.slowed_from
    return {
        "procedure": p.instruction.slowed_procedure,
        "since": since.isoformat(),
        "waiting": {day.isoformat(): _waiting(cases, day) for day in (since - dt.timedelta(days=1), dt.date(2025, 10, 31), p.period_end)},
        "opened": sum(since <= case.opened.date() <= p.period_end for case in cases),
        "ended": sum(case.closed is not None and since <= case.closed.date() <= p.period_end for case in cases),
    }
