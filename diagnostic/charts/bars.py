"""Horizontal bars: the first on top, at the left of each its name and what it is worth, where a narrow screen shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from diagnostic.charts.canvas import SECONDARY, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

GAP, LINE, HEAD = 9.0, 0.42, 14  # points between columns, the height of a line of a head in bars, its length in letters


@dataclass(frozen=True)
class Column:
    """Figures beside the bars, in the colour of what they are about; `head` says what they are where the title does not."""

    written: Sequence[str]
    head: str = ""
    colour: str = TEXT


def label_bars(axes: Axes, names: Sequence[str], *columns: Column, most: float | None = None) -> None:
    """Name the bars drawn at 0, 1, 2…, with columns of figures in place of an axis; the picture ends at the longest, or at `most`."""
    heads = [fill(column.head, HEAD) for column in columns]
    room = max((LINE * (head.count("\n") + 1) for head in heads if head), default=0.0)
    offset = GAP
    for column, head in reversed(list(zip(columns, heads, strict=True))):
        written = [_beside(axes, position, words, offset, column.colour) for position, words in enumerate(column.written)]
        if head:
            written.append(_beside(axes, -0.5 - room / 2, head, offset, SECONDARY if column.colour == TEXT else column.colour))
        offset += max(text.get_window_extent().width for text in written) * 72 / axes.figure.dpi + GAP
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", pad=offset, labelcolor=TEXT)
    axes.set(xlim=(0, most or axes.dataLim.x1), ylim=(len(names) - 0.5, -0.5 - room))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


def _beside(axes: Axes, position: float, words: str, offset: float, colour: str) -> Annotation:
    """Words that end so many points before the bars."""
    return axes.annotate(
        words,
        (0, position),
        (-offset, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        annotation_clip=False,
        ha="right",
        va="center",
        color=colour,
    )
