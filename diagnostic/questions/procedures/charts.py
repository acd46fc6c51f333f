"""Charts of the procedures: which are both much asked for and much asked for again, and by which channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import FIRST, GREY, HAIRLINE, NAVY, RUST, SECONDARY, TEXT, Words, draw, name_heights
from diagnostic.charts.placing import name_points
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 30


@takes_disclosed
def quadrant(languages: Sequence[str], shown: Disclosed, rate: float | None) -> Chart | None:
    """Each procedure by volume and repeat rate, in rust those above both the median volume and the rate of all: `procedures.quadrant`."""
    if len(shown) < 2 or rate is None:
        return None
    middle, heavy = float(shown["contacts"].median()), shown["heavy"]

    def paint(axes: Axes, say: Words) -> None:
        colours = [RUST if both else NAVY for both in heavy]
        axes.axvline(middle, color=HAIRLINE, linewidth=1)
        axes.axhline(rate, color=HAIRLINE, linewidth=1)
        axes.scatter(shown["contacts"], shown["repeat_rate"], s=22, c=colours, zorder=3)
        name_heights(axes, say("y"))
        axes.set(xlabel=say("x"), ylim=(0, float(shown["repeat_rate"].max()) * 1.15))
        axes.set_xlim(0, float(shown["contacts"].max()) * 1.15)
        axes.xaxis.set_major_formatter(lambda size, _: say.number(size, "count"))
        axes.yaxis.set_major_formatter(lambda share, _: say.number(share, "share"))
        axes.text(
            1.01,  # beside the axes, where no name of a point goes
            rate,
            say("all", rate=Quantity(rate, "share")),
            transform=axes.get_yaxis_transform(),
            fontsize=8,
            ha="left",
            va="center",
            color=SECONDARY,
        )
        order = (shown["contacts"] * shown["repeat_rate"]).sort_values(ascending=False).index
        points = [(float(shown.at[at, "contacts"]), float(shown.at[at, "repeat_rate"])) for at in order]
        names = [say.label(shown.at[at, "procedure"], LONGEST) for at in order]
        name_points(axes, points, names, [RUST if heavy[at] else TEXT for at in order])

    data = Table(
        "charts.quadrant",
        {"procedure": "text", "contacts": "count", "repeats": "share"},
        [[row.procedure, row.contacts, row.repeat_rate] for row in shown.itertuples()],
    )
    marked = {
        "heavy": Quantity(int(heavy.sum()), "count", source="table:charts.quadrant"),
        "rate": Quantity(rate, "share", source="repeat.rate[all]"),
    }
    values = marked | {
        "procedures": Quantity(len(shown), "count"),
        "accent": Message("charts.quadrant.accent", {**marked}) if heavy.any() else "",
        "names": [str(name) for name in shown.loc[heavy, "procedure"]],
    }
    return draw("quadrant", languages, paint, data, values, height=2.7)


@takes_disclosed
def channels(languages: Sequence[str], cells: Disclosed) -> Chart | None:
    """The channels of one procedure: its rows of `procedures.channels`."""
    if cells.empty:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(cells)), cells["share"], color=[NAVY] + [FIRST] * (len(cells) - 1), height=0.55)
        names = [say.word(f"words.channel.{channel}") for channel in cells["channel"]]
        counts = Column([say.number(contacts, "count", "exact") for contacts in cells["contacts"]])
        label_bars(axes, names, counts, Column([say.number(share, "share") for share in cells["share"]]))
        axes.spines["left"].set_color(GREY)

    data = Table(
        "charts.procedure_channels",
        {"channel": "word", "contacts": "count", "share": "share"},
        [[f"words.channel.{row.channel}", row.contacts, row.share] for row in cells.itertuples()],
    )
    values = {
        "first": Word(f"words.channel.{cells.iloc[0]['channel']}"),
        "share": Quantity(float(cells.iloc[0]["share"]), "share"),
        "contacts": Quantity(float(cells["contacts"].sum()), "count"),
    }
    return draw("procedure_channels", languages, paint, data, values, height=0.4 + 0.36 * len(cells))
