"""Findings on the counter: waits, users at the doors, appointments, and how hours suit those who were asked."""

from __future__ import annotations

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import finding
from diagnostic.findings.evidence import absent, annual, conclude, measured, quantity, row
from diagnostic.findings.reliability import reliability
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity

SHORT_WAIT = 15.0  # minutes that nine users in ten wait less than: a strength


@finding("counter.wait_p50", "counter.wait_p90", "counter.left_share")
def waits(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How long users wait at the counter, and how many leave."""
    half, most, left = (row(rows, f"counter.{name}") for name in ("wait_p50", "wait_p90", "left_share"))
    if not (measured(half) and measured(most)):
        return absent(half)
    if not measured(left):
        return absent(left)
    level = reliability(half, most)
    values = {"half": quantity(half), "most": quantity(most), "left": quantity(left)}
    return conclude(
        "findings.counter_waits",
        half,
        "tickets",
        engagement,
        values,
        reliability=level,
        users=annual(left, engagement),
        gap=left["value"],
        strength=most["value"] <= SHORT_WAIT,
    )


@finding("appointment.lead_p50", "appointment.lead_p90", "appointment.no_show_share")
def appointments(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How far ahead appointments are held, and how many users do not come."""
    half, most, missed = (row(rows, f"appointment.{name}") for name in ("lead_p50", "lead_p90", "no_show_share"))
    if not (measured(half) and measured(most)):
        return absent(half)
    if not measured(missed):
        return absent(missed)
    level = reliability(half, most)
    shown: dict[str, Quantity] = {"half": quantity(half), "most": quantity(most), "missed": quantity(missed)}
    return conclude(
        "findings.appointments",
        half,
        "appointments",
        engagement,
        shown,
        reliability=level,
        users=annual(missed, engagement),
        gap=missed["value"],
    )
