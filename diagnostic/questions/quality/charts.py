"""The picture of the data: when each source bears records, with its gaps and its jumps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import HAIRLINE, NAVY, PALE_RUST, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST_LABEL = 30
TALLEST, LEAST_SEEN = 0.72, 0.07


@takes_disclosed
def weeks(languages: Sequence[str], weekly: Disclosed, gaps: Disclosed, jumps: Disclosed, names: Mapping[str, str]) -> Chart | None:
    """One row per source, a bar per week with records (as tall as the week against the source's busiest), gaps and jumps in rust.

    `weekly`, `gaps` and `jumps` are those of `quality`; `names` gives each source the name that readers know, in their order.
    """
    sources = [source for source in names if source in set(weekly["source"])]
    if not sources:
        return None
    first, last = weekly["week"].min(), weekly["week"].max()
    wide = weekly.pivot(index="week", columns="source", values="records").reindex(pd.date_range(first, last, freq="7D"))

    def paint(axes: Axes, say: Words) -> None:
        span = len(wide)
        for row, source in enumerate(sources):
            _row(axes, wide[source], row, gaps[gaps["source"] == source], set(jumps.loc[jumps["source"] == source, "week"]))
            axes.text(span + 0.4, row, say.number(float(wide[source].sum()), "count", "exact"), va="bottom", fontsize=8.5, color=SECONDARY)
        axes.text(span + 0.4, -0.85, say("records"), va="bottom", fontsize=8.5, color=SECONDARY)
        labels = [names[source] for source in sources]
        axes.set_yticks([row - TALLEST / 3 for row in range(len(sources))], [_short(label) for label in labels], color=TEXT)
        months = [at for at, week in enumerate(wide.index) if week.day <= 7]
        written = [say.word(f"words.month.{wide.index[at].month}") for at in months]
        axes.set_xticks(months, written)
        axes.set_xlim(-1, span + 6)
        axes.set_ylim(len(sources) - 0.7, -1.0)
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)

    table = [
        [names[source], wide[source].sum(), wide[source].gt(0).sum(), int(gaps.loc[gaps["source"] == source, "weeks"].sum())]
        for source in sources
    ]
    data = Table("charts.data", {"file": "text", "records": "count_exact", "weeks": "count_exact", "empty": "count_exact"}, table)
    values = {
        "files": Quantity(len(sources), "count_exact"),
        "records": Quantity(float(wide.sum().sum()), "count_exact"),
        "empty": Quantity(float(gaps["weeks"].sum()), "count_exact"),
        "jumps": Quantity(float(len(jumps)), "count_exact"),
        "accent": Message("charts.data.accent") if len(jumps) else "",
        "ground": Message("charts.data.ground") if len(gaps) else "",
    }
    return draw("data", languages, paint, data, values, height=0.55 + 0.28 * len(sources))


def _row(axes: Axes, counts: pd.Series, row: int, gaps: Disclosed, jumps: set[pd.Timestamp]) -> None:
    """One source: its bars on a line of its own, its gaps as a band."""
    axes.plot([-0.5, len(counts) - 0.5], [row, row], color=HAIRLINE, linewidth=0.8, zorder=0)
    shown = counts.dropna()
    shown = shown[shown > 0]
    heights = (shown / shown.max()).clip(lower=LEAST_SEEN) * TALLEST
    positions = [counts.index.get_loc(week) for week in shown.index]
    colours = [RUST if week in jumps else NAVY for week in shown.index]
    axes.bar(positions, -heights, bottom=row, width=0.72, color=colours)
    for gap in gaps.itertuples():
        start = counts.index.get_loc(gap.start)
        axes.bar(start + (gap.weeks - 1) / 2, -TALLEST, bottom=row, width=gap.weeks, color=PALE_RUST)
        axes.plot([start - 0.5, start + gap.weeks - 0.5], [row, row], color=RUST, linewidth=1.8, solid_capstyle="butt")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
