"""Where the town stands among the town halls of its size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Table
from diagnostic.charts.canvas import FIRST, NAVY, PALE_NAVY, RUST, SECONDARY, Words, draw
from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.peers.measures import median
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# hours in a bar; a small stratum has too few town halls for narrow ones
NARROW, WIDE, MANY = 2.5, 5.0, 1_000


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
        axes.plot([here, here], [0, top * 1.12], color=RUST, linewidth=1.8)
        right = here > float(bars.index[-1]) * 0.6
        axes.text(
            here, top * 1.15, say("here", hours=Quantity(here, "hour_week")), color=RUST, ha="right" if right else "left", va="bottom"
        )
        axes.plot([half, half], [0, top * 0.06], color=NAVY, linewidth=1.6)
        axes.set_xlabel(say("x", median=Quantity(half, "hour_week")))
        axes.set_xlim(0, max(float(bars.index[-1]) + width, here * 1.05))
        axes.set_ylim(0, top * 1.3)
        axes.text(0, top * 1.15, say("y"), color=SECONDARY, fontsize=8.5, va="bottom")
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        for start, halls in bars.items():
            if halls >= top * 0.12:
                axes.text(
                    start + width / 2, halls, say.number(halls, "count", "exact"), ha="center", va="bottom", fontsize=8, color=SECONDARY
                )

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
