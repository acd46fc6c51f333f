"""A time axis: months in the reader's language, declared events as thin labelled lines, a broken series drawn broken."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from diagnostic.charts.canvas import GREY, SECONDARY, Words
from diagnostic.engagement import Event

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST, NEAR = 30, 0.3
ABOVE, LEVEL, BESIDE = 1.05, 0.09, 0.008
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def dress(axes: Axes, say: Words, days: pd.DatetimeIndex, events: Sequence[Event]) -> None:
    """Ticks at the months of `days`, counts on y from zero, and the events that fall within them."""
    first, last = days[0], days[-1]
    months = pd.date_range(first, last, freq="MS")
    axes.set_xlim(first, last)
    axes.set_xticks(list(months), [say.word(f"words.month.{month.month}") for month in months], ha="left")
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top)
    count(axes, say, top)
    _mark(axes, first, last, events)


def count(axes: Axes, say: Words, top: float) -> None:
    """Counts on y up to `top`, each with its line."""
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= top]
    axes.set_yticks(ticks, [say.number(tick, "count", "exact") for tick in ticks])
    axes.grid(axis="y")
    axes.set_axisbelow(True)


def flag(axes: Axes, at: Any, height: float, label: str, right: bool, colour: str = GREY) -> None:
    """A thin line up to the label of an event, on white over a curve; `right` ends the label at the line."""
    axes.plot([at, at], [0, height], color=colour, linewidth=0.7)
    axes.text(at, height, f" {label} ", fontsize=8, color=SECONDARY, va="center", ha="right" if right else "left", bbox=_PAPER)


def broken(values: pd.Series, events: Sequence[Event]) -> pd.Series:
    """The series with a hole at each declared break, so that no line runs over it; `values` is indexed by day or week."""
    kept = values.astype(float).copy()
    for event in events:
        if event.kind == "break":
            after = np.flatnonzero(kept.index >= pd.Timestamp(event.date))
            kept.iloc[after[:1]] = np.nan
    return kept


def labelled(events: Sequence[Event], first: pd.Timestamp, last: pd.Timestamp) -> list[tuple[pd.Timestamp, str, str]]:
    """The day, the label and the kind of each event that has a label and falls within these days, in their order."""
    dated = [(pd.Timestamp(event.date), event.label, event.kind) for event in events if event.label]
    return sorted(event for event in dated if first <= event[0] <= last)


def _mark(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, events: Sequence[Event]) -> None:
    """A thin line per labelled event, its label beside its top."""
    span = (last - first).days or 1
    dated = labelled(events, first, last)
    across = axes.get_xaxis_transform()
    for (day, label, _), level in zip(dated, _levels([(day - first).days / span for day, *_ in dated]), strict=True):
        height, right = ABOVE + LEVEL * level, _leans_left((day - first).days / span)
        axes.plot([day, day], [0, height], transform=across, color=GREY, linewidth=0.7, clip_on=False)
        beside = day + pd.Timedelta(days=span * (-BESIDE if right else BESIDE))
        written = shorten(label, LONGEST, placeholder="…")
        axes.text(beside, height, written, transform=across, fontsize=8, color=SECONDARY, va="center", ha="right" if right else "left")


def _levels(places: Sequence[float]) -> list[int]:
    """How high each label stands, so that it lies over no other label and no line of another event runs through it."""
    spans = [(place - NEAR, place) if _leans_left(place) else (place, place + NEAR) for place in places]
    levels: dict[int, int] = {}
    order = sorted(range(len(places)), key=lambda index: (1, places[index]) if _leans_left(places[index]) else (0, -places[index]))
    for index in order:
        start, end = spans[index]
        under = [levels[other] for other in levels if start <= places[other] <= end or (spans[other][0] < end and start < spans[other][1])]
        levels[index] = max(under, default=-1) + 1
    return [levels[index] for index in range(len(places))]


def _leans_left(place: float) -> bool:
    return place > 1 - NEAR
