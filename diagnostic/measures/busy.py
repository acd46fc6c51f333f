"""The load over the week: how much of the agents' time telephone and counter take, half-hour by half-hour."""

from __future__ import annotations

import pandas as pd

from diagnostic.calendar.half_hours import SLOTS
from diagnostic.measures.load import MINUTE
from diagnostic.measures.rows import sql
from diagnostic.store.engine import Store


def week(store: Store) -> pd.DataFrame:
    """Minutes of handling that arrive in each half-hour of a term day while open: columns `weekday, slot, minutes`, zeros included.

    Written requests wait for a free moment and are left out. A contact without a recorded time counts the mean of its channel; a channel
    without any recorded time is left out. Empty where neither channel has one.
    """
    found = sql(store, "presence")
    sums = found.groupby("channel")[["timed", "seconds"]].sum()
    each = (sums["seconds"] / sums["timed"].where(sums["timed"] > 0)).dropna()
    found = found[found["channel"].isin(each.index)]
    if found.empty:
        return pd.DataFrame(columns=["weekday", "slot", "minutes"])
    seconds = found["seconds"] + (found["handled"] - found["timed"]) * found["channel"].map(each)
    minutes = (seconds / found["days"] / MINUTE).groupby([found["weekday"], found["slot"]]).sum()
    grid = pd.MultiIndex.from_product([range(1, 8), range(SLOTS)], names=["weekday", "slot"])
    return minutes.reindex(grid, fill_value=0.0).rename("minutes").reset_index()
