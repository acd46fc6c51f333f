"""People who ask after a case that is still open: how often, before or after it is due, and how that goes with its delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps

import pandas as pd

from diagnostic.indicators import encode
from diagnostic.indicators.notes import STANDARDISED
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import Disclosed, kept, least_size
from diagnostic.measuring.rows import Grouping, Row, measures, not_measurable, ratio, ratio_of_persons, sql
from diagnostic.questions.chasers.watched import BEFORE, UNDATED, by_age, chased, open_time, spells, strata
from diagnostic.store.engine import Store

MINUTE, MONTH = 60, 2_629_800.0
LEAST_CASES = 30
NO_LINK = "no_link"
BY_PROCEDURE: Grouping = [(), ("procedure",)]


def where_linked(indicator: str) -> Callable[[Callable[[Store], Iterable[Row]]], Callable[[Store], Iterator[Row]]]:
    """Make a measure of chasers say so where no contact but the openings can be linked to a case: none seen is not none made."""

    def decorate(function: Callable[[Store], Iterable[Row]]) -> Callable[[Store], Iterator[Row]]:
        @wraps(function)
        def rows(store: Store) -> Iterator[Row]:
            linked = store.query("select contact from fact_case_contacts where link <> 'opening' limit 1")
            yield from function(store) if len(linked) else [not_measurable(indicator, NO_LINK)]

        return rows

    return decorate


@measures("repeat.chaser_rate")
@contacts_since_break
@where_linked("repeat.chaser_rate")
def rate(store: Store) -> Iterator[Row]:
    """Net chasers per hundred months of open case, in all, by procedure, and before and after the due date where there is one (`edge=`).

    A chaser is a handled contact about a case while it is open, its first days (`chaser_after_days`) and documents that were asked for
    apart; net of what the same persons ask on the topic anyway. A case counts for the time it is open, those days apart, within the period
    while contacts are recorded. Before and after are those of the same mix of procedures: their ratio is that of Mantel and Haenszel.
    A rate is below 0 where less is asked than usual. Interval by person.
    """
    cases = open_time(store)
    yield from _rate(store, cases, [(), ("procedure",)])
    dated = f"(select * from {cases} where edge <> '{UNDATED}') as dated"
    for row in _rate(store, dated, [("edge",)], ("weighed_net", "weighed_hundreds")):
        yield row | {"note": STANDARDISED}
    yield from _rate(store, dated, [("edge", "procedure")])


@measures("repeat.chased_share")
@contacts_since_break
@where_linked("repeat.chased_share")
def chased_share(store: Store) -> Iterator[Row]:
    """Cases with a chaser in the period, net, ÷ cases open at some time of it after their first days, in all and by procedure.

    `numerator` is below 0 where fewer are asked after than usual; the share is then 0. Open cases may still be chased.
    """
    cases, by = chased(store), BY_PROCEDURE
    sizes = _sums(store, cases, by, {"group": "count(*)", "told": "sum(cast(chased as int))"})
    for row in _within_one(ratio_of_persons("repeat.chased_share", store, cases, ("net", "cases"), by)):
        size = sizes[row["scope"]]
        yield row | {"group": size["group"], "parts": (size["told"], size["group"] - size["told"])}


@measures("repeat.chaser_before_due_share")
@contacts_since_break
@where_linked("repeat.chaser_before_due_share")
def before_due(store: Store) -> Iterator[Row]:
    """Net chasers that come before the due date ÷ net chasers of cases that have one, in all and by procedure. Interval by person.

    Only where there are more chasers than usual: the range of their rate is above 0.
    """
    dated, by = f"(select * from {open_time(store)} where edge <> '{UNDATED}') as dated", BY_PROCEDURE
    asked = {row["scope"] for row in _rate(store, dated, by) if (row["low"] or 0) > 0}
    sizes = _sums(store, dated, by, {"told": "sum(chasers)", "early": f"sum(case when edge = '{BEFORE}' then chasers else 0 end)"})
    for row in _within_one(ratio_of_persons("repeat.chaser_before_due_share", store, dated, ("early", "net"), by)):
        size = sizes[row["scope"]]
        if row["scope"] in asked:
            yield row | {"group": size["told"], "parts": (size["early"], size["told"] - size["early"])}


@measures("repeat.contacts_per_case")
@contacts_since_break
@where_linked("repeat.contacts_per_case")
def per_case(store: Store) -> Iterator[Row]:
    """Contacts of the period about a case, its opening and those after its end included ÷ cases closed in the period."""
    yield from ratio("repeat.contacts_per_case", sql(store, __file__, "linked"), store)


@measures("repeat.delay_elasticity")
@contacts_since_break
@where_linked("repeat.delay_elasticity")
def elasticity(store: Store) -> Iterator[Row]:
    """More chasers in ten days of an open case than in its ten days before; by procedure from 30 cases.

    It is a change of how often a case is asked after, not of how many chasers it gathers: 0 where they come at one pace however long it is
    open. `numerator`: those chasers more; `denominator`: times ten days compared, so that procedures add up to the whole. An association,
    not a cause. Interval by person.
    """
    pairs, by = by_age(store), BY_PROCEDURE
    sizes = _sums(store, pairs, by, {"group": "count(distinct case_key)", "chasers": "sum(chasers)"})
    for row in ratio_of_persons("repeat.delay_elasticity", store, pairs, ("more", "tens"), by):
        size = sizes[row["scope"]]
        if size["group"] >= LEAST_CASES or row["scope"] == "all":
            yield row | {"group": size["group"], "parts": (size["chasers"],)}


def ages(store: Store) -> Disclosed:
    """Chasers per hundred months of open case by age: `clock` (since the `due` date, or the `opening`), `first_day`, `last_day`, `rate`.

    All of them, with what is usual: `usual`, per hundred months over the ages of the clock. Steps of five days; one with fewer chasers than
    the least size is joined to the next, and what is left at the end is not shown.
    """
    spells(store)
    found, least = sql(store, __file__, "ages"), least_size(store.settings)
    usual = store.query(
        f"""select case when edge = '{UNDATED}' then 'opening' else 'due' end as clock, 100 * sum(usual) / (sum(open_s) / {MONTH}) as level
            from {strata(store)} group by 1"""
    ).set_index("clock")["level"]
    shown = [
        {"clock": clock, "usual": usual.get(clock, 0.0), **step}
        for clock, steps in found.groupby("clock", sort=True)
        for step in _joined(steps, least)
    ]
    return kept(pd.DataFrame(shown, columns=["clock", "first_day", "last_day", "chasers", "months", "rate", "usual"]), least, "chasers")


def _joined(steps: pd.DataFrame, least: int) -> Iterator[dict[str, float]]:
    begun, chasers, months = 0, 0.0, 0.0
    for step in steps.itertuples():
        if months == 0:
            begun = step.first_day
        chasers, months = chasers + step.chasers, months + step.months
        if chasers >= least:
            yield {"first_day": begun, "last_day": step.last_day, "chasers": chasers, "months": months, "rate": 100 * chasers / months}
            chasers, months = 0.0, 0.0


def minutes(store: Store) -> float | None:
    """Handling minutes of a chaser, over the channels whose time is recorded or assumed; None where no channel has either."""
    channels = sql(store, __file__, "channels")
    assumed = dict(store.query("select channel, minutes from handling_minutes").itertuples(index=False))
    measured = channels["seconds"] / MINUTE / channels["timed"].where(channels["timed"] > 0)
    each = measured.fillna(channels["channel"].map(assumed).astype(float))
    known = channels["chasers"][each.notna()].sum()
    return float((each * channels["chasers"]).sum() / known) if known else None


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of chasers."""
    return pd.concat([rate(store), chased_share(store), before_due(store), per_case(store), elasticity(store)], ignore_index=True)


