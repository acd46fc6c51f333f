"""The chart of chasers: how often people ask after a case as it grows older."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import NAVY, RUST, TEXT, Words, draw, name_heights
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@takes_disclosed
def ages(languages: Sequence[str], steps: Disclosed) -> Chart | None:
    """Chasers a month per hundred open cases by age, in rust once the due date has passed: `chasers.ages`.

    Cases with a due date are shown against it; where there are none, cases since their opening. What the same people ask anyway is
    part of what is drawn: the caption tells it.
    """
    clock = "due" if (steps["clock"] == "due").any() else "opening"
    shown = steps[steps["clock"] == clock]
    if len(shown) < 2:
        return None
    late = shown["first_day"] >= (0 if clock == "due" else float("inf"))

    def paint(axes: Axes, say: Words) -> None:
        widths = shown["last_day"] - shown["first_day"]
        axes.bar(shown["first_day"], shown["rate"], width=widths * 0.94, align="edge", color=[RUST if day else NAVY for day in late])
        top = float(shown["rate"].max())
        if clock == "due":
            axes.axvline(0, color=TEXT, linewidth=1.2, ymax=0.88)
            axes.text(0, top * 1.13, say("due"), ha="center", color=TEXT)
            for side, place, colour in (("before", shown["first_day"].min(), NAVY), ("after", shown["last_day"].max(), RUST)):
                axes.text(place, top * 1.13, say(side), ha="left" if side == "before" else "right", color=colour)
        axes.set(ylim=(0, top * 1.24), xlabel=say(f"x_{clock}"))
        name_heights(axes, say("y"))
        axes.yaxis.set_major_formatter(lambda height, _: say.number(height, "count", "exact"))
        axes.xaxis.set_major_formatter(lambda day, _: say.number(day, "count_exact"))
        axes.grid(axis="y")
        axes.set_axisbelow(True)

    data = Table(
        "charts.ages",
        {"first": "count_exact", "last": "count_exact", "chasers": "count", "rate": "per_100_case_months"},
        [[row.first_day, row.last_day, row.chasers, row.rate] for row in shown.itertuples()],
    )
    values = {
        "chasers": Quantity(float(shown["chasers"].sum()), "count"),
        "usual": Quantity(float(shown["usual"].iloc[0]), "per_100_case_months"),
        "lowest": Quantity(float(shown["rate"].min()), "per_100_case_months"),
        "highest": Quantity(float(shown["rate"].max()), "per_100_case_months"),
        "late": Message("charts.ages.late") if late.any() else "",
    }
    return draw("ages", languages, paint, data, values, height=2.1)
