"""Where the time of a request goes: days per step, by who has it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Table
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREY, NAVY, RUST, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST, LONGEST = 8, 34
HOLDERS = (("within", NAVY, ""), ("between", RUST, ""), ("user", "white", "////"))


@takes_disclosed
def stages(languages: Sequence[str], holders: Disclosed) -> Chart | None:
    """Share of the time that follows each step, split by who has the request: `stages.holders`. None without an event log."""
    total = holders["days"].sum()
    if holders.empty or total <= 0:
        return None
    wide = holders.assign(activity=holders["activity"].fillna("")).pivot_table("days", "activity", "held", "sum")
    wide = wide.reindex(columns=[name for name, *_ in HOLDERS], fill_value=0.0).fillna(0.0) / total
    order = wide.drop(index="", errors="ignore").sum(axis=1).sort_values(ascending=False).index[:MOST]
    shown = wide.loc[order]
    rest = wide.drop(index=order).sum()

    def paint(axes: Axes, say: Words) -> None:
        labels = [say.label(str(step), LONGEST) for step in shown.index]
        bars = shown
        if rest.sum() > 0:
            bars, labels = pd.concat([shown, rest.to_frame().T]), [*labels, say("others")]
        start = pd.Series(0.0, index=range(len(bars)))
        several = (bars.sum() > 0).sum() > 1  # one alone is no point to make
        for name, colour, hatch in HOLDERS:
            if bars[name].sum() > 0:
                widths = bars[name].reset_index(drop=True)
                edge, seen = GREY if hatch else "none", widths[widths > 0]
                left, shade = start[seen.index], colour if several or hatch else NAVY
                axes.barh(
                    seen.index, seen, left=left, color=shade, hatch=hatch, edgecolor=edge, linewidth=0.6, height=0.62, label=say(name)
                )
                start = start + widths
        label_bars(axes, labels, Column([say.number(end, "share") for end in start]))
        axes.legend(loc="lower right", fontsize=8.5, handlelength=1.4)

    data = Table(
        "charts.stages",
        {"step": "text", "within": "share", "between": "share", "user": "share"},
        [[str(step), row["within"], row["between"], row["user"]] for step, row in shown.iterrows()],
    )
    values = {
        "steps": Quantity(float(len(shown)), "count"),
        "first": str(shown.index[0]) if len(shown) else "",
        "share": Quantity(float(shown.iloc[0].sum()) if len(shown) else 0.0, "share"),
    }
    return draw("stages", languages, paint, data, values, height=0.7 + 0.28 * (len(shown) + 1))
