"""Declared breaks: a series that changed its meaning on a day is never averaged across that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from diagnostic.indicators.notes import SINCE_BREAK
from diagnostic.measuring.disclosure.cells import quarter
from diagnostic.store.engine import Store


@dataclass(frozen=True)
class Series:
    """A series over the period, and the days of the period on which a declared break begins a new one."""

    cuts: tuple[pd.Timestamp, ...]

    @classmethod
    def of(cls, store: Store, sources: Iterable[str]) -> Series:
        """The series that these sources feed: the breaks of any of them, and those declared for all."""
        declared = store.query("select source, day from breaks order by day")
        days = declared.loc[declared["source"].isna() | declared["source"].isin(set(sources)), "day"]
        return cls(tuple(dict.fromkeys(map(pd.Timestamp, days))))

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

    def whole_quarters(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the quarters that no break divides."""
        cut_quarters = {quarter(cut.strftime("%Y-%m")) for cut in self.cuts if cut != cut.to_period("Q").start_time}
        return frame[~frame["quarter"].isin(cut_quarters)]

    def stretch(self, days: pd.Series) -> pd.Series:
        """The number of breaks before each day: 0 in the first stretch."""
        return sum(((days >= cut).astype(int) for cut in self.cuts), start=pd.Series(0, index=days.index))
