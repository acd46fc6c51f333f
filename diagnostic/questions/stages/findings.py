"""Findings on where the time of a request goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from diagnostic.blocks import Chart, Finding, Message, Table, plain
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import Row, conclude, measured, quantity, row
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

PATHS = 6
APART = 1.2  # times what the next step takes: with less, which of them is the longest is chance
SEPARATOR = " → "


@finding(beside=("processing.handover_mean", "processing.reopened_share"))
def longest(rows: Disclosed, holders: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Chart | None:
    """The step after which most of the time passes, and who has the request meanwhile; None without an event log.

    Where no step stands apart from the next, the picture alone, for the annex.
    """
    total = holders["days"].sum()
    steps = holders.dropna(subset=["activity"]).groupby("activity")["days"].sum()
    if steps.empty or total <= 0:
        return None
    if len(steps) > 1 and steps.max() < APART * steps.nlargest(2).iloc[1]:
        return chart and replace(chart, annex=True)
    shares = holders.groupby("held")["days"].sum() / total
    parts = [
        Message(f"findings.held.{name}", {"share": _share(shares[name])})
        for name in ("user", "between", "within")
        if shares.get(name, 0) > 0
    ]
    handed, reopened = row(rows, "processing.handover_mean"), row(rows, "processing.reopened_share")
    values = {
        "step": steps.idxmax(),
        "share": _share(steps.max() / total),
        "parts": parts,
        "handed": _figure_of("handed_over", handed),
        "reopened": _figure_of("reopened", reopened),
    }
    users = float(handed.get("denominator") or 0)
    fields: dict[str, Any] = {"reliability": TO_CONFIRM, "users": users, "gap": 0.3, "chart": chart, "annex": True}
    return conclude("findings.longest_step", handed, "cases", engagement, values, **fields)


@takes_disclosed
def paths(ways: Disclosed) -> Table | None:
    """The few ways that take most of the time, each with its share of cases and of time."""
    if ways.empty:
        return None
    kinds = {"path": "text", "cases": "count_exact", "case_share": "share", "day_share": "share", "mean": "day"}
    rows = [
        [SEPARATOR.join(item.path) or "—", float(item.cases), item.case_share, item.day_share, item.days / item.cases]
        for item in ways.head(PATHS).itertuples()
    ]
    return Table("findings.paths", kinds, rows, annex=True)


@takes_disclosed
def again(steps: Disclosed) -> Table | None:
    """The steps that are done again, by the same team (redo) or by another (referral)."""
    if steps.empty:
        return None
    kinds = {"step": "text", "cases": "count_exact", "redo": "count_exact", "referral": "count_exact"}
    rows = [[item.activity, float(item.cases), plain(item.redo), plain(item.referral)] for item in steps.itertuples()]
    return Table("findings.again", kinds, rows, annex=True)


def _figure_of(key: str, figure: Row) -> Message:
    return Message(f"findings.{key}", {"figure": quantity(figure)}) if measured(figure) else Message("findings.nothing")


def _share(value: float) -> Quantity:
    return Quantity(float(value), "share", source="table:charts.stages")


@claim(longest)
def _step_is_drawn_longest(stated: Finding, drawn: Table) -> bool:
    bars = {step: sum(parts) for step, *parts in zip(*map(drawn.column, drawn.columns), strict=True)}
    step = stated.values["step"]
    return bars.get(step) == max(bars.values()) and near(bars[step], stated.values["share"].value)
