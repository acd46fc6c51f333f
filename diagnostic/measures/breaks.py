"""Declared breaks: a series that changed its meaning on a day is never averaged across that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from diagnostic.store.engine import Store

SINCE_BREAK, ACROSS_BREAK = "since_break", "across_break"


@dataclass(frozen=True)
class Series:
    """A series over the period, and the days of the period on which a declared break begins a new one."""

    cuts: tuple[pd.Timestamp, ...]

    @classmethod
    def of(cls, store: Store, sources: Iterable[str]) -> Series:
        """The series that these sources feed: the breaks of any of them, and those declared for all."""
        period = [pd.Timestamp(store.settings[edge]) for edge in ("period_start", "period_end")]
        declared = store.query("select day, source from events where kind = 'break' order by day")
        fed = tuple(sources)
        told = [event.day for event in declared.itertuples() if pd.isna(event.source) or any(_feeds(event.source, name) for name in fed)]
        return cls(tuple(dict.fromkeys(pd.Timestamp(day) for day in told if period[0] < day <= period[1])))

    @property
    def fields(self) -> dict[str, Any]:
        """What a row that rests on the current stretch says of itself."""
        return {"period_start": self.cuts[-1].date().isoformat(), "note": SINCE_BREAK} if self.cuts else {}

    @property
    def cut_months(self) -> list[str]:
        """The months (YYYY-MM) that a break divides."""
        return sorted({cut.strftime("%Y-%m") for cut in self.cuts if cut.day > 1})

    def current(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows since the last break, by their `day`, else by their `month`: what may be pooled."""
        if not self.cuts:
            return frame
        last = self.cuts[-1]
        known = pd.to_datetime(frame["month"], format="%Y-%m") >= last
        return frame[(frame["day"] >= last) | (frame["day"].isna() & known)]

    def whole_months(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the months that no break divides."""
        return frame[~frame["month"].isin(self.cut_months)]

    def stretch(self, days: pd.Series) -> pd.Series:
        """The number of breaks before each day: 0 in the first stretch."""
        return sum(((days >= cut).astype(int) for cut in self.cuts), start=pd.Series(0, index=days.index))


def _feeds(declared: str, source: str) -> bool:
    """Whether a break of the file `declared` concerns a source, which may be one sheet of that file."""
    return source == declared or source.startswith(f"{declared}#")
