"""Horizontal bars: the first on top, a name at the left of each, and its figure at its end in place of an axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def label_bars(
    axes: Axes, names: Sequence[str], ends: Iterable[float], written: Iterable[str], gap: float, room: float, margin: float = 0.5
) -> None:
    """Name the bars drawn at 0, 1, 2… and write at the end of each what it is worth.

    `gap` goes before what is written, `room` is the width of the picture in longest bars, `margin` what is free above and below.
    """
    ends = list(ends)
    for position, (end, figure) in enumerate(zip(ends, written, strict=True)):
        axes.text(end + gap, position, figure, va="center")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlim=(0, max(ends) * room), ylim=(len(names) - 1 + margin, -margin))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
