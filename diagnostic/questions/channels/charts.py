"""Charts of the channels: how people make contact, and how that moves over the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts import timeline
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREEN, GREY, NAVY, PLUM, RUST, SECONDARY, Words, draw, name_heights
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SERIES = ((NAVY, "-", "o"), (GREEN, "-", "s"), (PLUM, "--", "^"), (SECONDARY, "-.", "D"), (GREY, ":", "v"))


@takes_disclosed
def shares(languages: Sequence[str], rows: Disclosed) -> Chart | None:
    """Sorted bars, one per channel, the first in rust: rows of `channel.share` by channel."""
    shown = rows.dropna(subset=["value"]).sort_values("value", ascending=False)
    if shown.empty:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(shown)), shown["value"], color=[RUST] + [NAVY] * (len(shown) - 1), height=0.6)
        names = [say.word(f"words.channel.{channel}") for channel in shown["channel"]]
        label_bars(axes, names, Column([say.number(share, "share") for share in shown["value"]]))

    data = Table(
        "charts.shares",
        {"channel": "word", "share": "share", "low": "share", "high": "share", "contacts": "count"},
        [[f"words.channel.{row.channel}", row.value, row.low, row.high, row.numerator] for row in shown.itertuples()],
    ).without_empty("low", "high")
    first = shown.iloc[0]
    values = {
        "first": Word(f"words.channel.{first['channel']}"),
        "share": Quantity(first["value"], "share", source=f"channel.share[{first['scope']}]"),
        "contacts": Quantity(first["denominator"], "count", source=f"channel.share[{first['scope']}]:denominator"),
    }
    return draw("shares", languages, paint, data, values, height=0.3 + 0.3 * len(shown))


@takes_disclosed
def months(languages: Sequence[str], rows: Disclosed, events: Sequence[Event] = ()) -> Chart | None:
    """Handled contacts by month, or quarter, a line per channel labelled at its end, with the declared events.

    A line breaks where a month is hidden or absent. `rows` are those of `channel.share` by channel `over_time`.
    """
    counted = rows.dropna(subset=["numerator"])
    if counted.empty:
        return None
    length = "quarter" if "Q" in str(rows["time"].iloc[0]) else "month"
    span = pd.period_range(rows["time"].min(), rows["time"].max(), freq=length[0].upper())
    counted = counted.assign(time=pd.PeriodIndex(counted["time"], freq=span.freq))
    wide = counted.pivot(index="time", columns="channel", values="numerator")
    wide = wide.reindex(span)
    hidden = len(counted) < len(rows) or bool(wide.isna().all(axis=1).any())
    placed = _placed(events, span)
    order = wide.sum().sort_values(ascending=False).index[: len(SERIES)]

    def paint(axes: Axes, say: Words) -> None:
        positions = range(len(wide))
        ends = _spread([float(wide[channel].dropna().iloc[-1]) for channel in order], float(wide[order].max().max()) * 0.07)
        for channel, end, (colour, dash, marker) in zip(order, ends, SERIES, strict=False):
            axes.plot(positions, wide[channel], color=colour, linestyle=dash, marker=marker, markersize=3.5, linewidth=1.6)
            axes.text(len(wide) - 0.8, end, say.word(f"words.channel.{channel}"), color=colour, va="center", fontsize=8.5)
        top = float(wide[order].max().max()) * 1.06
        axes.set_ylim(0, top)
        axes.set_xlim(-0.3, len(wide) + 0.9)
        timeline.mark(axes, [(at, at / len(wide)) for at, _ in placed])
        axes.set_xticks(list(positions), [say.word(f"words.{length}.{getattr(time, length)}") for time in span])
        name_heights(axes, say("y"), timeline.ROOM if placed else 0)
        timeline.count(axes, say, top)

    name = f"charts.{length}s"
    data = Table(
        name,
        {"channel": "word", "time": "word", "year": "text", "contacts": "count"},
        [
            [f"words.channel.{row.channel}", f"words.{length}.{getattr(row.time, length)}", str(row.time.year), row.numerator]
            for row in counted.sort_values(["channel", "time"]).itertuples()
        ],
    )
    peak = wide.sum(axis=1).idxmax()
    values = {
        "time": Word(f"words.{length}_long.{getattr(peak, length)}"),
        "contacts": Quantity(float(wide.to_numpy()[~pd.isna(wide.to_numpy())].sum()), "count"),
        "hidden": Message(f"{name}.hidden") if hidden else "",
        "events": timeline.named(placed),
    }
    return draw(f"{length}s", languages, paint, data, values, height=2.3)


def _placed(events: Sequence[Event], span: pd.PeriodIndex) -> list[tuple[float, str]]:
    """Where each labelled event of these months, or quarters, falls on their axis."""
    dated = [(pd.Timestamp(event.date), event.label) for event in events if event.label]
    within = [(day, label, day.to_period(span.freq)) for day, label in sorted(dated) if day.to_period(span.freq) in span]
    return [(span.get_loc(time) + (day - time.start_time) / (time.end_time - time.start_time) - 0.5, label) for day, label, time in within]


def _spread(heights: list[float], gap: float) -> list[float]:
    """The heights moved apart just enough for their labels not to overlap, in their order."""
    placed: dict[int, float] = {}
    floor = None
    for index in sorted(range(len(heights)), key=heights.__getitem__):
        floor = heights[index] if floor is None else max(heights[index], floor + gap)
        placed[index] = floor
    return [placed[index] for index in range(len(heights))]
