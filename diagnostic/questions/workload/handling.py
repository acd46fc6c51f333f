"""Where the agents' time goes: hours of handling by channel and topic, and the part that repeats take. No figure per agent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diagnostic.measuring.disclosure import Disclosed, least_size, masked
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import sql
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.workload import load
from diagnostic.questions.workload.load import HOUR, handling_seconds
from diagnostic.store.engine import Store

FIGURES = ["contacts", "repeated", "hours", "repeat_hours"]


@once
def recorded(store: Store) -> pd.DataFrame:
    """By channel and topic: the handled contacts, those `timed`, and the `seconds` of these."""
    return sql(store, __file__, "handling")


def times(store: Store) -> pd.DataFrame:
    """The mean handling time of a contact by channel, recorded or declared: index channel, columns `contacts, seconds, assumed`.

    `seconds` is empty where the time is neither recorded nor declared.
    """
    sums = recorded(store).groupby("channel")[["contacts", "timed", "seconds"]].sum()
    declared = pd.Series(handling_seconds(store), dtype=float).reindex(sums.index)
    measured = sums["seconds"] / sums["timed"].where(sums["timed"] > 0)
    return pd.DataFrame({"contacts": sums["contacts"], "seconds": measured.fillna(declared), "assumed": measured.isna() & declared.notna()})


def hours(store: Store, *dimensions: str) -> Disclosed:
    """Hours of handling in the period cut by `channel`, `topic` or both: the dimensions, `contacts, repeated, hours, repeat_hours`.

    The time of a contact is that recorded, else the mean of its channel, else the one declared; without any, its hours are empty.
    Every figure of fewer than `small_group` contacts is empty, and the hours of fewer repeats; and what with the sum would give them back.
    """
    cells = _cells(store).groupby(list(dimensions), dropna=False, as_index=False)[FIGURES].sum(min_count=1)
    counts = {"contacts": FIGURES[1:], "repeated": ["repeat_hours"]}
    shown = masked(cells, least_size(store.settings), counts, summed=list(counts))
    return shown.sort_values("hours", ascending=False, kind="stable", ignore_index=True)


def _cells(store: Store) -> pd.DataFrame:
    """By channel and topic: `FIGURES`. The hours of repeats of a channel are shared among topics as the repeats seen are."""
    handled = recorded(store)
    each = handled["channel"].map(times(store)["seconds"])
    cells = handled.assign(hours=(handled["seconds"] + (handled["contacts"] - handled["timed"]).clip(lower=0) * each) / HOUR)
    counted, _ = load.measured(store)
    whole = pd.Series(counted.hours()[0] * float(store.settings["repeat_effort"]), counted.channels, dtype=float)
    again = repeats.counts(store).fillna({"channel": "unknown"}).groupby(["channel", "topic"], as_index=False)["repeated"].sum()
    share = again["repeated"] / again.groupby("channel")["repeated"].transform("sum").replace(0, np.nan)
    again["repeat_hours"] = share * again["channel"].map(whole)
    return cells.merge(again, on=["channel", "topic"], how="left")
