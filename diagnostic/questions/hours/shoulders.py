"""Users waiting for the doors: how busy the first and last half-hours of each opening are."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic import statistics
from diagnostic.indicators.notes import NO_ARRIVAL_TIMES
from diagnostic.measuring.rows import Row, estimated, measures, not_measurable, sql
from diagnostic.measuring.weeks import known
from diagnostic.statistics import Weeks
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
        yield not_measurable("opening.shoulder_load", NO_ARRIVAL_TIMES)
        return
    weeks = known(store)
    yield from _row(weeks, arrivals, "first", {})
    for edge in EDGES:
        yield from _row(weeks, arrivals, edge, {"edge": edge})
        for channel, part in arrivals.groupby("channel"):
            yield from _row(weeks, part, edge, {"edge": edge, "channel": channel})
        for (channel, site), part in arrivals.groupby(["channel", "site"]):
            yield from _row(weeks, part, edge, {"edge": edge, "channel": channel, "site": site})


def _row(weeks: Weeks, part: pd.DataFrame, edge: str, scope: dict[str, object]) -> Iterator[Row]:
    columns = (part[name].to_numpy(float) for name in (edge, "edge_min", "arrivals", "open_min"))
    (arrived, arrived_s), (minutes, minutes_s), (arrivals, arrivals_s), (opened, opened_s) = ((one.sum(), one) for one in columns)
    if not minutes or not arrivals:
        return
    expected = arrivals / opened * minutes
    load = arrived / expected
    put = arrived_s / expected + load * (opened_s / opened - arrivals_s / arrivals - minutes_s / minutes)
    estimate = statistics.bounded(load, *weeks.error(part["cluster"], put), statistics.LOG)
    yield estimated("opening.shoulder_load", estimate, scope, numerator=arrived, denominator=expected, group=arrivals, parts=(arrived,))
