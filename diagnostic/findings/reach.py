"""Findings on reachability by telephone."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note
from diagnostic.engagement import Engagement, Target
from diagnostic.findings.judgement import absent, annual, measured, quantity, reliability, row, source
from diagnostic.wording import Quantity

STATE_MARK = Target(value=0.85, source="Services Publics+")


def answered(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The share of calls asking for an agent that one answered, beside the mark set by the State (or the engagement's target)."""
    figure = row(rows, "reach.answer_rate_agent")
    if not measured(figure):
        return absent(figure)
    target = engagement.targets.get("reach.answer_rate_agent", STATE_MARK)
    level = reliability(figure)
    lost = figure["denominator"] - figure["numerator"]
    return Finding(
        key="findings.answered",
        values={
            "share": quantity(figure),
            "mark": Quantity(target.value, "share", source="targets.reach.answer_rate_agent"),
            "setter": target.source,
        },
        reliability=level,
        users=annual({**figure, "numerator": lost}, engagement),
        gap=max(0.0, target.value - figure["value"]) * 2,
        strength=figure["value"] >= target.value,
        chart=chart,
        source=source(figure, "calls", engagement, level),
        section="access",
    )
