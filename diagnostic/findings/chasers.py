"""Findings on people who ask after a case that is still open."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import Row, absent, annual, measured, quantity, reliability, row, source
from diagnostic.indicators import pick
from diagnostic.wording import Quantity

RARE = 0.05
MINUTES = 60
TABLE = "findings.by_procedure"
MOST = 8


def chased(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """How many cases are asked after, and whether before or after the announced date."""
    figure, rate, early = row(rows, "repeat.chased_share"), row(rows, "repeat.chaser_rate"), row(rows, "repeat.chaser_before_due_share")
    edges = {edge: row(rows, "repeat.chaser_rate", f"edge={edge}") for edge in ("before", "after")}
    if not measured(figure):
        return absent(figure)
    dated = all(map(measured, (early, *edges.values())))
    level = reliability(figure)
    return Finding(
        key="findings.chased" if dated else "findings.chased_undated",
        values={"share": quantity(figure), "rate": quantity(rate), "early": quantity(early)}
        | {name: quantity(one) for name, one in edges.items()},
        reliability=level,
        users=annual(rate, engagement),
        gap=figure["value"],
        strength=figure["value"] < RARE,
        chart=chart,
        source=source(figure, "cases", engagement, level),
        section="repeats",
    )


def ten_days(rows: pd.DataFrame, long_cases: pd.Series, minutes: float | None, engagement: Engagement) -> Finding | Note | None:
    """What ten days less would go with, in contacts and in hours, over the cases that last ten days or more (`long_cases`, by procedure).

    `minutes` is the handling time of a chaser, None where it is not known. None where chasers do not go with the delay.
    """
    figure = row(rows, "repeat.delay_elasticity")
    if not measured(figure):
        return absent(figure)
    if figure["low"] is None or figure["low"] <= 0:
        return None
    level = reliability(figure)
    year = annual({"numerator": float(long_cases.sum())}, engagement)
    spread = [figure[part] * year for part in ("value", "low", "high")]
    values = {"slope": _hundred(figure), "calls": _derived(spread, "count"), "cases": _derived([year] * 3, "count")}
    if minutes is not None:
        values["hours"] = _derived([calls * minutes / MINUTES for calls in spread], "hour_year")
    return Finding(
        key="findings.ten_days" if minutes is not None else "findings.ten_days_untimed",
        values=values,
        reliability=max(level, "to_confirm", key=("solid", "to_confirm", "indicative").index),
        users=spread[0],
        gap=0.3,
        table=_by_procedure(rows, long_cases, engagement),
        source=source(figure, "cases", engagement, level),
        section="repeats",
    )


def _by_procedure(rows: pd.DataFrame, long_cases: pd.Series, engagement: Engagement) -> Table | None:
    found = pick(rows, "repeat.delay_elasticity", "procedure").dropna(subset=["low"])
    found["cases"] = found["procedure"].map(long_cases).fillna(0)
    found = found[found["cases"] >= engagement.parameters.small_group].sort_values("cases", ascending=False).head(MOST)
    lines = [[row.procedure, row.cases, 100 * row.value, 100 * row.low, 100 * row.high] for row in found.itertuples()]
    kinds = {"procedure": "text", "cases": "count", "slope": "count_exact", "low": "count_exact", "high": "count_exact"}
    return Table(TABLE, kinds, lines) if lines else None


def _hundred(figure: Row) -> Quantity:
    """Chasers for a hundred cases: a case by itself has less than one."""
    return _derived([100 * figure[part] for part in ("value", "low", "high")], "count_exact")


def _derived(spread: list[float], unit: str) -> Quantity:
    value, low, high = (float(edge) for edge in spread)
    return Quantity(value, unit, low, high, source=f"table:{TABLE}")
