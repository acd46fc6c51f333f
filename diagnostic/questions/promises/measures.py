"""Whether what was promised is kept: the announced time, the acknowledgement, the first answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pandas as pd

from diagnostic.indicators import encode
from diagnostic.indicators.notes import NOT_REACHED
from diagnostic.measuring.cohort import WITHOUT_ARTEFACTS, estimates, groups, since_break, size, watched
from diagnostic.measuring.rows import Row, estimated, measures, not_measurable, percentile, ratio, sql
from diagnostic.measuring.weeks import known
from diagnostic.questions.processing.measures import NO_WORKING_TIME
from diagnostic.questions.promises.answers import written
from diagnostic.questions.promises.undecided import undecided
from diagnostic.statistics import Survival, Weeks, survival
from diagnostic.store.engine import Store

DAY, HOUR = 86_400, 3600


@measures("processing.within_announced")
def within_announced(store: Store) -> Iterator[Row]:
    """Cases closed within the announced time ÷ cases closed in the period, of those to which one was promised.

    Announced, else legal, else target; rows `kind=` are about one kind each, whether it binds or not. As Services Publics+ counts it:
    cases still open beyond the time are not seen. The row `artefact=excluded` leaves out what a tool closed in bulk or by itself, whose
    day of closing is not that of the answer. Cases opened and closed in one instant are left out. Range over weeks of closing, which
    share old cases.
    """
    closed, ages = sql(store, __file__, "kept"), ("kept_weeks", "late_weeks")
    bound = closed[closed["binding"].astype(bool)]
    rows = ratio("processing.within_announced", bound, store, by=[(), ("procedure",), ("channel",), ("team",)], ages=ages)
    rows += ratio("processing.within_announced", closed, store, by=[("kind",), ("kind", "procedure")], ages=ages)
    if bound["by_tool"].any():
        own = bound[~bound["by_tool"]]
        rows += ratio("processing.within_announced", own, store, ages=ages, scope=encode(**WITHOUT_ARTEFACTS))
    yield from since_break(store, rows)


@measures("processing.within_announced_km")
def within_announced_km(store: Store) -> Iterator[Row]:
    """The share of cases closed by their announced time, open ones included, of those to which one was promised.

    Each duration is set against the case's own promise, so that procedures with different ones can be taken together. Rows `kind=` and
    `estimate=` as of `within_announced` and of `processing.p50`.
    """
    cases = sql(store, __file__, "followed")
    promised = cases["days"] * DAY
    cases = cases.assign(entry_s=cases["entry_s"] / promised, duration_s=cases["duration_s"] / promised)
    yield from since_break(store, _kept_with_open_cases(cases, known(store)))


def _kept_with_open_cases(cases: pd.DataFrame, weeks: Weeks) -> Iterator[Row]:
    bound = cases[cases["binding"].astype(bool)]
    kinds = (({"kind": kind}, part) for kind, part in cases.groupby("kind"))
    for dimensions, part in chain(groups(bound, "procedure", "channel", "team"), kinds):
        yield _kept_in_time(watched(part, weeks), dimensions, part["cases"].sum())
    for estimate, curve in estimates(bound, weeks):
        yield _kept_in_time(curve, {"estimate": estimate}, bound["cases"].sum())


def _kept_in_time(curve: Survival, dimensions: dict[str, object], cases: float) -> Row:
    kept = curve.at(1.0)
    note = "" if kept.value is not None else NOT_REACHED
    return estimated("processing.within_announced_km", kept, dimensions, denominator=cases, group=cases, note=note)


@measures("processing.acknowledged_in_time")
def acknowledged(store: Store) -> Iterator[Row]:
    """Cases acknowledged within 7 days (electronic) or 14 (post) ÷ cases at least that old, of sources that record it."""
    rows = ratio("processing.acknowledged_in_time", sql(store, __file__, "acknowledged"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


@measures("processing.first_response_p50")
def first_response(store: Store) -> Iterator[Row]:
    """Staffed hours by which half of the cases have a first answer, those still without one included.

    One that was closed without a recorded answer is followed until then; one withdrawn, transferred or incomplete before any never has one.
    """
    cases = sql(store, __file__, "response")
    if cases.empty:
        yield not_measurable("processing.first_response_p50", NO_WORKING_TIME)
    yield from since_break(store, _answered(cases, known(store)))


def _answered(cases: pd.DataFrame, weeks: Weeks) -> Iterator[Row]:
    for dimensions, part in groups(cases, "procedure", "channel"):
        answered, competing = part["state"] == "answered", part["state"] == "competing"
        answers = survival(part["duration_s"], answered, competing, counts=part["cases"], mondays=part["week"], weeks=weeks)
        yield percentile("processing.first_response_p50", answers.percentile(0.5), dimensions, HOUR, **size(part, "answered"))


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of what was promised."""
    return pd.concat(
        [one(store) for one in (within_announced, within_announced_km, undecided, acknowledged, first_response, written)], ignore_index=True
    )
