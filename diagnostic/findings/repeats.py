"""Findings on repeated contacts and the work they cost."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, parameter, quantity, reliability, row, source

SMALL_POST = 0.1


def come_back(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """How many handled contacts come from somebody who had already made contact on the same topic within the window."""
    figure, identified = row(rows, "repeat.rate"), row(rows, "repeat.identified_share")
    if not measured(figure):
        return absent(figure)
    level = reliability(figure)
    return Finding(
        key="findings.come_back",
        values={
            "share": quantity(figure),
            "window": parameter("repeat_window_days", engagement.parameters.repeat_window_days, "day"),
            "identified": quantity(identified),
        },
        reliability=level,
        users=annual(figure, engagement),
        gap=figure["value"],
        strength=figure["value"] < 0.05,
        chart=chart,
        source=source(figure, "eligible", engagement, level),
        section="repeats",
    )


def workload(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The agents' hours that repeated contacts take in a year, and the equivalent in posts as a range."""
    hours, posts = row(rows, "repeat.hours"), row(rows, "repeat.fte")
    if not measured(hours):
        return absent(hours)
    level = reliability(hours)
    small = not measured(posts) or (posts["high"] or posts["value"]) < SMALL_POST
    options = engagement.parameters
    return Finding(
        key="findings.workload_small" if small else "findings.workload",
        values={
            "hours": quantity(hours),
            "posts": quantity(posts),
            "year": parameter("annual_hours", options.annual_hours, "count_exact"),
            "away": parameter("unavailability", options.unavailability, "share"),
        },
        reliability=level,
        users=annual(row(rows, "repeat.rate"), engagement),
        gap=(row(rows, "repeat.minutes_share")["value"] or row(rows, "repeat.rate")["value"] or 0.0) * 0.9,
        chart=chart,
        source=source({}, "contacts", engagement, level),
        section="repeats",
    )
