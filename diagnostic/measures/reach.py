"""Whether a call finds somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measures.rows import Grouping, Row, measures, ratio, sql
from diagnostic.store.engine import Store

MONTHLY: Grouping = ((), ("month",))


@measures("reach.answer_rate_agent", "reach.answer_rate_open", "reach.answer_rate_all")
def answered(store: Store) -> Iterator[Row]:
    """Calls that an agent answered ÷ calls, under three denominators: those that asked for an agent, those in phone hours, all.

    Asked for an agent: answered, abandoned, deflected or unanswered (Services Publics+). In phone hours: these and the ones that the voice
    server ended. From one row per call where there are any, else from the totals of the telephone system. Interval by week.
    """
    calls = _calls(store)
    yield from _rate("reach.answer_rate_agent", calls, store, "answered", "for_agents")
    placed = calls["open_known"].sum() > 0
    yield from _rate("reach.answer_rate_open", calls, store, *(("open_answered", "open_calls") if placed else ("answered", "by_outcome")))
    yield from _rate("reach.answer_rate_all", calls, store, "answered", "calls")


@measures("reach.abandon_rate")
def abandoned(store: Store) -> Iterator[Row]:
    """Calls abandoned ÷ calls answered or abandoned; `short=excluded` leaves out those given up in under five seconds."""
    calls = _calls(store)
    calls = calls.assign(ended=calls["answered_beside_abandoned"] + calls["abandoned"])
    yield from _rate("reach.abandon_rate", calls, store, "abandoned", "ended")
    if calls["abandoned_timed"].sum() > 0:
        waited = calls.assign(lasting=calls["abandoned"] - calls["abandoned_at_once"], ended=calls["ended"] - calls["abandoned_at_once"])
        yield from _rate("reach.abandon_rate", waited.assign(short="excluded"), store, "lasting", "ended", by=(("short",),))


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of reachability."""
    return pd.concat([answered(store), abandoned(store)], ignore_index=True)


def _calls(store: Store) -> pd.DataFrame:
    """Calls by week, from rows where there are any; totals of the same calls beside them would count them twice."""
    rows = sql(store, "reach_rows")
    if len(rows):
        return rows.assign(answered_beside_abandoned=rows["answered"])
    counts = sql(store, "reach_counts").fillna({"abandoned": 0, "answered_beside_abandoned": 0})
    return counts.assign(by_outcome=counts["calls"], open_known=0, abandoned_timed=0)


def _rate(indicator: str, calls: pd.DataFrame, store: Store, numerator: str, denominator: str, by: Grouping = MONTHLY) -> list[Row]:
    return ratio(indicator, calls.rename(columns={numerator: "numerator", denominator: "denominator"}), store, by=by)
