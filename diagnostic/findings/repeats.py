"""Findings on repeated contacts."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, parameter, quantity, reliability, row, source


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
