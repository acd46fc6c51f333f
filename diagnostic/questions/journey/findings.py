"""The journey in numbers: what becomes of contacts, calls and requests, each told in its own chapter."""

from __future__ import annotations

from typing import Any

from diagnostic.blocks import Chart, Finding, Message, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import bars, claim, finding, near
from diagnostic.findings.evidence import measured, quantity, row, tell
from diagnostic.findings.reliability import least_sure, reliability
from diagnostic.measuring.disclosure import Disclosed

TOLD = {"calls": "reach.answer_rate_agent", "kept": "processing.within_announced"}
NOTHING = Message("findings.nothing")


@finding(tuple(TOLD.values()), beside=("reach.wait_p50", "reach.wait_p90"))
def journey(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """What becomes of a hundred calls, and of a hundred requests closed; None without the picture, or where neither is measured."""
    figures = {name: figure for name, indicator in TOLD.items() if measured(figure := row(rows, indicator))}
    if chart is None or not figures:
        return None
    values: dict[str, Any] = {name: quantity(figure) for name, figure in figures.items()} | {"wait": _wait(rows)}
    key = "findings.journey" if len(figures) == len(TOLD) else f"findings.journey_{next(iter(figures))}"
    sure = least_sure(*map(reliability, figures.values()))
    return tell(key, engagement, values, sure, users=0.0, chart=chart)


def _wait(rows: Disclosed) -> Message:
    """How long the calls wait that an agent takes, where that is known."""
    half, most = row(rows, "reach.wait_p50"), row(rows, "reach.wait_p90")
    return (
        Message("findings.journey_wait", {"half": quantity(half), "most": quantity(most)}) if measured(half) and measured(most) else NOTHING
    )


@claim(journey)
def _its_bars_are_drawn(stated: Finding, drawn: Table) -> bool:
    shares = bars(drawn, "stage", "share")
    return all(near(shares.get(name), stated.values[name].value) for name in TOLD if name in stated.values)
