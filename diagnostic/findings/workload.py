"""Findings on the work that repeated contacts cost."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, parameter, quantity, reliability, row, source

SMALL_POST = 0.1


def hours(rows: pd.DataFrame, repeats: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The agents' hours that repeats take in a year, and the equivalent in posts as a range; `repeats` are the rows of their rate."""
    hours, posts, rate = row(rows, "repeat.hours"), row(rows, "repeat.fte"), row(repeats, "repeat.rate")
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
        users=annual(rate, engagement),
        gap=(row(rows, "repeat.minutes_share")["value"] or rate["value"] or 0.0) * 0.9,
        chart=chart,
        source=source({}, "contacts", engagement, level),
        section="repeats",
    )
