"""Where the town stands among the town halls of its size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Table
from diagnostic.charts.canvas import FIRST, NAVY, PALE_NAVY, RUST, SECONDARY, Words, draw, name_heights
from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.peers.measures import median
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# hours in a bar; a small stratum has too few town halls for narrow ones
NARROW, WIDE, MANY = 2.5, 5.0, 1_000
TOWN, MEDIAN = 1.32, 1.14  # how high the lines of both are named, in longest bars


@takes_disclosed
def standing(languages: Sequence[str], rows: Disclosed, peers: Disclosed) -> Chart | None:
    """How many town halls of the stratum open so many hours a week, those that open less in the darker shade, and the town in rust.

    `rows` hold `opening.weekly_hours` and `opening.peer_percentile`; `peers` come from `measures.peers`.
    """
    hours, percentile = (pick(rows, f"opening.{name}").dropna(subset=["value"]) for name in ("weekly_hours", "peer_percentile"))
    if hours.empty or percentile.empty:
        return None
    here, share = float(hours["value"].iloc[0]), float(percentile["value"].iloc[0])
    count = int(peers["town_halls"].sum())
    width = NARROW if count >= MANY else WIDE
    bars = peers.groupby(peers["weekly_minutes"] / 60 // width * width)["town_halls"].sum()
    half = median(peers)

    def paint(axes: Axes, say: Words) -> None:
        colours = [FIRST if start + width / 2 < here else PALE_NAVY for start in bars.index]
        axes.bar(bars.index, bars, width=width, align="edge", color=colours, edgecolor="white", linewidth=0.8)
        top = float(bars.max())
        left = here <= half
        for place, height, words, colour, dash in (
            (here, TOWN, say("here", hours=Quantity(here, "hour_week")), RUST, "-"),
            (half, MEDIAN, say("median", median=Quantity(half, "hour_week")), NAVY, (0, (3, 2))),
        ):
            axes.plot([place, place], [0, top * (height - 0.03)], color=colour, linewidth=1.6, linestyle=dash)
            # away from the other's line
            away = "right" if (place == half) != left and place > float(bars.index[-1]) * 0.35 else "left"
            axes.text(place, top * height, words, color=colour, ha=away, va="bottom")
        axes.set_xlabel(say("x"))
        axes.set_xlim(0, max(float(bars.index[-1]) + width, here * 1.05))
        axes.set_ylim(0, top * (TOWN + 0.15))
        name_heights(axes, say("y"))
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        for start, halls in bars.items():
            crossed = any(abs(start + width / 2 - place) < width * 0.4 for place in (here, half))
            if halls >= top * 0.12 and not crossed:
                axes.text(start + width / 2, halls, say.number(halls, "count", "exact"), ha="center", va="bottom", color=SECONDARY)

    data = Table(
        "charts.standing",
        {"opens": "hour_week", "town_halls": "count_exact"},
        [[float(start), int(halls)] for start, halls in bars.items()],
    )
    values = {
        "halls": Quantity(count, "count_exact"),
        "hours": Quantity(here, "hour_week", source="opening.weekly_hours[all]"),
        "share": Quantity(share, "share", source="opening.peer_percentile[all]"),
        "median": Quantity(half, "hour_week"),
    }
    return draw("standing", languages, paint, data, values, height=1.75)
