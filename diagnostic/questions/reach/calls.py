"""Calls by day, however they were counted: from one row per call, else from the totals of the telephone system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from diagnostic.indicators.notes import ACROSS_BREAK, joined
from diagnostic.measuring.breaks import Series
from diagnostic.measuring.disclosure import Disclosed, least_size, masked
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Grouping, Row, not_measurable, ratio, sql
from diagnostic.store.engine import Store

MONTHLY: Grouping = ((), ("month",), ("quarter",))
UNBALANCED, SWITCHBOARD, SYSTEM_TIME = "unbalanced_days", "switchboard_only", "time_of_the_system"


@dataclass(frozen=True)
class Calls:
    """Numbers of calls by day, and half-hour where it is told, or by month; and the breaks of the series."""

    store: Store
    frame: pd.DataFrame
    series: Series
    from_rows: bool

    @classmethod
    def of(cls, store: Store) -> Calls:
        """Rows where there are any: totals of the same calls beside them would count them twice."""
        frame, from_rows = _calls(store)
        return cls(store, frame, series(store), from_rows)

    def rate(self, indicator: str, numerator: str, denominator: str, by: Grouping = MONTHLY, notes: Sequence[str] = ()) -> Iterator[Row]:
        """Sum of one column ÷ sum of another; see `pooled`."""
        yield from pooled(indicator, self.frame, self.store, self.series, (numerator, denominator), by, notes)

    @property
    def by_half_hour(self) -> bool:
        """Whether they tell the half-hour of the day."""
        return self.from_rows or bool(self.frame["slot"].notna().any())

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a rate of these calls must say of itself."""
        if self.from_rows:
            blind = self.frame["answered_told"].sum() > 0 and self.frame[["followed_calls", "lost_from_sight"]].sum().sum() == 0
            return (SWITCHBOARD,) if blind else ()
        return (UNBALANCED,) if self.frame["unbalanced"].sum() else ()


def direct(store: Store) -> Disclosed:
    """Of the calls in files that name queues, `calls`, those on `direct` lines, outside any queue: one row."""
    return masked(sql(store, __file__, "direct"), least_size(store.settings), {"calls": [], "direct": []})


@once
def _calls(store: Store) -> tuple[pd.DataFrame, bool]:
    rows = sql(store, __file__, "rows")
    return (rows, True) if len(rows) else (sql(store, __file__, "counts"), False)


@once
def series(store: Store) -> Series:
    """The series of calls: every source that feeds them."""
    sources = store.query("select source from fact_contacts where is_call union select source from call_counts")
    return Series.of(store, sources["source"])


def pooled(
    indicator: str,
    frame: pd.DataFrame,
    store: Store,
    cut: Series,
    of: tuple[str, str],
    by: Grouping = MONTHLY,
    notes: Sequence[str] = (),
) -> Iterator[Row]:
    """`rows.ratio` that averages nothing across a break: months and quarters that no break divides, everything else since the last one.

    A month that a break divides is not measurable. `notes` are remarks of the rows that pool the whole.
    """
    for dimensions in by:
        if "month" in dimensions:
            yield from ratio(indicator, cut.whole_months(frame), store, (dimensions,), of)
            yield from (not_measurable(indicator, ACROSS_BREAK, month=month) for month in cut.cut_months if dimensions == ("month",))
        elif "quarter" in dimensions:
            yield from ratio(indicator, cut.whole_quarters(frame), store, (dimensions,), of)
        else:
            remarks = joined([cut.fields.get("note", ""), *(() if dimensions else notes)])
            yield from ratio(indicator, cut.current(frame), store, (dimensions,), of, **cut.fields | {"note": remarks})
