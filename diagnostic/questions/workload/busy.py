"""The load over the week: how much of the agents' time telephone and counter take, half-hour by half-hour."""

from __future__ import annotations

import pandas as pd

from diagnostic.calendar.half_hours import SLOTS
from diagnostic.measuring.disclosure import ESTIMATES, Disclosed, exempt
from diagnostic.questions.staffing.measures import presence
from diagnostic.questions.workload.load import MINUTE
from diagnostic.store.engine import Store

HALF_HOUR = 30  # minutes


def week(store: Store) -> Disclosed:
    """Agents kept busy by what arrives in each half-hour of a term day while open: columns `weekday, slot, agents`, zeros included.

    Written requests wait for a free moment and are left out. A contact without a recorded time counts the mean of its channel; a channel
    without any recorded time is left out. Empty where neither channel has one.
    """
    arrivals = presence(store)
    each = _seconds(arrivals)
    arrivals = arrivals[arrivals["channel"].isin(each.index)]
    if arrivals.empty:
        return exempt(pd.DataFrame(columns=["weekday", "slot", "agents"]), ESTIMATES)
    seconds = arrivals["seconds"] + (arrivals["handled"] - arrivals["timed"]) * arrivals["channel"].map(each)
    minutes = (seconds / arrivals["days"] / MINUTE).groupby([arrivals["weekday"], arrivals["slot"]]).sum()
    agents = minutes / HALF_HOUR
    grid = pd.MultiIndex.from_product([range(1, 8), range(SLOTS)], names=["weekday", "slot"])
    return exempt(agents.reindex(grid, fill_value=0.0).rename("agents").reset_index(), ESTIMATES)


def channels(store: Store) -> list[str]:
    """The channels that `week` counts: those with a recorded time."""
    return list(_seconds(presence(store)).index)


def _seconds(arrivals: pd.DataFrame) -> pd.Series:
    """The mean time of a contact of each channel that has any."""
    sums = arrivals.groupby("channel")[["timed", "seconds"]].sum()
    return (sums["seconds"] / sums["timed"].where(sums["timed"] > 0)).dropna()


def peak(week: Disclosed) -> tuple[int, int, float] | None:
    """The weekday and half-hour that keep most agents busy, and how many; None where nothing is known to."""
    if week.empty or not week["agents"].sum():
        return None
    most = week.sort_values(["slot", "weekday"], kind="stable")["agents"].astype(float).idxmax()
    return int(week.loc[most, "weekday"]), int(week.loc[most, "slot"]), float(week.loc[most, "agents"])
