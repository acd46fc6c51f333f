"""The chart of paths: from which channel to which people come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diagnostic.blocks import Chart, Table
from diagnostic.charts.canvas import HAIRLINE, NAVY, PALE_NAVY, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle


def transitions(languages: Sequence[str], matrix: pd.DataFrame) -> Chart | None:
    """Repeats by the channel before (a row each) and the channel now: `measures.paths.transitions`; the most frequent change in rust."""
    if len(matrix) < 2 or not np.nansum(matrix.to_numpy()):
        return None
    counts = matrix.to_numpy(float)
    apart = np.where(np.eye(len(counts), dtype=bool), -1.0, np.nan_to_num(counts))
    before, now = divmod(int(apart.argmax()), len(counts))

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        ramp = LinearSegmentedColormap.from_list("navy", [PALE_NAVY, NAVY])
        axes.imshow(np.nan_to_num(counts), cmap=ramp, aspect="auto")
        for row, column in np.ndindex(counts.shape):
            count = counts[row, column]
            dark = count > np.nanmax(counts) * 0.45
            written = say("hidden") if np.isnan(count) else say.number(count, "count", "exact")
            axes.text(column, row, written, ha="center", va="center", color="white" if dark else TEXT)
        axes.add_patch(_frame(now, before))
        names = [say.word(f"words.channel.{channel}") for channel in matrix.index]
        axes.set_xticks(range(len(names)), names)
        axes.set_yticks(range(len(names)), names)
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel(say("now"), color=SECONDARY)
        axes.set_ylabel(say("before"), color=SECONDARY)
        for edge in np.arange(len(names) - 1) + 0.5:
            axes.axhline(edge, color=HAIRLINE, linewidth=0.8)
            axes.axvline(edge, color=HAIRLINE, linewidth=0.8)
        for spine in axes.spines.values():
            spine.set_visible(False)

    cells = [(row, column) for row in range(len(counts)) for column in range(len(counts)) if counts[row, column] != 0]
    data = Table(
        "charts.transitions",
        {"before": "word", "now": "word", "repeats": "count"},
        [[f"words.channel.{matrix.index[row]}", f"words.channel.{matrix.columns[column]}", counts[row, column]] for row, column in cells],
    )
    values = {
        "repeats": Quantity(float(np.nansum(counts)), "count", source="table:charts.transitions"),
        "before": Word(f"words.channel.{matrix.index[before]}"),
        "now": Word(f"words.channel.{matrix.columns[now]}"),
    }
    return draw("transitions", languages, paint, data, values, height=0.9 + 0.38 * len(counts))


def _frame(column: int, row: int) -> Rectangle:
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.47, row - 0.44), 0.94, 0.88, fill=False, edgecolor=RUST, linewidth=1.8)
