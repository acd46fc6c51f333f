"""How long cases take, open ones included; what is waiting; whether the stock grows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measures import promises, stages
from diagnostic.measures.cohort import SCOPES, ended, groups, since_break, size, watched, with_and_without
from diagnostic.measures.rows import Row, measures, not_measurable, note, percentile, ratio, sql, value
from diagnostic.store.engine import Store

DAY, HOUR = 86_400, 3600
SHARES = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
NO_WORKING_TIME = "no_working_time"
OPENED_SINCE, NOTHING_OPENED_SINCE = "opened_since", "nothing_opened_since"


@measures("processing.p50", "processing.p80", "processing.p90")
def times(store: Store) -> Iterator[Row]:
    """Days by which half, eight tenths and nine tenths of cases are closed: in all, by procedure, channel, team and month of opening.

    Cases opened in the period, followed to the extract date, and cases already open at its start, which enter late and belong to no
    month. Open cases count as not closed yet; withdrawn, transferred and incomplete ones leave without having been closed. Empty where
    the share is not reached. The row `artefact=excluded` leaves out what a tool closed in bulk or by itself.
    """
    yield from since_break(store, _percentiles("processing.", sql(store, "processing_cohort"), DAY))


@measures("processing.working_p50", "processing.working_p80", "processing.working_p90")
def working_times(store: Store) -> Iterator[Row]:
    """The same in hours during which somebody was there; not measurable for cases known by the day only."""
    cohort = sql(store, "processing_cohort").dropna(subset=["working_s", "working_entry_s"])
    cohort = cohort.assign(entry_s=cohort["working_entry_s"], duration_s=cohort["working_s"])
    if cohort.empty:
        yield from (not_measurable(f"processing.working_{name}", note(NO_WORKING_TIME)) for name in SHARES)
    yield from since_break(store, _percentiles("processing.working_", cohort, HOUR))


@measures("processing.closed_only_p50")
def closed_only(store: Store) -> Iterator[Row]:
    """Median days of the cases opened in the period and already closed: the usual figure, shown for how much it flatters."""
    cohort = sql(store, "processing_cohort")
    closed = cohort[cohort["opened_in_period"] & (cohort["state"] == "closed")]
    rows = (
        percentile("processing.closed_only_p50", ended(part).percentile(0.5), dimensions, DAY, **size(part))
        for dimensions, part in with_and_without(closed, *SCOPES)
    )
    yield from since_break(store, rows)


@measures("processing.open_stock", "processing.open_age_p50", "processing.open_age_p90")
def stock(store: Store) -> Iterator[Row]:
    """Cases open at the extract date, whenever they were opened, and their age in days on the clock of `times`; in all and by procedure.

    Where the extract comes after the period, the stock's note says whether the cases opened in between are in the export.
    """
    found, (since,) = sql(store, "processing_stock"), sql(store, "processing_since").itertuples()
    told = "" if not since.later else OPENED_SINCE if since.opened else NOTHING_OPENED_SINCE
    if found.empty:
        yield value("processing.open_stock", 0.0, numerator=0)
    for dimensions, part in groups(found, "procedure"):
        waiting = part["cases"].sum()
        yield value("processing.open_stock", float(waiting), dimensions, numerator=waiting, parts=(waiting,), note=told)
        ages = ended(part)
        for name in ("p50", "p90"):
            yield percentile(
                f"processing.open_age_{name}", ages.percentile(SHARES[name]), dimensions, DAY, denominator=waiting, group=waiting
            )


@measures("processing.net_flow")
def net_flow(store: Store) -> Iterator[Row]:
    """Cases opened in the period ÷ cases closed in it. Interval by week."""
    rows = ratio("processing.net_flow", sql(store, "processing_flow"), store, by=[(), ("procedure",)])
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of processing times."""
    parts = (times, working_times, closed_only, stock, net_flow, promises.measure, stages.measure)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def curve(store: Store, procedure: str | None = None) -> pd.DataFrame:
    """The share of cases closed by each number of days, for a chart: `days, share, low, high, at_risk, waiting`.

    `waiting` are the cases still open at that age. Of one procedure, or of all. Empty under `min_cases` cases: too few to show.
    """
    cohort = sql(store, "processing_cohort")
    part = cohort if procedure is None else cohort[cohort["procedure"] == procedure]
    if part["cases"].sum() < max(store.settings["min_cases"], store.settings["small_group"]):
        part = part.iloc[:0]
    found = watched(part)
    waiting = part[part["state"] == "open"].groupby("duration_s")["cases"].sum().reindex(found.times, fill_value=0).to_numpy()
    columns = {"days": found.times / DAY, "share": found.incidence, "low": found.low, "high": found.high}
    return pd.DataFrame(columns | {"at_risk": found.at_risk, "waiting": waiting})


def _percentiles(stem: str, cohort: pd.DataFrame, scale: float) -> Iterator[Row]:
    for dimensions, part in with_and_without(cohort, *SCOPES):
        found = watched(part)
        for name, share in SHARES.items():
            yield percentile(f"{stem}{name}", found.percentile(share), dimensions, scale, **size(part))
