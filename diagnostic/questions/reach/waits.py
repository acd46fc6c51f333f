"""How long a caller waits before an agent answers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.indicators.notes import ACROSS_BREAK
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row, measures, not_measurable, percentile, sql
from diagnostic.measuring.weeks import known, mondays
from diagnostic.questions.reach.calls import Calls, pooled, series
from diagnostic.statistics import Weeks
from diagnostic.store.engine import Store

SHARES = {"p50": 0.5, "p90": 0.9}


@measures("reach.wait_p50", "reach.wait_p90")
def waits(store: Store) -> Iterator[Row]:
    """Seconds that half, and nine tenths, of answered calls do not exceed, in all, by month and by quarter.

    An order statistic, and so are its bounds: those that the share of calls under it may reach in other weeks.
    """
    answered, cut, weeks = _answered(store), series(store), known(store)
    for percent, share in SHARES.items():
        indicator = f"reach.wait_{percent}"
        if len(current := cut.current(answered)):
            yield _row(indicator, current, {}, share, weeks) | cut.fields
        for name, whole in (("month", cut.whole_months(answered)), ("quarter", cut.whole_quarters(answered))):
            yield from (_row(indicator, part, {name: each}, share, weeks) for each, part in whole.groupby(name, sort=True))
        yield from (not_measurable(indicator, ACROSS_BREAK, month=month) for month in cut.cut_months)


@measures("reach.wait_mean")
def mean(store: Store) -> Iterator[Row]:
    """Mean seconds of answered calls; from totals, the mean of each row weighted by its answered calls. Interval by week."""
    calls = Calls.of(store)
    if calls.from_rows:
        waited = _answered(store)
        waited["seconds"] = waited["wait_s"] * waited["calls"]
        yield from pooled("reach.wait_mean", waited, store, calls.series, ("seconds", "calls"))
    else:
        yield from calls.rate("reach.wait_mean", "waited_s", "waiters")


@once
def _answered(store: Store) -> pd.DataFrame:
    return sql(store, __file__, "waits")


def _row(indicator: str, part: pd.DataFrame, dimensions: dict[str, object], share: float, weeks: Weeks) -> Row:
    estimate = weeks.order_statistic(part["wait_s"], mondays(part["cluster"]), share, part["calls"])
    calls = part["calls"].sum()
    return percentile(indicator, estimate, dimensions, 1.0, denominator=calls, group=calls)
