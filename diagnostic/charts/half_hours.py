"""The half-hours of a week as a grid, those of a day as an axis: slots are counted from midnight, weekdays from Monday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diagnostic.charts.canvas import NAVY, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


OFTEN = 0.6  # of the weeks: from there on, a half-hour is open every week but for exceptions


def dress_week(axes: Axes, say: Words, cells: pd.DataFrame) -> None:
    """Weekdays above and whole hours at the left of the heat map of `cells`, a row per half-hour and a column per weekday."""
    axes.set_xticks(np.arange(len(cells.columns)) + 0.5, [say.word(f"words.weekday.{day}") for day in cells.columns])
    axes.xaxis.tick_top()
    hours = [row for row, slot in enumerate(cells.index) if slot % 2 == 0]
    axes.set_yticks(hours, [say.number(cells.index[row] // 2, "hour_of_day") for row in hours], rotation=0)
    axes.set(xlabel="", ylabel="")


def outline(axes: Axes, open_share: pd.DataFrame) -> None:
    """A frame around each run of open half-hours, dashed where few weeks have it."""
    from matplotlib.patches import Rectangle

    for column, weekday in enumerate(open_share.columns):
        levels = open_share[weekday].to_numpy()
        changes = np.flatnonzero(np.diff(levels > 0, prepend=False, append=False))
        for start, end in changes.reshape(-1, 2):
            dash = "-" if levels[start:end].max() >= OFTEN else (0, (3, 2))
            frame = Rectangle((column, start), 1, end - start, fill=False, edgecolor=NAVY, linewidth=1.2, linestyle=dash, clip_on=False)
            axes.add_patch(frame)


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
