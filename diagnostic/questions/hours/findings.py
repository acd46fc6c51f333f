"""Findings on opening hours."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, quantity, reliability, row, source
from diagnostic.indicators import pick

FEW_CLOSED, MANY_CLOSED = 0.05, 0.10
GENEROUS_EVENING = 0.15


def closed_contacts(rows: pd.DataFrame, engagement: Engagement, channel: str, chart: Chart | None) -> Finding | Note | None:
    """How much of a channel's demand comes when nobody is there: a strength under 5 %, a gap above. None where only other channels say."""
    whole, figure = (row(rows, "opening.out_of_hours_share", scope) for scope in ("all", f"channel={channel}"))
    if not measured(figure):
        return None if measured(whole) else absent(whole)
    level = reliability(figure)
    return Finding(
        key=f"findings.closed_{channel if channel in ('phone', 'email') else 'online'}",
        values={"share": quantity(figure), "closed": quantity(figure, "numerator")},
        reliability=level,
        users=annual(figure, engagement),
        # A written message waits for the morning; a call that meets a closed line is lost.
        gap=figure["value"] if channel == "phone" else figure["value"] * 0.3,
        strength=figure["value"] < FEW_CLOSED,
        chart=chart,
        source=source(figure, "contacts", engagement, level),
        section="access",
    )


def outside_work(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """Whether somebody who works ordinary hours can come: the weekly hours outside them."""
    hours = row(rows, "opening.weekly_hours")
    outside = row(rows, "opening.hours_outside_work")
    if not (measured(hours) and measured(outside)):
        return absent(hours)
    part = outside["value"] / hours["value"] if hours["value"] else 0.0
    return Finding(
        key="findings.no_hours_outside" if outside["value"] == 0 else "findings.hours_outside",
        values={"hours": quantity(hours), "outside": quantity(outside), "step": _step(rows)},
        reliability="solid",
        users=annual(row(rows, "opening.demand_coverage"), engagement) or float(engagement.client.population or 0),
        gap=max(0.0, GENEROUS_EVENING - part),
        strength=part >= GENEROUS_EVENING,
        chart=chart,
        source=source({}, "contacts", engagement, "solid"),
        section="access",
    )


def _step(rows: pd.DataFrame) -> Message:
    """Hours may be moved where a gain shows or where visits say which are quiet; else visits have to be counted first."""
    gain, visits = row(rows, "opening.swap_gain"), row(rows, "opening.shoulder_load", "channel=counter;edge=first")
    shown = measured(gain) and (gain["low"] or 0) > 0
    return Message("findings.hours_step.move" if shown or measured(visits) else "findings.hours_step.count")


def coverage(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """How much of the demand seen elsewhere arrives while a counter is open, from one source of demand to another."""
    figure = row(rows, "opening.demand_coverage")
    proxies = pick(rows, "opening.demand_coverage", "source").dropna(subset=["value"])
    if not measured(figure) or proxies.empty:
        return absent(figure)
    lowest, highest = (
        row(rows, "opening.demand_coverage", proxies.loc[at, "scope"]) for at in (proxies["value"].idxmin(), proxies["value"].idxmax())
    )
    level = reliability(lowest, highest)
    one = lowest["scope"] == highest["scope"]
    total = proxies["denominator"].sum()
    return Finding(
        key="findings.coverage_one" if one else "findings.coverage",
        values={"low": quantity(lowest), "high": quantity(highest)},
        reliability=level,
        users=float(total) * (1 - figure["value"]) * 365 / ((engagement.period.end - engagement.period.start).days + 1),
        # A sign of demand, not a measure of it: it weighs less than calls that found nobody.
        gap=(1 - figure["value"]) * 0.1,
        strength=lowest["value"] >= 0.9,
        chart=chart,
        source=source({}, "contacts", engagement, level),
        section="access",
    )
