"""The half-hours of a week as a grid, those of a day as an axis: slots are counted from midnight, weekdays from Monday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diagnostic.charts.canvas import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def dress_week(axes: Axes, say: Words, cells: pd.DataFrame) -> None:
    """Weekdays above and whole hours at the left of the heat map of `cells`, a row per half-hour and a column per weekday."""
    axes.set_xticks(np.arange(len(cells.columns)) + 0.5, [say.word(f"words.weekday.{day}") for day in cells.columns])
    axes.xaxis.tick_top()
    hours = [row for row, slot in enumerate(cells.index) if slot % 2 == 0]
    axes.set_yticks(hours, [say.number(cells.index[row] // 2, "hour_of_day") for row in hours], rotation=0)
    axes.set(xlabel="", ylabel="")


def dress_day(axes: Axes, say: Words, edges: Sequence[int]) -> None:
    """Every second hour under the stairs of a day with these `edges`, and a line behind them at each count."""
    hours = [slot for slot in edges if slot % 4 == 0]
    axes.set_xticks(hours, [say.number(slot // 2, "hour_of_day") for slot in hours])
    axes.set_xlim(edges[0], edges[-1])
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def busiest_day(week: pd.DataFrame, need: str) -> tuple[int, pd.DataFrame, list[int]]:
    """The weekday with most of the column `need`, its half-hours from the first to the last, and where each of them begins and ends."""
    weekday = int(week.groupby("weekday")[need].sum().idxmax())
    day = week[week["weekday"] == weekday].set_index("slot")
    slots = range(int(day.index.min()), int(day.index.max()) + 1)
    return weekday, day.reindex(slots), [*slots, slots.stop]


def clock(slot: int) -> str:
    """When a half-hour begins, as "09:30"."""
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"
