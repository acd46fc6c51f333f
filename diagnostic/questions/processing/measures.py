"""How long cases take, open ones included."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import SCOPES, ended, since_break, size, watched, with_and_without
from diagnostic.measuring.disclosure import ESTIMATES, Disclosed, exempt, least_size
from diagnostic.measuring.rows import Row, measures, not_measurable, percentile, sql
from diagnostic.measuring.weeks import known
from diagnostic.statistics import Weeks
from diagnostic.store.engine import Store

DAY, HOUR = 86_400, 3600
SHARES = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
NO_WORKING_TIME = "no_working_time"


def cohort(store: Store) -> pd.DataFrame:
    """Cases of the period that share a start, an end and how they stand, counted: see `facts` for the clock."""
    return sql(store, __file__, "cohort")


@measures("processing.p50", "processing.p80", "processing.p90")
def times(store: Store) -> Iterator[Row]:
    """Days by which half, eight tenths and nine tenths of cases are closed: in all, by procedure, channel, team and month of opening.

    Cases opened in the period, followed to the extract date, and cases already open at its start, which enter late and belong to no
    month. Open cases count as not closed yet; withdrawn, transferred and incomplete ones leave without having been closed. Empty where
    the share is not reached. The row `artefact=excluded` leaves out what a tool closed in bulk or by itself.
    """
    yield from since_break(store, _percentiles("processing.", cohort(store), known(store), DAY))


@measures("processing.working_p50", "processing.working_p80", "processing.working_p90")
def working_times(store: Store) -> Iterator[Row]:
    """The same in hours during which somebody was there; not measurable for cases known by the day only."""
    timed = cohort(store).dropna(subset=["working_s", "working_entry_s"])
    timed = timed.assign(entry_s=timed["working_entry_s"], duration_s=timed["working_s"])
    if timed.empty:
        yield from (not_measurable(f"processing.working_{name}", NO_WORKING_TIME) for name in SHARES)
    yield from since_break(store, _percentiles("processing.working_", timed, known(store), HOUR))


@measures("processing.closed_only_p50")
def closed_only(store: Store) -> Iterator[Row]:
    """Median days of the cases opened in the period and already closed: the usual figure, shown for how much it flatters."""
    cases, weeks = cohort(store), known(store)
    closed = cases[cases["opened_in_period"] & (cases["state"] == "closed")]
    rows = (
        percentile("processing.closed_only_p50", ended(part, weeks).percentile(0.5), dimensions, DAY, **size(part))
        for dimensions, part in with_and_without(closed, *SCOPES)
    )
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of processing times."""
    parts = (times, working_times, closed_only)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def curve(store: Store, procedure: str | None = None) -> Disclosed:
    """The share of cases closed by each number of days, for a chart: `days, share, low, high, at_risk, waiting`.

    `waiting` are the cases still open at that age. Of one procedure, or of all. Empty under `min_cases` cases: too few to show.
    """
    cases = cohort(store)
    part = cases if procedure is None else cases[cases["procedure"] == procedure]
    if part["cases"].sum() < max(store.settings["min_cases"], least_size(store.settings)):
        part = part.iloc[:0]
    estimate = watched(part, known(store))
    low, high = estimate.band()
    waiting = part[part["state"] == "open"].groupby("duration_s")["cases"].sum().reindex(estimate.times, fill_value=0).to_numpy()
    columns = {"days": estimate.times / DAY, "share": estimate.incidence, "low": low, "high": high}
    return exempt(pd.DataFrame(columns | {"at_risk": estimate.at_risk, "waiting": waiting}), ESTIMATES)


def _percentiles(stem: str, cases: pd.DataFrame, weeks: Weeks, scale: float) -> Iterator[Row]:
    for dimensions, part in with_and_without(cases, *SCOPES):
        estimate = watched(part, weeks)
        for name, share in SHARES.items():
            yield percentile(f"{stem}{name}", estimate.percentile(share), dimensions, scale, **size(part))
