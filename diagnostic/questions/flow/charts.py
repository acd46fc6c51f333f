"""Charts of the flow: what waits, day by day; what comes in and goes out; how old the open stock is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Table, plain
from diagnostic.charts import timeline
from diagnostic.charts.bars import label_bars
from diagnostic.charts.canvas import NAVY, PALE_NAVY, RUST, Words, draw
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@takes_disclosed
def backlog(languages: Sequence[str], daily: Disclosed, monthly: Disclosed, events: Sequence[Event]) -> Chart | None:
    """The open stock at the end of each day, with the declared events: `flow.backlog`; its table is `flow.monthly`.

    None where the stock was never large enough to be shown.
    """
    if daily["backlog"].isna().all():
        return None
    shown = timeline.broken(daily.set_index(pd.to_datetime(daily["day"]))["backlog"], events)
    known = shown.dropna()

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(shown.index, 0, shown, color=PALE_NAVY, linewidth=0)
        axes.plot(shown.index, shown, color=NAVY, linewidth=1.6)
        last = known.index[-1]
        axes.plot([last], [shown[last]], marker="o", color=RUST, markersize=4.5, clip_on=False, zorder=3)
        beside = last + (last - shown.index[0]) * timeline.BESIDE * 1.5
        axes.text(beside, shown[last], say.number(shown[last], "count", "exact"), color=RUST, va="center", fontsize=9)
        axes.set_ylim(0, float(shown.max()) * 1.12)
        axes.set_ylabel(say("y"))
        timeline.dress(axes, say, shown.index, events)

    data = Table(
        "charts.backlog",
        {"month": "text", "opened": "count_exact", "ended": "count_exact", "by_tool": "count_exact", "backlog": "count_exact"},
        [[row.month, *map(plain, (row.opened, row.ended, row.by_tool, row.backlog))] for row in monthly.itertuples()],
    )
    values = {
        "first": Quantity(float(known.iloc[0]), "count"),
        "last": Quantity(float(known.iloc[-1]), "count"),
    }
    return draw("backlog", languages, paint, data, values, height=2.6)


@takes_disclosed
def weeks(languages: Sequence[str], weekly: Disclosed, events: Sequence[Event]) -> Chart | None:
    """What came in and what went out each whole week: `flow.weekly`. None where most weeks are too small to be shown."""
    shown = weekly.set_index(pd.to_datetime(weekly["week"]))[["opened", "ended"]].astype(float)
    if shown.empty or shown["opened"].isna().mean() > 0.5:
        return None

    def paint(axes: Axes, say: Words) -> None:
        for name, colour, dash, marker in (("opened", RUST, "--", "s"), ("ended", NAVY, "-", "o")):
            series = timeline.broken(shown[name], events)
            axes.plot(series.index, series, color=colour, linestyle=dash, marker=marker, markersize=3, linewidth=1.3, label=say(name))
        axes.set_ylim(0, float(shown.max().max()) * 1.1)
        axes.set_ylabel(say("y"))
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.12), ncols=2, fontsize=8.5, handlelength=2.4)
        timeline.dress(axes, say, shown.index, events)

    data = Table(
        "charts.flow",
        {"week": "date", "opened": "count_exact", "ended": "count_exact", "backlog": "count_exact"},
        [[f"{row.week:%Y-%m-%d}", *map(plain, (row.opened, row.ended, row.backlog))] for row in weekly.itertuples()],
    )
    values = {
        "opened": Quantity(float(shown["opened"].sum()), "count"),
        "ended": Quantity(float(shown["ended"].sum()), "count"),
    }
    return draw("flow", languages, paint, data, values, height=2.6, annex=True)


@takes_disclosed
def ages(languages: Sequence[str], bands: Disclosed) -> Chart | None:
    """The open stock by age, late ones in rust: `flow.ages`. None for one band, whose bounds say nothing."""
    if len(bands) < 2:
        return None
    late = bands["late"].fillna(0)

    def paint(axes: Axes, say: Words) -> None:
        positions = range(len(bands))
        axes.barh(positions, bands["cases"] - late, color=NAVY, height=0.62)
        axes.barh(positions, late, left=bands["cases"] - late, color=RUST, height=0.62)
        names = [_band(say, row.since, row.until) for row in bands.itertuples()]
        written = [
            say("of_which", cases=Quantity(row.cases, "count"), late=Quantity(row.late, "count"))
            if row.late > 0  # a late part too small to be told is missing
            else say.number(row.cases, "count", "exact")
            for row in bands.itertuples()
        ]
        label_bars(axes, names, bands["cases"], written, gap=float(bands["cases"].max()) * 0.012, room=1.35, margin=0.6)

    data = Table(
        "charts.open_ages",
        {"since": "day", "until": "day", "cases": "count_exact", "late": "count_exact"},
        [[row.since, *map(plain, (row.until, row.cases, row.late))] for row in bands.itertuples()],
        empty={"until": "not_applicable"},
    )
    values = {"cases": Quantity(float(bands["cases"].sum()), "count")}
    return draw("open_ages", languages, paint, data, values, height=0.5 + 0.36 * len(bands))


def _band(say: Words, since: float, until: float) -> str:
    if pd.isna(until):
        return say("older", since=Quantity(since, "day"))
    if since == 0:
        return say("younger", until=Quantity(until, "day"))
    return say("between", since=Quantity(since, "day"), until=Quantity(until, "day"))
