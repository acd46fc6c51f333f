"""Working time: how long a schedule was open between two local instants."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from diagnostic.calendar.half_hours import DAY_SECONDS
from diagnostic.calendar.schedules import MOST_INTERVALS


def open_seconds(calendar: pd.DataFrame, schedule: str, instants: ArrayLike) -> NDArray[np.int64]:
    """F(t): the seconds that `schedule` was open from the first day of `calendar` to each naive local instant.

    The instants must lie between the first midnight of the calendar and its last one (the end of its last day); IndexError otherwise.
    """
    days = calendar[calendar["schedule"] == schedule].sort_values("day")
    first = pd.Timestamp(days["day"].iloc[0])
    elapsed = (np.asarray(instants, "datetime64[s]") - np.datetime64(first, "s")).astype("int64")
    # one closed day more, so that the midnight that ends the calendar has a day of its own
    row, seconds = elapsed // DAY_SECONDS, elapsed % DAY_SECONDS
    if ((row < 0) | (elapsed > len(days) * DAY_SECONDS)).any():
        raise IndexError(f"an instant lies outside the calendar of {schedule!r}")
    total = np.append(days["cum_s"].to_numpy("int64"), days["cum_s"].iloc[-1] + days["open_s"].iloc[-1])[row]
    for n in range(1, MOST_INTERVALS + 1):
        opens, closes = (np.append(days[f"{edge}{n}"].to_numpy("float64", na_value=0).astype("int64"), 0)[row] for edge in "oc")
        total = total + np.clip(seconds - opens, 0, closes - opens)
    return total


def between(calendar: pd.DataFrame, schedule: str, starts: ArrayLike, ends: ArrayLike) -> NDArray[np.int64]:
    """The seconds that `schedule` was open between pairs of naive local instants."""
    return open_seconds(calendar, schedule, ends) - open_seconds(calendar, schedule, starts)
