"""The cases that a figure takes together: all of them, or those that share something; and how long they take to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps

import numpy as np
import pandas as pd

from diagnostic.indicators import decode
from diagnostic.indicators.notes import SINCE_BREAK, joined
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row
from diagnostic.statistics import Survival, Weeks, survival
from diagnostic.store.engine import Store

SCOPES = ("procedure", "channel", "team", "month", "quarter")
WITHOUT_ARTEFACTS = {"artefact": "excluded"}


def groups(frame: pd.DataFrame, *dimensions: str) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    """All rows, then those of each value of each dimension; a row without the value is in no group of that dimension."""
    if len(frame):
        yield {}, frame
    for dimension in dimensions:
        for name, part in frame.groupby(dimension, sort=True, observed=True):
            yield {dimension: name}, part


def watched(part: pd.DataFrame, weeks: Weeks, until: str = "duration_s") -> Survival:
    """How long the cases of a part take to be closed, open ones included: the share of all cases, also of those that end otherwise.

    The weeks since which they are watched say how sure that is.
    """
    return _followed(part, weeks, until, part["state"] == "competing")


def estimates(part: pd.DataFrame, weeks: Weeks) -> Iterator[tuple[str, Survival]]:
    """Two other answers to how long cases take, by the name that `estimate=` gives them.

    `cause_specific`: as if no case were withdrawn, transferred or incomplete, which is a hypothesis. `closed`: among the cases that end
    closed, known once nearly all have ended.
    """
    yield "cause_specific", _followed(part, weeks, "duration_s", None)
    closed = watched(part, weeks).of_those_that_end()
    if closed:
        yield "closed", closed


def _followed(part: pd.DataFrame, weeks: Weeks, until: str, competing: pd.Series | None) -> Survival:
    return survival(part[until], part["state"] == "closed", competing, part["entry_s"], part["cases"], part["week"], weeks)


def ended(part: pd.DataFrame, weeks: Weeks | None = None) -> Survival:
    """How long the durations of a part are, each of them known; a complete count has no range, and needs no weeks."""
    mondays = None if weeks is None else part["week"]
    return survival(part["duration_s"], np.ones(len(part), bool), counts=part["cases"], mondays=mondays, weeks=weeks)


def size(part: pd.DataFrame, state: str = "closed") -> dict[str, float]:
    """Cases that reached the state, cases watched, and the latter as what decides whether the figure may be shown."""
    cases = part["cases"].sum()
    return {"numerator": part.loc[part["state"] == state, "cases"].sum(), "denominator": cases, "group": cases}


@once
def contact_period(store: Store) -> pd.Series:
    """The days over which contacts may be taken together: `first_day`, `last_day`, and whether they follow a declared break."""
    return store.query("select first_day, last_day, after_break from fact_contact_period").iloc[0]


@once
def case_period(store: Store) -> pd.Series:
    """The same of cases."""
    return store.query("select first_day, last_day, after_break from fact_case_period").iloc[0]


def since_break(store: Store, rows: Iterable[Row], period: Callable[[Store], pd.Series] = case_period) -> Iterator[Row]:
    """The rows, saying from which day on where a declared break keeps earlier cases (`contact_period`: contacts) out of them."""
    stretch = period(store)
    if not stretch["after_break"]:
        yield from rows
        return
    first = pd.Timestamp(stretch["first_day"]).date().isoformat()
    for row in rows:
        yield row | {"period_start": first, "note": joined((row.get("note") or "", SINCE_BREAK))}


def contacts_since_break(function: Callable[[Store], Iterable[Row]]) -> Callable[[Store], Iterator[Row]]:
    """Make the rows of a measure of contacts say from which day on, after a declared break, they count; a month or quarter needs none."""

    @wraps(function)
    def rows(store: Store) -> Iterator[Row]:
        measured = list(function(store))
        timed = [bool({"month", "quarter"} & set(decode(row["scope"]))) for row in measured]
        yield from since_break(store, (row for row, by in zip(measured, timed, strict=True) if not by), contact_period)
        yield from (row for row, by in zip(measured, timed, strict=True) if by)

    return rows
