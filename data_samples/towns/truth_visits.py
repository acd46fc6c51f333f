"""Counters, appointments and the survey."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .clock import to_utc
from .events import Town
from .parameters import VilleParameters
from .truth_rows import Truth, first_reaching, scope, share, truth

AIM = 10.0  # minutes that users are to wait at most


def counters(tickets: list[dict[str, Any]]) -> list[Truth]:
    """Waits, service, tickets never served and visits with several topics, in all and by site."""
    rows = []
    for site in [None, *sorted({ticket["site"] for ticket in tickets})]:
        where = scope(site=site) if site else "all"
        mine = [ticket for ticket in tickets if site in (None, ticket["site"])]
        called = [ticket for ticket in mine if ticket["called_at"]]
        waits = [_waited(ticket) for ticket in called]
        served = [(ticket["done_at"] - ticket["called_at"]).total_seconds() / 60 for ticket in called]
        rows += [
            truth("counter.wait_p50", where, first_reaching(waits, 0.5)),
            truth("counter.wait_p90", where, first_reaching(waits, 0.9)),
            truth("counter.service_p50", where, first_reaching(served, 0.5)),
            share("counter.service_level", where, mine, lambda ticket: ticket["called_at"] and _waited(ticket) <= AIM),
            share("counter.left_share", where, mine, lambda ticket: ticket["called_at"] is None),
            share("counter.multi_topic_share", where, mine, lambda ticket: ticket["topics"] >= 2),
        ]
    return rows


def _waited(ticket: dict[str, Any]) -> float:
    return float((ticket["called_at"] - ticket["taken_at"]).total_seconds() / 60)


def appointments(town: Town, p: VilleParameters) -> list[Truth]:
    """Those that fall in the period: how long they were waited for, and how many were not kept."""
    visits = [row for row in town.others["rendez_vous"].itertuples() if p.period_start <= row.starts_at.date() <= p.period_end]
    kept = [row for row in visits if row.status in ("held", "missed")]
    leads = [
        (to_utc(row.starts_at.to_pydatetime()) - to_utc(row.booked_at.to_pydatetime())) / dt.timedelta(days=1)
        for row in kept
        if row.status == "held"
    ]
    return [
        truth("appointment.lead_p50", "all", first_reaching(leads, 0.5)),
        truth("appointment.lead_p90", "all", first_reaching(leads, 0.9)),
        share("appointment.no_show_share", "all", kept, lambda row: row.status == "missed", parameter=p.no_show),
    ]


def survey(town: Town) -> list[Truth]:
    """What users say of hours, by activity status too, and of the whole."""
    answers = list(town.others["enquete"].itertuples())
    suits = [row for row in answers if row.question == "Les horaires me conviennent"]
    overall = [row for row in answers if row.question == "Satisfaction globale"]
    rows = [share("opening.users_satisfied_share", "all", suits, lambda row: row.score >= 4)]
    for profile in sorted({row.profile for row in suits}):
        mine = [row for row in suits if row.profile == profile]
        rows.append(share("opening.users_satisfied_share", scope(profile=profile), mine, lambda row: row.score >= 4))
    return [
        *rows,
        share("satisfaction.csat", "all", overall, lambda row: row.score >= 4),
        share("satisfaction.dissatisfied", "all", overall, lambda row: row.score <= 2),
    ]
