"""A time axis: months in the reader's language, declared events as thin lettered lines, a broken series drawn broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diagnostic.blocks import Message
from diagnostic.charts.canvas import GREY, SECONDARY, Words
from diagnostic.engagement import Event

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BESIDE = 0.008
SMALL_GAP = 0.022  # of the axis: events nearer to each other share the height of their letters
LETTERS, LETTER_LINE = 1.05, 0.09  # above the axis, in its heights
ROOM = 14.0  # points that the letters take


def dress(axes: Axes, say: Words, days: pd.DatetimeIndex, events: Sequence[Event]) -> None:
    """Ticks at the months of `days`, counts on y from zero, and the events that fall within them."""
    first, last = days[0], days[-1]
    months = pd.date_range(first, last, freq="MS")
    axes.set_xlim(first, last)
    axes.set_xticks(list(months), [say.word(f"words.month.{month.month}") for month in months], ha="left")
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top)
    count(axes, say, top)
    span = (last - first).days or 1
    mark(axes, [(day, (day - first).days / span) for day, _ in labelled(events, first, last)])


def count(axes: Axes, say: Words, top: float) -> None:
    """Counts on y up to `top`, each with its line."""
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= top]
    axes.set_yticks(ticks, [say.number(tick, "count", "exact") for tick in ticks])
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def mark(axes: Axes, places: Iterable[tuple[Any, float]]) -> None:
    """A thin line per event, its letter on top: where each stands on the axis, as its data and as a part of its length, in order."""
    across, before, line = axes.get_xaxis_transform(), -1.0, 0
    for letter, (at, part) in zip(ascii_lowercase, places, strict=False):
        line = line + 1 if part - before < SMALL_GAP else 0
        height = LETTERS + LETTER_LINE * line
        axes.plot([at, at], [0, height - LETTER_LINE / 2], transform=across, color=GREY, linewidth=0.7, clip_on=False)
        axes.text(at, height, letter, transform=across, color=SECONDARY, weight=600, ha="center", va="center")
        before = part


def named(events: Iterable[tuple[Any, str]]) -> Message | str:
    """What the letters stand for, for the caption; nothing where no event is drawn."""
    told = [Message("words.event", {"letter": letter, "label": label}) for letter, (_, label) in zip(ascii_lowercase, events, strict=False)]
    return Message("words.events", {"events": told}) if told else ""


def broken(values: pd.Series, events: Sequence[Event]) -> pd.Series:
    """The series with a hole at each declared break, so that no line runs over it; `values` is indexed by day or week."""
    kept = values.astype(float).copy()
    for event in events:
        if event.kind == "break":
            after = np.flatnonzero(kept.index >= pd.Timestamp(event.date))
            kept.iloc[after[:1]] = np.nan
    return kept


def labelled(events: Sequence[Event], first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    """The day and the label of each event that has a label and falls within these days, in their order."""
    dated = [(pd.Timestamp(event.date), event.label) for event in events if event.label]
    return sorted(event for event in dated if first <= event[0] <= last)
