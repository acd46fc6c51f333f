"""What drives the hours of repeats: each factor from its least to its most, the others as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.measuring.disclosure import ESTIMATES, Disclosed, exempt
from diagnostic.measuring.rows import draws
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.workload import handling, load
from diagnostic.questions.workload.load import HOUR, Floats, Load
from diagnostic.questions.workload.year import scale
from diagnostic.store.engine import Store

LONGER_REPEAT = 1.5  # a second contact takes 30 to 50 % longer (LimeBridge)
UNAVAILABILITY = (0.10, 0.25)  # shrinkage of 20 to 35 % in contact centres, of which leave, already out of the legal year, makes 10
DOUBT_OF_AN_ASSUMED_TIME = 0.5


class Factor(NamedTuple):
    """A factor: its name, unit and bounds of its setting (none for chance), and the result at each, over the result as printed."""

    factor: str
    unit: str
    least: float
    most: float
    low: float
    high: float
    posts_only: bool = False


def factors(store: Store) -> Disclosed:
    """One row per `Factor` that moves the result, the one that moves it most first; empty without hours.

    Those `posts_only` move `repeat.fte` and not `repeat.hours`.
    """
    counted, _ = load.measured(store)
    hours = counted.hours()[0] if counted.channels else np.zeros(0)
    if not hours.sum():
        return exempt(pd.DataFrame(columns=list(Factor._fields)), ESTIMATES)
    moving = exempt(pd.DataFrame([*_of_hours(store, counted, hours), *_of_posts(store)], columns=list(Factor._fields)), ESTIMATES)
    moving[["low", "high"]] = np.sort(moving[["low", "high"]].to_numpy(float), axis=1)
    span = moving["high"] - moving["low"]
    return moving[span > 0].loc[lambda shown: span[shown.index].sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def drivers(factors: Disclosed, figure: float | None, unit: str) -> Disclosed:
    """What a figure of this unit becomes as each of the `factors` goes from its least to its most: `low` and `high` in that unit.

    Factors of the equivalent in posts are left out where the figure is in hours; empty without a figure.
    """
    shown = factors if unit == "fte" else factors[~factors["posts_only"].astype(bool)]
    if not figure:
        return shown.iloc[:0]
    return shown.assign(low=shown["low"] * figure, high=shown["high"] * figure).reset_index(drop=True)


def hull(factors: Disclosed, figure: float, unit: str) -> dict[str, float]:
    """The range over definitions of a figure of this unit: the least and the most that any of the `factors` makes of it, or the figure."""
    edges = drivers(factors, figure, unit)[["low", "high"]].to_numpy(float)
    return {"low_definition": float(edges.min(initial=figure)), "high_definition": float(edges.max(initial=figure))}


def _of_hours(store: Store, counted: Load, hours: Floats) -> Iterator[Factor]:
    chosen, total = store.settings, float(hours.sum())
    window, effort = int(chosen["repeat_window_days"]), float(chosen["repeat_effort"])
    days = sorted({window, *repeats.USUAL_WINDOWS})
    by_window = _windows(store, counted, days)
    yield Factor("window", "day", days[0], days[-1], by_window[days[0]] / by_window[window], by_window[days[-1]] / by_window[window])
    yield Factor("unidentified", "share", 0.0, 1.0, float(counted.seen().sum()) / total, 1.0)
    yield Factor(
        "effort",
        "share",
        min(effort, 1.0) - 1,
        max(effort, LONGER_REPEAT) - 1,
        min(effort, 1.0) / effort,
        max(effort, LONGER_REPEAT) / effort,
    )
    assumed = float(hours[counted.assumed].sum()) / total * DOUBT_OF_AN_ASSUMED_TIME
    yield Factor("assumed_time", "share", -DOUBT_OF_AN_ASSUMED_TIME, DOUBT_OF_AN_ASSUMED_TIME, 1 - assumed, 1 + assumed)
    low, high = _periods(store, counted, total)
    yield Factor("period", "", np.nan, np.nan, low, high)
    yield Factor("unseen_channels", "share", 0.0, 1.0, 1.0, 1 + _unseen(store, counted) / total)


def _of_posts(store: Store) -> Iterator[Factor]:
    """What changes the equivalent in posts and not the hours: only where there are twelve months of hours to bring to posts."""
    if scale(store) is None:
        return
    away = float(store.settings["unavailability"])
    least, most = min(away, UNAVAILABILITY[0]), max(away, UNAVAILABILITY[1])
    yield Factor("unavailability", "share", least, most, (1 - away) / (1 - least), (1 - away) / (1 - most), posts_only=True)


def _windows(store: Store, counted: Load, days: list[int]) -> dict[int, float]:
    """The hours seen when a repeat may follow within each number of days, its time being the same; the window chosen is among them."""
    rows = repeats.counts(store)
    seconds = rows["channel"].fillna("unknown").map(pd.Series(counted.seconds, counted.channels)).fillna(0.0)
    hours = {day: float((rows[f"repeated_{day}"] * seconds).sum()) / HOUR for day in days if f"repeated_{day}" in rows}
    window = int(store.settings["repeat_window_days"])
    return {window: float((rows["repeated"] * seconds).sum()) / HOUR} | hours


def _periods(store: Store, counted: Load, total: float) -> tuple[float, float]:
    """The hours of another similar period: persons drawn again."""
    drawn = counted.drawn(*draws(store))
    low, high = statistics.interval(counted.hours(drawn).sum(axis=1), counted.size())
    return (1.0, 1.0) if low is None or high is None else (low / total, high / total)


def _unseen(store: Store, counted: Load) -> float:
    """The hours of repeats on the channels that know no user, were they as frequent there as elsewhere."""
    each = handling.times(store)
    others = each.drop(index=counted.channels)
    rate = float(counted.repeated().sum() / counted.eligible().sum())
    return float((others["contacts"] * others["seconds"].fillna(0.0)).sum()) / HOUR * rate
