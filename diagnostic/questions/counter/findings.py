"""Findings on the counter: waits, users at the doors, appointments, and how hours suit those who were asked."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import finding
from diagnostic.findings.evidence import Row, absent, annual, conclude, measured, parameter, quantity, row
from diagnostic.findings.reliability import reliability
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity

NEARLY_ALL = 0.9


@finding("counter.service_level", "counter.wait_p50", "counter.wait_p90", "counter.left_share")
def waits(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How many are seen within the time aimed at, how long users wait at the counter, and how many leave."""
    soon = row(rows, "counter.service_level")
    if not measured(soon):
        return absent(row(rows, "counter.wait_p50"))
    names = {"half": "wait_p50", "most": "wait_p90", "left": "left_share"}
    figures = {told: row(rows, f"counter.{name}") for told, name in names.items()}
    within = parameter("counter_within_minutes", engagement.parameters.counter_within_minutes, "minute")
    beside = {"share": quantity(soon), "within": within}
    return _times("findings.counter_waits", figures, "tickets", engagement, beside, strength=soon["value"] >= NEARLY_ALL)


@finding("appointment.lead_p50", "appointment.lead_p90", "appointment.no_show_share")
def appointments(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How far ahead appointments are held, and how many users do not come."""
    names = {"half": "lead_p50", "most": "lead_p90", "missed": "no_show_share"}
    figures = {told: row(rows, f"appointment.{name}") for told, name in names.items()}
    return _times("findings.appointments", figures, "appointments", engagement)


def _times(
    key: str,
    figures: Mapping[str, Row],
    what: str,
    engagement: Engagement,
    beside: Mapping[str, Quantity] | None = None,
    strength: bool = False,
) -> Finding | Note:
    """A finding on three figures: the time of half of the users, that of nine in ten, and the share lost, which is the gap."""
    half, most, lost = figures.values()
    if not (measured(half) and measured(most)):
        return absent(half)
    if not measured(lost):
        return absent(lost)
    values = {told: quantity(figure) for told, figure in figures.items()} | dict(beside or {})
    users, level = annual(lost, engagement), reliability(half, most)
    return conclude(key, half, what, engagement, values, reliability=level, users=users, gap=lost["value"], strength=strength)
