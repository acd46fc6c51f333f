"""The chart of agents needed at once against agents present, on the busiest day of the week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diagnostic.blocks import Chart, Table, plain
from diagnostic.charts import half_hours
from diagnostic.charts.canvas import FIRST, NAVY, RUST, Words, draw
from diagnostic.measuring.disclosure import takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from diagnostic.questions.staffing.measures import Staffing

LABEL_GAP = 0.2  # of a half-hour


@takes_disclosed
def needed(languages: Sequence[str], places: Sequence[Staffing]) -> list[Chart]:
    """For each place, agents needed in each half-hour of the day that takes most, and those present where they may be shown."""
    return [_needed(languages, place) for place in places]


def _needed(languages: Sequence[str], place: Staffing) -> Chart:
    busiest, day, edges = half_hours.busiest_day(place.week, "needed")

    def paint(axes: Axes, say: Words) -> None:
        axes.stairs(day["needed"].fillna(0), edges, fill=True, color=FIRST)
        axes.stairs(day["needed"].fillna(0), edges, color=NAVY, linewidth=1.2)
        top = float(np.nanmax([day["needed"].max(), day["present"].max()]))
        # within the stairs, which the line of those present may run along
        axes.text(edges[0] + LABEL_GAP, float(day["needed"].iloc[0]) - top * 0.04, say("needed"), color=NAVY, va="top")
        if place.known:
            axes.stairs(day["present"].fillna(0), edges, color=RUST, linewidth=1.6)
            last = float(day["present"].dropna().iloc[-1])
            axes.text(edges[-1] - LABEL_GAP, last + top * 0.04, say("present"), color=RUST, ha="right", va="bottom")
        half_hours.dress_day(axes, say, edges)
        axes.set_yticks(range(int(top) + 2))
        axes.set_ylim(0, top * 1.25)

    data = Table(
        "charts.staffing",
        {"hour": "time_of_day", "needed": "count", "present": "fte"},
        [[slot / 2, row.needed, plain(row.present)] for slot, row in day.dropna(subset=["needed"]).iterrows()],
    )
    values = {
        "place": place.site or Word("words.channel.phone"),
        "weekday": Word(f"words.weekday_long.{busiest}"),
        "most": Quantity(float(day["needed"].max()), "count"),
    }
    return draw("staffing", languages, paint, data, values, height=2.0, annex=place.channel != "phone")
