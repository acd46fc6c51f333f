"""Findings on processing times."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import absent, annual, measured, quantity, row, source
from diagnostic.findings.reliability import reliability
from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions.promises.findings import KEPT
from diagnostic.wording import Quantity


@finding("processing.within_announced", "processing.p50", "processing.p80")
def slowest(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    """The procedure that keeps its announced time least often, or the slowest one where nothing is announced; None where
    the time is known of all requests together alone."""
    kept = pick(rows, "processing.within_announced", "procedure").dropna(subset=["value"])
    if kept.empty:
        return _longest(rows, engagement, chart)
    worst = kept.loc[kept["value"].idxmin()]
    figure, median = row(rows, "processing.within_announced", worst["scope"]), row(rows, "processing.p50", worst["scope"])
    level = reliability(figure)
    announced = Quantity(engagement.announced[worst["procedure"].lower()], "day", source=f"promises.{worst['procedure']}")
    return Finding(
        key="findings.least_kept",
        values={"share": quantity(figure), "procedure": worst["procedure"], "announced": announced, "median": quantity(median)},
        reliability=level,
        users=annual({**figure, "numerator": figure["denominator"] - figure["numerator"]}, engagement),
        gap=1 - figure["value"],
        strength=figure["value"] >= KEPT,
        chart=chart,
        source=source(figure, "closed_cases", engagement, level),
        section="times",
    )


def _longest(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    eighth, whole = pick(rows, "processing.p80", "procedure").dropna(subset=["value"]), row(rows, "processing.p80")
    if eighth.empty:
        return None if measured(whole) else absent(whole)
    worst = eighth.loc[eighth["value"].idxmax()]
    figure, median = row(rows, "processing.p80", worst["scope"]), row(rows, "processing.p50", worst["scope"])
    level = reliability(figure)
    return Finding(
        key="findings.slowest",
        values={"procedure": worst["procedure"], "eighth": quantity(figure), "median": quantity(median)},
        reliability=level,
        users=annual({**figure, "numerator": figure["denominator"]}, engagement) * 0.2,
        gap=0.3,
        chart=chart,
        source=source(figure, "cases", engagement, level),
        section="times",
    )


@finding("processing.p50", "processing.closed_only_p50")
def flattering(rows: Disclosed, engagement: Engagement) -> Finding | Note | None:
    """How far the usual figure, on closed requests alone, flatters; None where the two agree within a day or nothing is closed."""
    whole, closed = row(rows, "processing.p50"), row(rows, "processing.closed_only_p50")
    if not measured(whole):
        return absent(whole)
    if not measured(closed):
        return None
    if whole["value"] - closed["value"] < 1:
        return None
    level = reliability(whole)
    return Finding(
        key="findings.flattering",
        values={"whole": quantity(whole), "closed": quantity(closed)},
        reliability=level,
        users=0.0,
        gap=0.0,
        source=source(whole, "cases", engagement, level),
        section="times",
    )


@claim(slowest)
def _procedure_is_drawn_with_its_times(stated: Finding, drawn: Table) -> bool:
    """With each time that the sentences give; the longest where they say so."""
    at = drawn.column("procedure").index(stated.values["procedure"]) if stated.values["procedure"] in drawn.column("procedure") else None
    times = {name: stated.values[name].value for name in ("median", "eighth", "announced") if name in stated.values}
    if at is None:
        return times["median"] is None
    longest = "eighth" not in times or times["eighth"] >= max(time for time in drawn.column("eighth") if time is not None)
    return longest and all(near(drawn.column(name)[at], time) for name, time in times.items() if time is not None)
