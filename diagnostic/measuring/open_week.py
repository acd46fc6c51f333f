"""How open each half-hour of a week is, out of the calendar."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic.calendar.half_hours import SLOT_SECONDS, SLOTS
from diagnostic.measuring.once import once
from diagnostic.store.engine import Store


def in_force(store: Store, hours: str, day_type: str = "term") -> NDArray[np.float64]:
    """How open each half-hour is on days of a kind under the rules valid at the end of the period: weekdays by half-hours."""
    return open_shares(_in_force(store), hours, day_type)


@once
def _in_force(store: Store) -> pd.DataFrame:
    return store.query("select * from calendar_in_force")


def open_shares(days: pd.DataFrame, hours: str, day_type: str) -> NDArray[np.float64]:
    """How open each half-hour is under a schedule, on days of a kind out of a calendar: weekdays by half-hours."""
    days = days[(days["schedule"] == hours) & (days["day_type"] == day_type)]
    starts = np.arange(SLOTS) * SLOT_SECONDS
    seconds = np.zeros((len(days), SLOTS))
    for first, last in (("o1", "c1"), ("o2", "c2"), ("o3", "c3")):
        opens = days[first].to_numpy(dtype=float)[:, None]
        closes = days[last].to_numpy(dtype=float)[:, None]
        overlap = np.minimum(closes, starts + SLOT_SECONDS) - np.maximum(opens, starts)
        seconds += np.nan_to_num(overlap.clip(min=0))
    wide = pd.DataFrame(seconds / SLOT_SECONDS, columns=range(SLOTS)).groupby(days["weekday"].to_numpy()).mean()
    return np.asarray(wide.reindex(range(1, 8), fill_value=0.0), float)
