"""Where the time of a case goes, step by step, where there is an event log."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measures.cohort import since_break
from diagnostic.measures.rows import Row, measures, ratio, sql
from diagnostic.store.engine import Store


@measures("processing.handover_mean")
def handovers(store: Store) -> Iterator[Row]:
    """Changes of team per case opened in the period. Interval: weeks of opening drawn again."""
    rows = ratio("processing.handover_mean", sql(store, "stages_handovers"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


@measures("processing.reopened_share")
def reopened(store: Store) -> Iterator[Row]:
    """Cases reopened ÷ cases closed in the period, of sources that record it. Interval: weeks of closing drawn again."""
    rows = ratio("processing.reopened_share", sql(store, "stages_reopened"), store, by=[(), ("procedure",), ("channel",)])
    yield from since_break(store, rows)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the steps of a case."""
    return pd.concat([one(store) for one in (handovers, reopened)], ignore_index=True)
