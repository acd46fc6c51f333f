"""People who ask after a case that is still open: how often, before or after it is due, and how that goes with its delay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic.measuring.cohort import contacts_since_break, groups
from diagnostic.measuring.disclosure import Disclosed, kept, least_size
from diagnostic.measuring.rows import Row, measures, not_measurable, ratio, sql
from diagnostic.store.engine import Store

DAY, MINUTE = 86_400, 60
MONTH = 365.25 / 12
TEN, STEP = 10, 5
LEAST_CASES = 30
NO_LINK = "no_link"


def where_linked(function: Callable[[Store], Iterable[Row]]) -> Callable[[Store], Iterator[Row]]:
    """Make a measure of chasers say so where no contact but the openings can be linked to a case: none seen is not none made."""

    @wraps(function)
    def rows(store: Store) -> Iterator[Row]:
        figures = list(function(store))
        linked = store.query("select contact from fact_case_contacts where link <> 'opening' limit 1")
        yield from figures if len(linked) else (not_measurable(name, NO_LINK) for name in {row["indicator"] for row in figures})

    return rows


@measures("repeat.chaser_rate")
@contacts_since_break
@where_linked
def rate(store: Store) -> Iterator[Row]:
    """Chasers per hundred months of open case, in all, by procedure, and before and after the due date where there is one (`edge=`).

    A chaser is a handled contact about a case while it is open, its opening and documents that were asked for apart. A case counts for the
    time it is open within the period while contacts are recorded: open ones count as long as they have been. Interval by person.
    """
    cases = sql(store, __file__, "chasers")
    for dimensions, part in groups(cases, "procedure"):
        yield from _rate(part, "chasers", "open_s", store, **dimensions)
    due = cases.dropna(subset=["before_s"])
    due = due.assign(after_s=due["open_s"] - due["before_s"], chasers_after=due["chasers"] - due["chasers_before"])
    for edge in ("before", "after"):
        for dimensions, part in groups(due[due[f"{edge}_s"] > 0], "procedure"):
            yield from _rate(part, f"chasers_{edge}", f"{edge}_s", store, edge=edge, **dimensions)


@measures("repeat.chased_share")
@contacts_since_break
@where_linked
def chased(store: Store) -> Iterator[Row]:
    """Cases with a chaser in the period ÷ cases open at some time of it, in all and by procedure: open cases may still be chased."""
    cases = sql(store, __file__, "chasers")
    counted = cases.assign(numerator=(cases["chasers"] > 0).astype(int), denominator=1)
    yield from ratio("repeat.chased_share", counted, store, by=[(), ("procedure",)])


@measures("repeat.chaser_before_due_share")
@contacts_since_break
@where_linked
def before_due(store: Store) -> Iterator[Row]:
    """Chasers that come before the due date ÷ chasers of cases that have one, in all and by procedure. Interval by person."""
    cases = sql(store, __file__, "chasers").dropna(subset=["before_s"])
    yield from ratio("repeat.chaser_before_due_share", cases, store, by=[(), ("procedure",)], of=("chasers_before", "chasers"))


@measures("repeat.contacts_per_case")
@contacts_since_break
@where_linked
def per_case(store: Store) -> Iterator[Row]:
    """Contacts of the period about a case, its opening and those after its end included ÷ cases closed in the period."""
    yield from ratio("repeat.contacts_per_case", sql(store, __file__, "linked"), store)


@measures("repeat.delay_elasticity")
@contacts_since_break
@where_linked
def elasticity(store: Store) -> Iterator[Row]:
    """Chasers per case that go with ten more days of delay, cases of one procedure compared with each other; by procedure from 30 cases.

    The slope of a case's chasers on the days it was watched open, within procedure, so that an open case counts for the days it
    has had and slow procedures are not set against quick ones. A case watched for long varies more and weighs less, by
    1 / (days + 1). An association, not a cause. Interval by person; `numerator` are the chasers, `denominator` the cases.
    """
    cases = sql(store, __file__, "chasers").dropna(subset=["procedure"])
    for dimensions, part in groups(_slopes(cases), "procedure"):
        if len(part) >= LEAST_CASES or not dimensions:
            yield from _slope(part, store, **dimensions)


def ages(store: Store) -> Disclosed:
    """Chasers per hundred months of open case by age: `clock` (since the `due` date, or the `opening`), `first_day`, `last_day`, `rate`.

    Steps of five days; one with fewer chasers than the least size is joined to the next, and what is left at the end is not shown.
    """
    cases, chasers = sql(store, __file__, "chasers"), sql(store, __file__, "ages")
    edges, least = np.arange(-60, 121, STEP), least_size(store.settings)
    shown = []
    for clock, part in cases.groupby("clock"):
        # what a case has been open by each age, summed: the differences are the time spent open within each step
        first, last = part["first_age_s"].to_numpy(float), part["last_age_s"].to_numpy(float)
        open_days = np.diff([np.clip(edge * DAY, first, last).sum() / DAY for edge in edges])
        come = chasers[chasers["clock"] == clock]
        counts = np.histogram(come["day"], edges, weights=come["chasers"])[0]
        shown += [{"clock": clock, **step} for step in _joined(edges, counts, open_days / MONTH, least)]
    return kept(pd.DataFrame(shown, columns=["clock", "first_day", "last_day", "chasers", "months", "rate"]), least, "chasers")


def _joined(edges: NDArray[np.int64], counts: NDArray[np.float64], months: NDArray[np.float64], least: int) -> Iterator[dict[str, float]]:
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


class LongCases(NamedTuple):
    """Cases watched open for ten days or more in the period, those that ten days less can be said of: in all, and by `procedure`."""

    total: int
    by_procedure: Disclosed


def long_cases(store: Store) -> LongCases:
    """The cases that last ten days or more."""
    cases = sql(store, __file__, "chasers")
    sizes = cases[cases["open_s"] >= TEN * DAY].groupby("procedure").size()
    return LongCases(int(sizes.sum()), kept(sizes.rename("cases").reset_index(), least_size(store.settings), "cases"))


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
    return pd.concat([rate(store), chased(store), before_due(store), per_case(store), elasticity(store)], ignore_index=True)


def _rate(cases: pd.DataFrame, chasers: str, seconds: str, store: Store, **dimensions: object) -> list[Row]:
    """`denominator` counts hundreds of case-months."""
    exposed = cases.assign(months=cases[seconds] / DAY / MONTH / 100, **dimensions)
    sizes: dict[str, Any] = {"group": len(cases), "parts": (cases[chasers].sum(),)}
    return ratio("repeat.chaser_rate", exposed, store, by=[tuple(dimensions)], of=(chasers, "months"), **sizes)


def _slopes(cases: pd.DataFrame) -> pd.DataFrame:
    """What each case brings to the slope of chasers on days: `numerator` and `denominator`, around the means of its procedure."""
    days = cases["open_s"] / DAY
    weight = 1 / (days + 1)
    procedure = cases["procedure"]
    whole = weight.groupby(procedure).transform("sum")
    apart = {
        name: column - (weight * column).groupby(procedure).transform("sum") / whole
        for name, column in {"days": days, "chasers": cases["chasers"]}.items()
    }
    return cases.assign(numerator=TEN * weight * apart["days"] * apart["chasers"], denominator=weight * apart["days"] ** 2)


def _slope(slopes: pd.DataFrame, store: Store, **dimensions: object) -> Iterator[Row]:
    chasers = slopes["chasers"].sum()
    sizes: dict[str, Any] = {"group": len(slopes), "parts": (chasers,)}
    for row in ratio("repeat.delay_elasticity", slopes.assign(**dimensions), store, by=[tuple(dimensions)], **sizes):
        yield row | {"numerator": chasers, "denominator": len(slopes)}
