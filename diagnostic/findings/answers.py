"""Findings on written requests: whether they get an answer at all."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, quantity, reliability, row, source

NEARLY_ALL = 0.95


def written(rows: pd.DataFrame, engagement: Engagement) -> Finding | Note:
    """How many written requests whose announced time has run out got an answer, and how many still wait for one."""
    figure, stock = row(rows, "handling.answered_share"), row(rows, "handling.unanswered_stock")
    if not (measured(figure) and measured(stock)):
        return absent(figure)
    level = reliability(figure)
    return Finding(
        key="findings.written" if stock["value"] else "findings.written_all",
        values={"share": quantity(figure), "waiting": quantity(stock)},
        reliability=level,
        users=annual({**figure, "numerator": stock["value"]}, engagement),
        gap=1 - figure["value"],
        strength=figure["value"] >= NEARLY_ALL,
        source=source(figure, "written", engagement, level),
        section="times",
    )
