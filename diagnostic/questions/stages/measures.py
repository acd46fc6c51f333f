"""Where the time of a case goes, step by step, where there is an event log."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import since_break
from diagnostic.measuring.disclosure import Disclosed, collapse, kept, least_size, masked
from diagnostic.measuring.rows import Row, measures, ratio, sql
from diagnostic.store.engine import Store

DAY = 86_400


@measures("processing.handover_mean")
def handovers(store: Store) -> Iterator[Row]:
    """Changes of team per case opened in the period. Range over weeks of opening."""
    rows = ratio("processing.handover_mean", sql(store, __file__, "handovers"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


@measures("processing.reopened_share")
def reopened(store: Store) -> Iterator[Row]:
    """Cases reopened ÷ cases closed in the period, of sources that record it. Range over weeks of closing."""
    rows = ratio("processing.reopened_share", sql(store, __file__, "reopened"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the steps of a case."""
    return pd.concat([one(store) for one in (handovers, reopened)], ignore_index=True)


def holders(store: Store) -> Disclosed:
    """Who had the cases opened in the period, step by step: `activity, held, days`.

    A step is what was logged last; its time runs until the next one. `held`: `user` while the clock stands still, `between` until
    another team logs the next step, `within` one team. What was seen of a step in too few cases joins the
    others (`activity` missing), or is left out where these are too few.
    """
    spans = sql(store, __file__, "spans")
    spans["activity"] = spans["activity"].where(spans["cases"] >= least_size(store.settings))
    summed = spans.groupby(["activity", "held"], dropna=False)[["cases", "elapsed_s"]].sum().reset_index()
    shown = kept(summed, least_size(store.settings), "cases")
    return shown.assign(days=shown["elapsed_s"] / DAY)[["activity", "held", "days"]]


def again(store: Store) -> Disclosed:
    """Steps done again in one case: `activity, redo, referral, cases`, redo by the same team and referral by another.

    Steps done again in too few cases are left out, and so is the lesser way to do them again where it is rare.
    """
    least = least_size(store.settings)
    return masked(kept(sql(store, __file__, "again"), least, "cases"), least, {"redo": [], "referral": []})


def paths(store: Store) -> Disclosed:
    """The ways that cases opened in the period took: `path, cases, case_share, days, day_share`, the one that took most time first.

    A path is the order of its steps. Paths of too few cases are taken together, last, without steps.
    """
    steps = sql(store, __file__, "paths")
    cases = steps.groupby("case_key", sort=False).agg(path=("activity", tuple), elapsed_s=("elapsed_s", "first"))
    ways = cases.groupby("path").agg(cases=("elapsed_s", "size"), days=("elapsed_s", "sum")).reset_index()
    common = ways["path"].isin(collapse(ways.set_index("path")["cases"], least_size(store.settings), ()).index)
    others = pd.DataFrame([[(), ways.loc[~common, "cases"].sum(), ways.loc[~common, "days"].sum()]], columns=ways.columns)
    ways = pd.concat([ways[common].sort_values("days", ascending=False), others[others["cases"] > 0]], ignore_index=True)
    ways["days"] /= DAY
    shares = {"case_share": ways["cases"] / ways["cases"].sum(), "day_share": ways["days"] / ways["days"].sum()}
    return kept(ways.assign(**shares), least_size(store.settings), "cases")


def event_log(store: Store) -> pd.DataFrame:
    """The whole event log under the column names of XES, as pm4py reads them. Rows about cases: for `work/`, never for `output/`."""
    log = sql(store, __file__, "event_log")
    return log.assign(**{"time:timestamp": log["time:timestamp"].dt.tz_localize("UTC")})