def _rate(store: Store, cases: str, by: Grouping, of: tuple[str, str] = ("net", "hundreds")) -> Iterator[Row]:
    """`denominator` counts hundreds of case-months; a weight in the columns `of` bears on rate and range, not on what is counted."""
    counted = {"numerator": "sum(net)", "denominator": "sum(hundreds)", "group": "count(distinct case_key)", "chasers": "sum(chasers)"}
    sizes = _sums(store, cases, by, counted)
    for row in ratio_of_persons("repeat.chaser_rate", store, cases, of, by):
        size = sizes[row["scope"]]
        yield row | {name: size[name] for name in ("numerator", "denominator", "group")} | {"parts": (size["chasers"],)}


def _sums(store: Store, cases: str, by: Grouping, of: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """By scope, what these expressions come to over its rows."""
    found = {}
    asked = ", ".join(f"cast({expression} as double) as {name}" for name, expression in of.items())
    for dimensions in by:
        named = "".join(f"{name}, " for name in dimensions)
        grouped = f"group by {', '.join(dimensions)}" if dimensions else ""
        for row in store.query(f"select {named}{asked} from {cases} {grouped}").to_dict("records"):
            found[encode(**{name: row[name] for name in dimensions})] = row
    return found


def _within_one(rows: Iterable[Row]) -> Iterator[Row]:
    """Net shares kept within 0 and 1 with their ranges: what is counted may by chance lie beyond."""
    for row in rows:
        yield row | {name: None if row[name] is None else min(max(row[name], 0.0), 1.0) for name in ("value", "low", "high")}
