"""People who ask after a case that is still open: how often, before or after it is due, and how that goes with its delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic.indicators import encode
from diagnostic.indicators.notes import STANDARDISED
from diagnostic.measuring.cohort import contacts_since_break, groups
from diagnostic.measuring.disclosure import Disclosed, kept, least_size
from diagnostic.measuring.rows import Row, measures, not_measurable, ratio, sql
from diagnostic.questions.chasers.watched import AFTER, BEFORE, DAY, MONTH, UNDATED, by_age, chased, open_time
from diagnostic.store.engine import Store

MINUTE = 60
STEP = 5
LEAST_CASES = 30
NO_LINK = "no_link"


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
    for dimensions, part in groups(cases, "procedure"):
        yield from _rate(part, store, **dimensions)
    weight = _common_weight(cases)
    for edge in (BEFORE, AFTER):
        side = cases["edge"] == edge
        for row in _rate(cases[side], store, weight[side], edge=edge):
            yield row | {"note": STANDARDISED}
        for dimensions, part in groups(cases[side].dropna(subset=["procedure"]), "procedure"):
            if dimensions:
                yield from _rate(part, store, edge=edge, **dimensions)


@measures("repeat.chased_share")
@contacts_since_break
@where_linked("repeat.chased_share")
def chased_share(store: Store) -> Iterator[Row]:
    """Cases with a chaser in the period, net, ÷ cases open at some time of it after their first days, in all and by procedure.

    `numerator` is below 0 where fewer are asked after than usual; the share is then 0. Open cases may still be chased.
    """
    cases = chased(store)
    for dimensions, part in groups(cases, "procedure"):
        told = int(part["chased"].sum())
        sizes = {"group": len(part), "parts": (told, len(part) - told)}
        yield from _share("repeat.chased_share", part.assign(denominator=1), store, dimensions, ("net", "denominator"), sizes)


@measures("repeat.chaser_before_due_share")
@contacts_since_break
@where_linked("repeat.chaser_before_due_share")
def before_due(store: Store) -> Iterator[Row]:
    """Net chasers that come before the due date ÷ net chasers of cases that have one, in all and by procedure. Interval by person.

    Only where there are more chasers than usual: the range of their rate is above 0.
    """
    cases = open_time(store)
    dated = cases[cases["edge"] != UNDATED]
    for dimensions, part in groups(dated.assign(early=dated["net"].where(dated["edge"] == BEFORE, 0.0)), "procedure"):
        if any((row["low"] or 0) > 0 for row in _rate(part, store, **dimensions)):
            told, early = (float(side["chasers"].sum()) for side in (part, part[part["edge"] == BEFORE]))
            sizes = {"group": told, "parts": (early, told - early)}
            yield from _share("repeat.chaser_before_due_share", part, store, dimensions, ("early", "net"), sizes)


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
    cases = by_age(store)
    for dimensions, part in groups(cases, "procedure"):
        size = part["case_key"].nunique()
        if size >= LEAST_CASES or not dimensions:
            sizes = {"group": size, "parts": (part["chasers"].sum(),)}
            yield from ratio("repeat.delay_elasticity", part, store, of=("more", "tens"), scope=encode(**dimensions), **sizes)


def ages(store: Store) -> Disclosed:
    """Chasers per hundred months of open case by age: `clock` (since the `due` date, or the `opening`), `first_day`, `last_day`, `rate`.

    All of them, with what is usual: `usual`, per hundred months over the ages of the clock. Steps of five days; one with fewer chasers than
    the least size is joined to the next, and what is left at the end is not shown.
    """
    spells, come = sql(store, __file__, "spells"), sql(store, __file__, "chasers")
    cases = open_time(store)
    edges, least = np.arange(-60, 121, STEP), least_size(store.settings)
    shown = []
    for clock, of_clock in (("due", spells["due_s"].notna()), ("opening", spells["due_s"].isna())):
        part = spells[of_clock]
        start = part["due_s"].fillna(part["opened_s"])
        # what a case has been open by each age, summed: the differences are the time spent open within each step
        first, last = ((part[name] - start).to_numpy(float) for name in ("since_s", "until_s"))
        open_days = np.diff([np.clip(edge * DAY, first, last).sum() / DAY for edge in edges])
        days = come["overdue_s"].dropna() if clock == "due" else come.loc[come["overdue_s"].isna(), "age_s"]
        counts = np.histogram(days // DAY, edges)[0]
        usual = cases[(cases["edge"] == UNDATED) == (clock == "opening")]
        level = 100 * usual["usual"].sum() / usual["months"].sum() if len(usual) else 0.0
        shown += [{"clock": clock, "usual": level, **step} for step in _joined(edges, counts, open_days / MONTH, least)]
    return kept(pd.DataFrame(shown, columns=["clock", "first_day", "last_day", "chasers", "months", "rate", "usual"]), least, "chasers")


def _joined(edges: NDArray[np.int64], counts: NDArray[np.int64], months: NDArray[np.float64], least: int) -> Iterator[dict[str, float]]:
    begun, chasers, spent = 0, 0.0, 0.0
    for step, (count, month) in enumerate(zip(counts, months, strict=True)):
        if spent == 0:
            begun = step
        chasers, spent = chasers + count, spent + month
        if chasers >= least:
            yield {
                "first_day": edges[begun],
                "last_day": edges[step + 1],
                "chasers": chasers,
                "months": spent,
                "rate": 100 * chasers / spent,
            }
            chasers, spent = 0.0, 0.0


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


def _common_weight(cases: pd.DataFrame) -> pd.Series:
    """What gives the months before and after the due date the same mix of procedures: of each, the months on the other side ÷ on both."""
    months = cases.pivot_table(index="procedure", columns="edge", values="months", aggfunc="sum")
    months = months.reindex(columns=[BEFORE, AFTER]).fillna(0)
    other = months[[AFTER, BEFORE]].set_axis([BEFORE, AFTER], axis=1).div(months.sum(axis=1), axis=0)
    at = pd.MultiIndex.from_frame(cases[["procedure", "edge"]])
    return pd.Series(other.stack().reindex(at).fillna(0).to_numpy(), cases.index)


def _rate(cases: pd.DataFrame, store: Store, weight: pd.Series | None = None, **dimensions: object) -> Iterator[Row]:
    """`denominator` counts hundreds of case-months; a `weight` of each case bears on the rate and its range, not on what is counted."""
    counted = {"numerator": cases["net"].sum(), "denominator": cases["months"].sum() / 100}
    by = 1 if weight is None else weight
    weighed = cases.assign(net=cases["net"] * by, hundreds=cases["months"] * by / 100)
    sizes: dict[str, Any] = {"group": cases["case_key"].nunique(), "parts": (cases["chasers"].sum(),)}
    for row in ratio("repeat.chaser_rate", weighed, store, of=("net", "hundreds"), scope=encode(**dimensions), **sizes):
        yield row | counted


def _share(
    indicator: str, cases: pd.DataFrame, store: Store, dimensions: dict[str, object], of: tuple[str, str], sizes: dict[str, Any]
) -> Iterator[Row]:
    """A net share, kept within 0 and 1 with its range: what is counted may by chance lie beyond."""
    for row in ratio(indicator, cases, store, of=of, scope=encode(**dimensions), **sizes):
        yield row | {name: None if row[name] is None else min(max(row[name], 0.0), 1.0) for name in ("value", "low", "high")}
