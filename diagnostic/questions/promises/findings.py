"""Findings on what was promised: the announced time, the acknowledgement, the first answer."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, quantity, reliability, row, source

KEPT = 0.9
NOTHING = Message("findings.nothing")


def kept(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The share of requests closed within the time announced, as Services Publics+ counts it, and with open ones."""
    figure, followed = row(rows, "processing.within_announced"), row(rows, "processing.within_announced_km")
    if not measured(figure):
        return absent(figure)
    level = reliability(figure)
    late = figure["denominator"] - figure["numerator"]
    open_ones = Message("findings.kept_with_open", {"followed": quantity(followed)}) if measured(followed) else NOTHING
    return Finding(
        key="findings.kept_promise",
        values={"share": quantity(figure), "open_ones": open_ones},
        reliability=level,
        users=annual({**figure, "numerator": late}, engagement),
        gap=1 - figure["value"],
        strength=figure["value"] >= KEPT,
        chart=chart,
        source=source(figure, "closed_cases", engagement, level),
        section="times",
    )


def acknowledged(rows: pd.DataFrame, engagement: Engagement) -> Finding | Note:
    """The share of requests acknowledged in time, and how long the first answer takes."""
    figure, answer = row(rows, "processing.acknowledged_in_time"), row(rows, "processing.first_response_p50")
    if not measured(figure):
        return absent(figure)
    level = reliability(figure)
    first = Message("findings.first_answer", {"hours": quantity(answer)}) if measured(answer) else NOTHING
    return Finding(
        key="findings.acknowledged",
        values={"share": quantity(figure), "first": first},
        reliability=level,
        users=annual({**figure, "numerator": figure["denominator"] - figure["numerator"]}, engagement),
        gap=(1 - figure["value"]) / 2,
        strength=figure["value"] >= KEPT,
        source=source(figure, "cases", engagement, level),
        section="times",
    )


def without_artefacts(rows: pd.DataFrame) -> Note | None:
    """Both figures side by side where a tool closed requests in bulk or by itself and it changes the median by a tenth of a day or more."""
    whole, own = (row(rows, "processing.p50", scope) for scope in ("all", "artefact=excluded"))
    long, own_long = (row(rows, "processing.p90", scope) for scope in ("all", "artefact=excluded"))
    if not all(measured(figure) for figure in (whole, own, long, own_long)):
        return None
    if abs(whole["value"] - own["value"]) < 0.1 and abs(long["value"] - own_long["value"]) < 1:
        return None
    values = {"whole": quantity(whole), "own": quantity(own), "whole_long": quantity(long), "own_long": quantity(own_long)}
    return Note(Message("findings.without_artefacts", values), kind="caveat")
