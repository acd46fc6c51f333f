"""Findings on people who ask after a case that is still open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding
from diagnostic.findings.evidence import absent, annual, conclude, measured, quantity, row, source
from diagnostic.findings.reliability import TO_CONFIRM, least_sure, reliability
from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from diagnostic.questions.chasers.measures import LongCases

RARE = 0.05
MINUTES = 60
TABLE = "findings.by_procedure"
MOST = 8


@finding("repeat.chased_share", "repeat.chaser_rate", beside=("repeat.chaser_before_due_share",))
def chased(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """How many cases are asked after, and whether before or after the announced date."""
    figure, rate, early = row(rows, "repeat.chased_share"), row(rows, "repeat.chaser_rate"), row(rows, "repeat.chaser_before_due_share")
    edges = {edge: row(rows, "repeat.chaser_rate", f"edge={edge}") for edge in ("before", "after")}
    if not measured(figure):
        return absent(figure)
    dated = all(map(measured, (early, *edges.values())))
    values = {"share": quantity(figure), "rate": quantity(rate), "early": quantity(early)} | {
        name: quantity(one) for name, one in edges.items()
    }
    key = "findings.chased" if dated else "findings.chased_undated"
    return conclude(
        key,
        figure,
        "cases",
        engagement,
        values,
        users=annual(rate, engagement),
        gap=figure["value"],
        strength=figure["value"] < RARE,
        chart=chart,
    )


@finding("repeat.delay_elasticity")
def ten_days(rows: Disclosed, long_cases: LongCases, minutes: float | None, engagement: Engagement) -> Finding | None:
    """What ten days less would go with, in contacts and in hours, over the cases that last ten days or more (`long_cases`).

    `minutes` is the handling time of a chaser, None where it is not known. None where chasers are not seen, or do not go with the delay.
    """
    figure = row(rows, "repeat.delay_elasticity")
    if not measured(figure) or figure["low"] is None or figure["low"] <= 0:
        return None
    level = reliability(figure)
    year = annual({}, engagement, long_cases.total)
    values = {"slope": _derived(100 * figure["value"]), "cases": _derived(year)}
    for edge in ("low", "high"):
        values |= {f"slope_{edge}": _derived(100 * figure[edge]), f"calls_{edge}": _derived(figure[edge] * year)}
        if minutes is not None:
            values[f"hours_{edge}"] = _derived(figure[edge] * year * minutes / MINUTES, "hour_year")
    return Finding(
        key="findings.ten_days" if minutes is not None else "findings.ten_days_untimed",
        values=values,
        reliability=least_sure(level, TO_CONFIRM),
        users=figure["value"] * year,
        gap=0.3,
        table=_by_procedure(rows, long_cases),
        source=source(figure, "cases", engagement, level),
    )


def _by_procedure(rows: Disclosed, long_cases: LongCases) -> Table | None:
    slopes = pick(rows, "repeat.delay_elasticity", "procedure").dropna(subset=["low"]).merge(long_cases.by_procedure, on="procedure")
    shown = slopes.sort_values("cases", ascending=False).head(MOST)
    lines = [[row.procedure, float(row.cases), 100 * row.value, 100 * row.low, 100 * row.high] for row in shown.itertuples()]
    kinds = {"procedure": "text", "cases": "count", "slope": "count", "low": "count", "high": "count"}
    return Table(TABLE, kinds, lines) if lines else None


def _derived(figure: float, unit: str = "count") -> Quantity:
    """A figure drawn from the rows shown in the table: a range is two of them, chasers are told for a hundred cases."""
    return Quantity(float(figure), unit, source=f"table:{TABLE}")


@claim(chased)
def _chasers_come_more_often_on_the_same_side(stated: Finding, drawn: Table) -> bool:
    """Of the announced date, unless both sides are near; without one, none is more frequent than the most frequent age."""
    steps = [step for step in zip(*map(drawn.column, drawn.columns), strict=True) if None not in step]
    if stated.key.endswith("_undated"):
        return stated.values["rate"].value <= max(rate for *_, rate in steps)
    sides = ([step for step in steps if step[1] <= 0], [step for step in steps if step[0] >= 0])
    months = [sum(chasers / rate for _, _, chasers, rate in side) for side in sides]
    if not all(months):
        return True
    before, after = (sum(step[2] for step in side) / spent for side, spent in zip(sides, months, strict=True))
    figures = [stated.values[edge].value for edge in ("before", "after")]
    return (before < after) == (figures[0] < figures[1]) or math.isclose(*figures, rel_tol=0.1)
