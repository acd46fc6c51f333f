"""Users waiting for the doors: how busy the first and last half-hours of each opening are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.measuring.rows import Row, draws, measures, sql, value
from diagnostic.store.engine import Store

EDGES = ("first", "last")


@measures("opening.shoulder_load")
def shoulders(store: Store) -> Iterator[Row]:
    """Arrivals per open minute in the first (or last) 30 minutes of each opening of 90 minutes or more ÷ arrivals per open minute.

    By telephone and at each counter; `all` is the first half-hour of all places together. The denominator is what would arrive there at
    the mean pace. Interval by week.
    """
    arrivals = sql(store, __file__, "shoulders")
    if arrivals.empty:
        return
    yield from _row(store, arrivals, "first", {})
    for edge in EDGES:
        yield from _row(store, arrivals, edge, {"edge": edge})
        for channel, part in arrivals.groupby("channel"):
            yield from _row(store, part, edge, {"edge": edge, "channel": channel})
        for (channel, site), part in arrivals.groupby(["channel", "site"]):
            yield from _row(store, part, edge, {"edge": edge, "channel": channel, "site": site})


def _row(store: Store, part: pd.DataFrame, edge: str, scope: dict[str, object]) -> Iterator[Row]:
    weeks = part.groupby("cluster")[[edge, "edge_min", "arrivals", "open_min"]].sum().to_numpy(float)
    arrived, minutes, arrivals, opened = weeks.sum(axis=0)
    if not minutes or not arrivals:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = statistics.resample(weeks, *draws(store))
        loads = drawn[:, 0] / drawn[:, 1] / (drawn[:, 2] / drawn[:, 3])
    low, high = statistics.interval(loads[np.isfinite(loads)], len(weeks))
    expected = arrivals / opened * minutes
    figures = {"numerator": arrived, "denominator": expected, "low": low, "high": high}
    yield value("opening.shoulder_load", arrived / expected, scope, **figures, group=arrivals, parts=(arrived,))
