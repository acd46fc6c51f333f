"""How long cases take, open ones included; what is waiting; whether the announced time is kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from diagnostic.measures.rows import Row, measures, not_measurable, note, percentile, ratio, sql, value
from diagnostic.statistics import Survival, survival
from diagnostic.store.engine import Store

DAY, HOUR = 86_400, 3600
SHARES = {"p50": 0.5, "p80": 0.8, "p90": 0.9}
NO_WORKING_TIME = "no_working_time"


@measures("processing.p50", "processing.p80", "processing.p90")
def times(store: Store) -> Iterator[Row]:
    """Days by which half, eight tenths and nine tenths of cases are closed, in all and by procedure.

    Cases opened in the period, followed to the extract date, and cases already open at its start, which enter late. Open cases count as
    not closed yet; withdrawn, transferred and incomplete ones leave without having been closed. Empty where the share is not reached.
    """
    yield from _percentiles("processing", sql(store, "processing_cohort"), DAY)


@measures("processing.working_p50", "processing.working_p80", "processing.working_p90")
def working_times(store: Store) -> Iterator[Row]:
    """The same in hours during which somebody was there; not measurable for cases known by the day only."""
    cohort = sql(store, "processing_cohort").dropna(subset=["working_s", "working_entry_s"])
    cohort = cohort.assign(entry_s=cohort["working_entry_s"], duration_s=cohort["working_s"])
    if cohort.empty:
        yield from (not_measurable(f"processing.working_{name}", note(NO_WORKING_TIME)) for name in SHARES)
    yield from _percentiles("processing.working", cohort, HOUR)


@measures("processing.closed_only_p50")
def closed_only(store: Store) -> Iterator[Row]:
    """Median days of the cases opened in the period and already closed: the usual figure, shown for how much it flatters."""
    cohort = sql(store, "processing_cohort")
    closed = cohort[cohort["opened_in_period"] & (cohort["state"] == "closed")]
    for dimensions, part in _by_procedure(closed):
        found = _all_ended(part).percentile(0.5)
        yield percentile("processing.closed_only_p50", found, dimensions, DAY, **_size(part))


@measures("processing.open_stock", "processing.open_age_p50", "processing.open_age_p90")
def stock(store: Store) -> Iterator[Row]:
    """Cases open at the extract date, whenever they were opened, and their age in days; in all and by procedure."""
    found = sql(store, "processing_stock")
    if found.empty:
        yield value("processing.open_stock", 0.0, numerator=0)
    for dimensions, part in _by_procedure(found):
        waiting = part["cases"].sum()
        yield value("processing.open_stock", float(waiting), dimensions, numerator=waiting, parts=(waiting,))
        ages = _all_ended(part)
        for name in ("p50", "p90"):
            yield percentile(
                f"processing.open_age_{name}", ages.percentile(SHARES[name]), dimensions, DAY, denominator=waiting, group=waiting
            )


@measures("processing.within_announced")
def within_announced(store: Store) -> Iterator[Row]:
    """Cases closed within the announced time ÷ cases closed in the period, of procedures that have one.

    Announced, else legal, else target. As Services Publics+ counts it:
    cases still open beyond the time are not seen. Interval: weeks of closing drawn again.
    """
    yield from ratio("processing.within_announced", sql(store, "processing_kept"), store, by=[(), ("procedure",)])


@measures("processing.within_announced_km")
def within_announced_km(store: Store) -> Iterator[Row]:
    """The share of cases closed by their announced time, open ones included, of procedures that have one.

    Each duration is set against the case's own promise, so that procedures with different ones can be taken together.
    """
    cohort = sql(store, "processing_cohort").dropna(subset=["promise_days"])
    promised = cohort["promise_days"] * DAY
    cohort = cohort.assign(entry_s=cohort["entry_s"] / promised, duration_s=cohort["duration_s"] / promised)
    for dimensions, part in _by_procedure(cohort):
        kept = _survival(part).at(1.0)
        fields = {"low": kept.low, "high": kept.high, "denominator": part["cases"].sum(), "group": part["cases"].sum()}
        yield value("processing.within_announced_km", kept.value, dimensions, **fields)


@measures("processing.net_flow")
def net_flow(store: Store) -> Iterator[Row]:
    """Cases opened in the period ÷ cases closed in it: above one, the stock grows. Interval by week."""
    yield from ratio("processing.net_flow", sql(store, "processing_flow"), store, by=[(), ("procedure",)])


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of processing times."""
    parts = (times, working_times, closed_only, stock, within_announced, within_announced_km, net_flow)
    return pd.concat([one(store) for one in parts], ignore_index=True)


def curve(store: Store, procedure: str | None = None) -> pd.DataFrame:
    """The share of cases closed by each number of days, for a chart: `days, share, low, high, at_risk, waiting`.

    `waiting` are the cases still open at that age. Of one procedure, or of all. Empty under `min_cases` cases: too few to show.
    """
    cohort = sql(store, "processing_cohort")
    part = cohort if procedure is None else cohort[cohort["procedure"] == procedure]
    if part["cases"].sum() < max(store.settings["min_cases"], store.settings["small_group"]):
        part = part.iloc[:0]
    found = _survival(part)
    waiting = part[part["state"] == "open"].groupby("duration_s")["cases"].sum().reindex(found.times, fill_value=0).to_numpy()
    columns = {"days": found.times / DAY, "share": found.incidence, "low": found.low, "high": found.high}
    return pd.DataFrame(columns | {"at_risk": found.at_risk, "waiting": waiting})


def _percentiles(stem: str, cohort: pd.DataFrame, scale: float) -> Iterator[Row]:
    for dimensions, part in _by_procedure(cohort):
        found = _survival(part)
        for name, share in SHARES.items():
            indicator = f"{stem}_{name}" if stem.endswith("working") else f"{stem}.{name}"
            yield percentile(indicator, found.percentile(share), dimensions, scale, **_size(part))


def _by_procedure(frame: pd.DataFrame) -> Iterator[tuple[dict[str, object], pd.DataFrame]]:
    if len(frame):
        yield {}, frame
    for procedure, part in frame.groupby("procedure", sort=True):
        yield {"procedure": procedure}, part


def _survival(part: pd.DataFrame) -> Survival:
    return survival(part["duration_s"], part["state"] == "closed", part["state"] == "competing", part["entry_s"], part["cases"])


def _all_ended(part: pd.DataFrame) -> Survival:
    return survival(part["duration_s"], np.ones(len(part), bool), counts=part["cases"])


def _size(part: pd.DataFrame) -> dict[str, float]:
    """Cases closed, cases watched, and the latter as what decides whether the figure may be shown."""
    cases = part["cases"].sum()
    return {"numerator": part.loc[part["state"] == "closed", "cases"].sum(), "denominator": cases, "group": cases}
