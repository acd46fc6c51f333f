"""Charts of processing times: the range per procedure against what was announced, and the survival curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import GREY, NAVY, RUST, TEXT, Words, draw, name_heights
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST, LONGEST = 15, 34
# steps of a curve, several to each point of the page: a city has hundreds of thousands, which no page carries and no eye sees
STEPS = 2_000


@takes_disclosed
def ranges(
    languages: Sequence[str], median: Disclosed, eighth: Disclosed, promises: Mapping[str, float], annex: bool = False
) -> Chart | None:
    """Per procedure, from the time that closes half of the requests to the one that closes eight in ten, the announced time as a tick.

    `median` and `eighth` are rows of `processing.p50` and `.p80` by procedure. For the annex where the procedures stand side by side.
    """
    both = median.merge(eighth[["procedure", "value"]], on="procedure", suffixes=("", "_p80")).dropna(subset=["value"])
    both = both.sort_values("value_p80", ascending=False)
    if both.empty:
        return None
    both = both.head(MOST)
    longest = float(pd.concat([both["value_p80"], both["value"]]).max())
    announced = {name: promises[name.lower()] for name in both["procedure"] if name.lower() in promises}

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.ticker import MaxNLocator

        for position, row in enumerate(both.itertuples()):
            promise = announced.get(row.procedure)
            end = row.value_p80 if pd.notna(row.value_p80) else longest
            kept = end if promise is None else min(max(promise, row.value), end)
            axes.plot([row.value, kept], [position, position], color=NAVY, linewidth=7, solid_capstyle="butt")
            if end > kept:
                axes.plot([kept, end], [position, position], color=RUST, linewidth=7, solid_capstyle="butt")
            if promise is not None:
                axes.plot([promise, promise], [position - 0.36, position + 0.36], color=TEXT, linewidth=1.6)
            written = say(
                "range" if pd.notna(row.value_p80) else "range_open",
                median=Quantity(row.value, "day"),
                times=Quantity(row.value_p80, "day", row.value, row.value_p80),
            )
            axes.text(max(end, promise or 0) + longest * 0.015, position, written, va="center", color=TEXT)
        axes.set_yticks(range(len(both)), [say.label(name, LONGEST) for name in both["procedure"]])
        room = 1.7 if both["value_p80"].isna().any() else 1.3
        axes.set(xlim=(0, max([longest, *announced.values()]) * room), ylim=(len(both) - 0.4, -0.6), xlabel=say("x"))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.xaxis.set_major_formatter(lambda day, _: say.number(day, "count"))
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x")
        axes.set_axisbelow(True)

    data = Table(
        "charts.ranges",
        {"procedure": "text", "median": "day", "eighth": "day", "announced": "day", "cases": "count"},
        [[row.procedure, row.value, row.value_p80, announced.get(row.procedure), row.denominator] for row in both.itertuples()],
        empty={"eighth": "not_reached", "announced": "not_applicable"},
    ).without_empty("announced")
    values: dict[str, object] = {
        "procedures": Quantity(len(both), "count"),
        "cases": Quantity(float(both["denominator"].sum()), "count"),
    }
    values |= {name: Message(f"charts.ranges.{name}") if announced else "" for name in ("tick", "announced")}
    ends = both["value_p80"].fillna(longest)
    late = any(end > announced[name] for name, end in zip(both["procedure"], ends, strict=True) if name in announced)
    values["accent"] = Message("charts.ranges.accent") if late else ""
    return draw("ranges", languages, paint, data, values, height=0.6 + 0.32 * len(both), annex=annex)


@takes_disclosed
def curve(languages: Sequence[str], points: Disclosed) -> Chart | None:
    """The share of cases closed by each number of days, open cases counted, with its band: `processing.curve`."""
    if points.empty:
        return None

    drawn = _thinned(points)

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(drawn["days"], drawn["low"], drawn["high"], step="post", color=NAVY, alpha=0.15, linewidth=0)
        axes.step(drawn["days"], drawn["share"], where="post", color=NAVY, linewidth=1.6)
        marks = _thinned(points[points["waiting"] > 0])
        axes.plot(marks["days"], marks["share"], linestyle="", marker="|", markersize=5, color=GREY)
        axes.set(ylim=(0, 1), xlim=(0, None), xlabel=say("x"))
        name_heights(axes, say("y"))
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [say.number(y, "share") for y in (0, 0.25, 0.5, 0.75, 1)])
        axes.grid(axis="y")

    # about ten of the curve's own times, enough for its table
    milestones = [*points["days"].iloc[:: max(len(points) // 10, 1)], points["days"].iloc[-1]]
    data = Table(
        "charts.curve",
        {"days": "day", "closed": "share", "low": "share", "high": "share"},
        [[row.days, row.share, row.low, row.high] for row in points[points["days"].isin(milestones)].itertuples()],
    ).without_empty("low", "high")
    values = {
        "closed": Quantity(float(points["share"].iloc[-1]), "share"),
        "band": Message("charts.curve.band") if points["low"].notna().any() else "",
        "marks": Message("charts.curve.marks") if (points["waiting"] > 0).any() else "",
    }
    return draw("curve", languages, paint, data, values, height=2.1, annex=True)


def _thinned(points: pd.DataFrame) -> pd.DataFrame:
    """The points that a picture can show apart, the first and the last among them."""
    every = -(-len(points) // STEPS) or 1
    return points.iloc[[at for at in range(len(points)) if at % every == 0 or at == len(points) - 1]]
