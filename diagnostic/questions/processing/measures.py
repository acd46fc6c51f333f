"""How long cases take, open ones included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pandas as pd

from diagnostic.indicators.notes import AT_MOST, TYPED_AFTERWARDS, joined
from diagnostic.measuring.cohort import SCOPES, ended, estimates, groups, since_break, size, watched
from diagnostic.measuring.disclosure import ESTIMATES, Disclosed, exempt, kept, least_size
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row, measures, not_measurable, numbered, percentile, sql
from diagnostic.measuring.weeks import known
from diagnostic.statistics import Weeks
from diagnostic.store.engine import Store

DAY, HOUR = 86_400, 3600
SHARES = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
NO_WORKING_TIME = "no_working_time"


@once
def cohort(store: Store) -> pd.DataFrame:
    """Cases of the period that share a start, an end and how they stand, counted: see `facts` for the clock."""
    return numbered(store, __file__, "cohort")


@measures("processing.p50", "processing.p80", "processing.p90")
def times(store: Store) -> Iterator[Row]:
    """Days by which half, eight tenths and nine tenths of cases are closed: in all, by procedure, channel, team and month of opening.

    Cases opened in the period, followed to the extract date, and cases already open at its start, which enter late and belong to no
    month. Open cases count as not closed yet; withdrawn, transferred and incomplete ones leave without having been closed. Empty where
    the share is not reached. Rows `estimate=cause_specific` and `estimate=closed` answer two other questions: see `estimates`.

    What a tool closed in bulk or by itself was over some time before: the time is one at most, `low_definition` the least that it can be.
    Cases opened and closed in one instant were typed in afterwards: nobody knows how long they took, and they are in no time.
    """
    cases, weeks = cohort(store), known(store)
    if cases.empty and typed_afterwards(store)["cases"].any():
        yield from (not_measurable(f"processing.{name}", TYPED_AFTERWARDS) for name in SHARES)
    yield from since_break(store, chain(_percentiles("processing.", cases, weeks, DAY), _estimates(cases, weeks)))


@measures("processing.working_p50", "processing.working_p80", "processing.working_p90")
def working_times(store: Store) -> Iterator[Row]:
    """The same in hours during which somebody was there; not measurable for cases known by the day only."""
    timed = cohort(store).dropna(subset=["working_s", "working_entry_s"])
    timed = timed.assign(entry_s=timed["working_entry_s"], duration_s=timed["working_s"], earliest_s=timed["working_earliest_s"])
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
        for dimensions, part in groups(closed, *SCOPES)
    )
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of processing times."""
    parts = (times, working_times, closed_only)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def curve(store: Store, procedure: str | None = None) -> Disclosed:
    """The share of cases closed by each number of days, for a chart: `days, share, low, high, at_risk, waiting`.

    `waiting` are the cases still open at that age. Of one procedure, or of all; as far as a case does not stand for too many. Empty under
    `min_cases` cases: too few to show.
    """
    cases = numbered(store, __file__, "curve")
    part = cases if procedure is None else cases[cases["procedure"] == procedure]
    if part["cases"].sum() < max(store.settings["min_cases"], least_size(store.settings)):
        part = part.iloc[:0]
    estimate = watched(part, known(store))
    low, high = estimate.band()
    waiting = part[part["state"] == "open"].groupby("duration_s")["cases"].sum().reindex(estimate.times, fill_value=0).to_numpy()
    columns = {"days": estimate.times / DAY, "share": estimate.incidence, "low": low, "high": high}
    points = pd.DataFrame(columns | {"at_risk": estimate.at_risk, "waiting": waiting})
    return exempt(points.iloc[: estimate.legible], ESTIMATES)


def typed_afterwards(store: Store) -> Disclosed:
    """How many cases of the period were opened and closed in one instant, of how many that were closed: `cases, closed`; no row if few."""
    least, found = least_size(store.settings), sql(store, __file__, "typed_afterwards")
    others = found["closed"] - found["cases"]
    return kept(found[(others == 0) | (others >= least)], least, "cases")


def _percentiles(stem: str, cases: pd.DataFrame, weeks: Weeks, scale: float) -> Iterator[Row]:
    for dimensions, part in groups(cases, *SCOPES):
        whole = watched(part, weeks)
        least = watched(part, weeks, "earliest_s") if (part["earliest_s"] < part["duration_s"]).any() else None
        sizes = size(part)
        for name, share in SHARES.items():
            row = percentile(f"{stem}{name}", whole.percentile(share), dimensions, scale, **sizes)
            yield row if least is None else row | _at_most(row, least.percentile(share).value, scale)


def _estimates(cases: pd.DataFrame, weeks: Weeks) -> Iterator[Row]:
    for dimensions, part in groups(cases, "procedure"):
        watched_cases = part["cases"].sum()
        for estimate, curve in estimates(part, weeks):
            for name, share in SHARES.items():
                scope = dimensions | {"estimate": estimate}
                yield percentile(f"processing.{name}", curve.percentile(share), scope, DAY, denominator=watched_cases, group=watched_cases)


def _at_most(row: Row, least: float | None, scale: float) -> Row:
    """What closings by a tool make of a time: the most that it can be, and the least; nothing more to say where both are the same."""
    low = None if least is None else least / scale
    if low == row["value"]:
        return {}
    return {"low_definition": low, "high_definition": row["value"], "note": joined((row["note"], AT_MOST))}
