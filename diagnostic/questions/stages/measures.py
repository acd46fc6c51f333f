"""Where the time of a case goes, step by step, where there is an event log."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import since_break
from diagnostic.measuring.rows import Row, measures, ratio, sql
from diagnostic.store.engine import Store

DAY = 86_400


@measures("processing.handover_mean")
def handovers(store: Store) -> Iterator[Row]:
    """Changes of team per case opened in the period. Interval: weeks of opening drawn again."""
    rows = ratio("processing.handover_mean", sql(store, __file__, "handovers"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


@measures("processing.reopened_share")
def reopened(store: Store) -> Iterator[Row]:
    """Cases reopened ÷ cases closed in the period, of sources that record it. Interval: weeks of closing drawn again."""
    rows = ratio("processing.reopened_share", sql(store, __file__, "reopened"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the steps of a case."""
    return pd.concat([one(store) for one in (handovers, reopened)], ignore_index=True)


def held(store: Store) -> pd.DataFrame:
    """Who had the cases opened in the period, step by step: `activity, held, passages, days, staffed_days`.

    A step is what was logged last; its time runs until the next one. `held`: `user` while the clock stands still, `between` until
    another team logs the next step, `within` one team. A step seen in too few cases joins the others (`activity` missing).
    """
    spans = sql(store, __file__, "spans")
    seen = spans.groupby("activity")["cases"].max()
    spans["activity"] = spans["activity"].where(spans["activity"].map(seen) >= store.settings["small_group"])
    summed = spans.groupby(["activity", "held"], dropna=False)[["passages", "elapsed_s", "staffed_s"]].sum().reset_index()
    return summed.assign(days=summed["elapsed_s"] / DAY, staffed_days=summed["staffed_s"] / DAY).drop(columns=["elapsed_s", "staffed_s"])


def again(store: Store) -> pd.DataFrame:
    """Steps done again in one case: `activity, steps, redo, referral, cases`, redo by the same team and referral by another.

    Steps done again in too few cases are left out.
    """
    found = sql(store, __file__, "again")
    return found[found["cases"] >= store.settings["small_group"]].reset_index(drop=True)


def paths(store: Store) -> pd.DataFrame:
    """The ways that cases opened in the period took: `path, cases, case_share, days, day_share`, the one that took most time first.

    A path is the order of its steps. Paths of too few cases are taken together, last, without steps.
    """
    steps = sql(store, __file__, "paths")
    cases = steps.groupby("case_key", sort=False).agg(path=("activity", tuple), elapsed_s=("elapsed_s", "first"))
    found = cases.groupby("path").agg(cases=("elapsed_s", "size"), days=("elapsed_s", "sum")).reset_index()
    rare = found["cases"] < store.settings["small_group"]
    others = pd.DataFrame([[(), found.loc[rare, "cases"].sum(), found.loc[rare, "days"].sum()]], columns=found.columns)
    kept = found[~rare].sort_values("days", ascending=False)
    found = pd.concat([kept, others[others["cases"] > 0]], ignore_index=True)
    found["days"] /= DAY
    return found.assign(case_share=found["cases"] / found["cases"].sum(), day_share=found["days"] / found["days"].sum())


def event_log(store: Store) -> pd.DataFrame:
    """The whole event log under the column names of XES, as pm4py reads them. Rows about cases: for `work/`, never for `output/`."""
    log = sql(store, __file__, "event_log")
    return log.assign(**{"time:timestamp": log["time:timestamp"].dt.tz_localize("UTC")})
