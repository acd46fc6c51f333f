"""The half-hours of a week as a grid, those of a day as an axis: slots are counted from midnight, weekdays from Monday."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diagnostic.charts.canvas import NAVY, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


PAUSE = 0.5  # of a line
OFTEN = 0.6  # of the weeks: from there on, a half-hour is open every week but for exceptions


def dress_week(axes: Axes, say: Words, cells: pd.DataFrame) -> None:
    """Weekdays above and whole hours at the left of the heat map of `cells`, a row per half-hour and a column per weekday."""
    axes.set_xticks(np.arange(len(cells.columns)) + 0.5, [say.word(f"words.weekday.{day}") for day in cells.columns])
    axes.xaxis.tick_top()
    hours = [row for row, slot in enumerate(cells.index) if slot % 2 == 0]
    axes.set_yticks(hours, [say.number(cells.index[row] // 2, "hour_of_day") for row in hours], rotation=0)
    axes.set(xlabel="", ylabel="")


def lines(slots: Sequence[int]) -> dict[int, float]:
    """Where the line of each of these half-hours begins, down from the top; a short pause stands for those left out between two."""
    tops: dict[int, float] = {}
    for before, slot in zip([None, *slots], slots, strict=False):
        tops[slot] = 0.0 if before is None else tops[before] + 1 + (PAUSE if slot > before + 1 else 0)
    return tops


def depth(lines: dict[int, float]) -> float:
    """How many lines there are, pauses among them."""
    return max(lines.values()) + 1


def cell(axes: Axes, corner: tuple[int, float], colour: Any, words: str, ink: str) -> None:
    """A half-hour of a weekday, what it says in its middle."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((corner[0] + 0.015, corner[1] + 0.03), 0.97, 0.94, facecolor=colour, edgecolor="none"))
    # inside the axes: the layout need not measure it
    axes.text(corner[0] + 0.5, corner[1] + 0.5, words, ha="center", va="center", fontsize=8, color=ink, in_layout=False)


def dress_lines(axes: Axes, say: Words, days: Sequence[int], lines: dict[int, float]) -> None:
    """Weekdays above; at the left where each hour begins, and each run of half-hours."""
    told = [slot for slot in lines if slot % 2 == 0 or slot - 1 not in lines]
    axes.set_xticks([column + 0.5 for column in range(len(days))], [say.word(f"words.weekday.{day}") for day in days])
    axes.xaxis.tick_top()
    axes.set_yticks([lines[slot] for slot in told], [say.number(slot / 2, "time_of_day") for slot in told])
    axes.set(xlim=(0, len(days)), ylim=(depth(lines), 0))
    axes.spines[:].set_visible(False)


def outline(axes: Axes, open_share: pd.DataFrame) -> None:
    """A frame around each run of open half-hours, dashed where few weeks have it."""
    from matplotlib.patches import Rectangle

    for column, start, end, often in _runs(open_share):
        dash = "-" if often else (0, (3, 2))
        frame = Rectangle((column, start), 1, end - start, fill=False, edgecolor=NAVY, linewidth=1.2, linestyle=dash, clip_on=False)
        axes.add_patch(frame)


def seldom(open_share: pd.DataFrame) -> bool:
    """Whether a run of half-hours is open few weeks alone, so that its frame is dashed."""
    return not all(often for *_, often in _runs(open_share))


def _runs(open_share: pd.DataFrame) -> Iterator[tuple[int, int, int, bool]]:
    """Each run of open half-hours: its column, from which row to which, and whether most weeks have it."""
    for column, weekday in enumerate(open_share.columns):
        levels = open_share[weekday].to_numpy()
        changes = np.flatnonzero(np.diff(levels > 0, prepend=False, append=False))
        for start, end in changes.reshape(-1, 2):
            yield column, int(start), int(end), bool(levels[start:end].max() >= OFTEN)


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
