"""How many contacts: over the period, per channel and month, per inhabitant, and in the busiest week; how much of them is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.rows import Row, estimated, measures, sql, total, value
from diagnostic.measuring.weeks import known
from diagnostic.questions.volume.coverage import observed
from diagnostic.statistics import Estimate
from diagnostic.store.engine import Store

YEAR = 365
SCALED_TO_A_YEAR = "scaled_to_a_year"


@measures("volume.contacts", "volume.per_1000_inhabitants")
def contacts(store: Store) -> Iterator[Row]:
    """Contacts over the period: in all, by channel, by month and quarter; and per year and 1,000 inhabitants.

    Every counted contact, answered or not: a complete count, without a range; the rate has one.
    """
    counts, chosen = sql(store, __file__, "volume"), store.settings
    start, end = (pd.Timestamp(chosen[edge]) for edge in ("period_start", "period_end"))
    days = (end - start).days + 1
    by = [(), ("channel",), *((*channel, time) for channel in ((), ("channel",)) for time in ("month", "quarter"))]
    rows = total("volume.contacts", counts, by=by)
    yield from rows
    if counts.empty or not chosen["population"]:
        return
    whole, inhabitants = rows[0], float(chosen["population"])
    yield estimated(
        "volume.per_1000_inhabitants",
        _per_day(counts, store).per(inhabitants / 1000 / YEAR),
        numerator=whole["value"],
        denominator=inhabitants,
        parts=whole["parts"],
        group=whole["value"],
        note="" if days >= YEAR else SCALED_TO_A_YEAR,
    )


@measures("volume.peak_week_ratio")
def peak_week(store: Store) -> Iterator[Row]:
    """Contacts of the busiest week ÷ contacts of the median one.

    Whole weeks of the period only. Weeks that touch a school or public holiday are no measure of an ordinary week: they may be the busiest
    but are left out of the median, where the calendar is known.
    """
    recorded, chosen = sql(store, __file__, "volume"), store.settings
    start, end = (pd.Timestamp(chosen[edge]) for edge in ("period_start", "period_end"))
    whole = [week for week in _weeks(start, end) if start <= week and week + pd.Timedelta(days=6) <= end]
    counts = recorded.groupby(pd.to_datetime(recorded["cluster"]))["numerator"].sum().reindex(whole, fill_value=0)
    holidays = pd.to_datetime(store.query("select day from days where day_type <> 'term'")["day"])
    away = set(holidays - pd.to_timedelta(holidays.dt.day_of_week, unit="D"))
    ordinary = counts[[week not in away for week in counts.index]]
    median = ordinary.median()
    if len(ordinary) and median > 0:
        yield value("volume.peak_week_ratio", counts.max() / median, numerator=counts.max(), denominator=median, group=median)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of volume and coverage."""
    return pd.concat([contacts(store), peak_week(store), observed(store)], ignore_index=True)


def _per_day(counts: pd.DataFrame, store: Store) -> Estimate:
    """Contacts per day of the period; the range where the week of each is known."""
    start, end = (pd.Timestamp(store.settings[edge]) for edge in ("period_start", "period_end"))
    weeks = _weeks(start, end)
    days = [(min(end, week + pd.Timedelta(days=6)) - max(start, week)).days + 1 for week in weeks]
    if counts["cluster"].isna().any():
        return Estimate(float(counts["numerator"].sum()) / sum(days))
    by_week = counts.groupby(pd.to_datetime(counts["cluster"]))["numerator"].sum().reindex(weeks, fill_value=0)
    return known(store).ratio(weeks, by_week, days)


def _weeks(start: pd.Timestamp, end: pd.Timestamp) -> list[pd.Timestamp]:
    """The Mondays of the weeks that the period touches."""
    return list(pd.date_range(start - pd.Timedelta(days=start.day_of_week), end, freq="7D"))
