"""The chart of paths: from which channel to which people come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import HAIRLINE, NAVY, PALE_NAVY, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@takes_disclosed
def transitions(languages: Sequence[str], matrix: Disclosed) -> Chart | None:
    """Repeats by the channel before (a row each) and the channel now: `paths.transitions`; the most frequent change in rust.

    A channel of which no figure may be shown has no row, or no column.
    """
    told = matrix.gt(0)
    used = matrix.loc[told.any(axis=1), told.any()]
    counts = used.to_numpy(float)
    same = np.equal.outer(used.index.to_numpy(str), used.columns.to_numpy(str))
    apart = np.where(same, 0.0, np.nan_to_num(counts))
    if not apart.any():
        return None
    before, now = divmod(int(apart.argmax()), apart.shape[1])

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap
        from matplotlib.patches import Rectangle

        ramp = LinearSegmentedColormap.from_list("navy", [PALE_NAVY, NAVY])
        axes.imshow(np.nan_to_num(counts), cmap=ramp, aspect="auto")
        for row, column in np.ndindex(counts.shape):
            count = counts[row, column]
            dark = count > np.nanmax(counts) * 0.45
            written = say("hidden") if np.isnan(count) else say.number(count, "count", "exact") if count else ""
            axes.text(column, row, written, ha="center", va="center", color="white" if dark else SECONDARY if np.isnan(count) else TEXT)
        axes.add_patch(Rectangle((now - 0.47, before - 0.44), 0.94, 0.88, fill=False, edgecolor=RUST, linewidth=1.8))
        axes.set_xticks(range(len(used.columns)), [say.word(f"words.channel.{channel}") for channel in used.columns])
        axes.set_yticks(range(len(used.index)), [say.word(f"words.channel.{channel}") for channel in used.index])
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.set_xlabel(say("now"), color=SECONDARY, labelpad=7)
        axes.annotate(
            say("before"), (0, 1), (-6, 6), xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom", color=SECONDARY
        )
        for line, cells in ((axes.axhline, used.index), (axes.axvline, used.columns)):
            for edge in np.arange(len(cells) - 1) + 0.5:
                line(edge, color=HAIRLINE, linewidth=0.8)
        for spine in axes.spines.values():
            spine.set_visible(False)

    data = Table(
        "charts.transitions",
        {"before": "word", "now": "word", "repeats": "count"},
        [
            [f"words.channel.{used.index[row]}", f"words.channel.{used.columns[column]}", counts[row, column]]
            for row, column in np.argwhere(counts != 0)
        ],
    )
    values = {
        "repeats": Quantity(float(np.nansum(counts)), "count"),
        "before": Word(f"words.channel.{used.index[before]}"),
        "now": Word(f"words.channel.{used.columns[now]}"),
        "dropped": Message("charts.transitions.dropped") if (matrix.isna().sum().sum() > np.isnan(counts).sum()) else "",
        "masked": Message("charts.transitions.masked") if np.isnan(counts).any() else "",
    }
    return draw("transitions", languages, paint, data, values, height=0.7 + 0.3 * len(used))
