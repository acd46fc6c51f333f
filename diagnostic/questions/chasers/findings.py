"""Findings on people who ask after a case that is still open."""

from __future__ import annotations

from dataclasses import replace

from diagnostic.blocks import Chart, Finding, Message, Note, Table, records
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding
from diagnostic.findings.evidence import Row, absent, annual, conclude, measured, parameter, quantity, row, source
from diagnostic.findings.reliability import TO_CONFIRM, least_sure, reliability
from diagnostic.indicators import OTHERS, pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.wording import Quantity

RARE = 0.05
MOSTLY = 0.5
MINUTES = 60
TABLE = "findings.by_procedure"
MOST, LEAST_PART = 8, 0.05  # a table shows so many procedures, and none with a smaller part of the time watched


@finding("repeat.chased_share", "repeat.chaser_rate", beside=("repeat.chaser_before_due_share",))
def chased(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note | None:
    """How many cases are asked after, and whether before or after the announced date; None where they are no more than usual.

    Without the chart where it does not bear out what is said of procedures of the same mix.
    """
    figure, rate, early = row(rows, "repeat.chased_share"), row(rows, "repeat.chaser_rate"), row(rows, "repeat.chaser_before_due_share")
    edges = {edge: row(rows, "repeat.chaser_rate", f"edge={edge}") for edge in ("before", "after")}
    if not measured(figure):
        return absent(figure)
    if not (_above_nothing(figure) and _above_nothing(rate)):
        return None
    values = {
        "share": quantity(figure),
        "rate": quantity(rate),
        "early": quantity(early),
        "first": parameter("chaser_after_days", engagement.parameters.chaser_after_days, "day"),
    } | {edge: quantity(one) if _above_nothing(one) else Message("findings.no_more_than_usual") for edge, one in edges.items()}
    when = _when(early, edges)
    stated = conclude(
        f"findings.chased{when}",
        figure,
        "long_cases",
        engagement,
        values,
        users=annual(rate, engagement),
        gap=figure["value"],
        strength=figure["value"] < RARE,
        overdue=when == "_after",
        chart=chart,
    )
    return stated if chart is None or _chasers_come_where_it_is_said(stated, chart.data) else replace(stated, chart=None)


def _above_nothing(figure: Row) -> bool:
    return measured(figure) and figure["low"] is not None and figure["low"] > 0


def _when(early: Row, edges: dict[str, Row]) -> str:
    """The variant that tells on which side of the due date chasers come, where the data tell: most of them, and the more often."""
    if not any(map(measured, edges.values())):
        return "_undated"
    if not all(map(measured, (early, *edges.values()))):
        return ""
    before, after = (one["value"] for one in edges.values())
    if (early["value"] >= MOSTLY) != (before >= after):
        return "_both"
    return "_before" if before >= after else "_after"


@finding("repeat.delay_elasticity")
def ten_days(rows: Disclosed, minutes: float | None, engagement: Engagement) -> Finding | None:
    """How many chasers more, and hours, go with cases ten days older; `minutes` is the handling time of a chaser, None where not known.

    None where chasers are not seen, or do not come more often as cases grow older.
    """
    figure = row(rows, "repeat.delay_elasticity")
    if not _above_nothing(figure):
        return None
    level = reliability(figure)
    year = annual(figure, engagement, figure["denominator"])
    values = {"slope": _derived(100 * figure["value"]), "calls": _derived(figure["value"] * year, "count_exact")}
    for edge in ("low", "high"):
        values |= {f"slope_{edge}": _derived(100 * figure[edge]), f"calls_{edge}": _derived(figure[edge] * year, "count_exact")}
        if minutes is not None:
            values[f"hours_{edge}"] = _derived(figure[edge] * year * minutes / MINUTES, "hour_year")
    return Finding(
        key="findings.ten_days" if minutes is not None else "findings.ten_days_untimed",
        values=values,
        reliability=least_sure(level, TO_CONFIRM),
        users=figure["value"] * year,
        gap=0.3,
        table=_by_procedure(rows, figure, engagement),
        source=source(dict(figure) | {"denominator": round(figure["denominator"])}, "tens_of_days", engagement, level),
    )


def _by_procedure(rows: Disclosed, whole: Row, engagement: Engagement) -> Table:
    """What each procedure has of the whole, the largest first; the others together, so that the lines add up to what is told."""
    slopes = pick(rows, "repeat.delay_elasticity", "procedure").dropna(subset=["value"])
    large = slopes[slopes["denominator"] >= LEAST_PART * whole["denominator"]]
    shown = records(large.sort_values("numerator", ascending=False).head(MOST))
    lines = [_line(one["procedure"], one, engagement) for one in shown]
    rest = {name: whole[name] - sum(one[name] for one in shown) for name in ("numerator", "denominator")}
    if rest["denominator"] > 1e-6 * whole["denominator"]:
        value = rest["numerator"] / rest["denominator"]
        lines.append(_line(OTHERS, dict(whole) | rest | {"value": value, "low": None, "high": None}, engagement))
    kinds = {"procedure": "text", "tens": "count", "slope": "count", "low": "count", "high": "count", "calls": "count_exact"}
    return Table(TABLE, kinds, lines)


def _line(name: str, figure: Row, engagement: Engagement) -> list[object]:
    slope = [None if figure[part] is None else 100 * figure[part] for part in ("value", "low", "high")]
    return [name, float(figure["denominator"]), *slope, annual(figure, engagement)]


def _derived(figure: float, unit: str = "count") -> Quantity:
    """A figure drawn from the rows that the table adds up, chasers told for a hundred cases."""
    return Quantity(float(figure), unit, source=f"table:{TABLE}")


@claim(chased)
def _chasers_come_where_it_is_said(stated: Finding, drawn: Table) -> bool:
    """Mostly, and more often, on that side of the announced date; where none is said, no rate is above the highest drawn."""
    steps = [step for step in zip(*map(drawn.column, drawn.columns), strict=True) if None not in step]
    if not stated.key.endswith(("_before", "_after")):
        return stated.values["rate"].value <= max(rate for *_, rate in steps)
    sides = ([step for step in steps if step[1] <= 0], [step for step in steps if step[0] >= 0])
    counts = [sum(chasers for _, _, chasers, _ in side) for side in sides]
    months = [sum(chasers / rate for _, _, chasers, rate in side) for side in sides]
    if not all(months):
        return False
    order = 1 if stated.key.endswith("_after") else -1
    figures = [getattr(stated.values[edge], "value", 0.0) for edge in ("before", "after")]
    rates = [count / spent for count, spent in zip(counts, months, strict=True)]
    return all(order * one < order * other for one, other in (counts, rates, figures))
