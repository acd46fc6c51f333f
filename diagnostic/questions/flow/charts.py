"""Charts of the flow: what waits, day by day and by procedure; what comes in and goes out; how old the open stock is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table, plain
from diagnostic.charts import timeline
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREEN, NAVY, PALE_NAVY, RUST, SECONDARY, Words, draw, name_heights
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST, LONGEST = 15, 34


@takes_disclosed
def backlog(languages: Sequence[str], daily: Disclosed, monthly: Disclosed, events: Sequence[Event]) -> Chart | None:
    """The open stock at the end of each day, with the declared events, and what it would be without what a tool closed: `flow.backlog`;
    its table is `flow.monthly`.

    None where the stock was never large enough to be shown.
    """
    if daily["backlog"].isna().all():
        return None
    shown = daily.set_index(pd.to_datetime(daily["day"]))[["backlog", "without"]].astype(float)
    dated = timeline.labelled(events, shown.index[0], shown.index[-1])
    stock, without = shown["backlog"], shown["without"].where(shown["without"] > shown["backlog"])

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(shown.index, 0, stock, color=PALE_NAVY, linewidth=0)
        axes.plot(shown.index, stock, color=NAVY, linewidth=1.6)
        axes.set_ylim(0, float(shown.max().max()) * 1.12)
        for series, colour in ((without, SECONDARY), (stock, RUST)):
            if not series.isna().all():
                _end(axes, say, series.dropna(), shown.index, colour)
        if not without.isna().all():
            axes.plot(shown.index, without, color=SECONDARY, linewidth=1.2, linestyle="--", label=say("without"))
            axes.legend(loc="upper left", bbox_to_anchor=(0, -0.12), fontsize=8.5, handlelength=2.4)
        name_heights(axes, say("y"), timeline.ROOM if dated else 0)
        timeline.dress(axes, say, shown.index, events)

    figures = ("start", "opened", "ended", "by_tool", "lowest", "highest", "backlog")
    rows = [[f"{row.since:%Y-%m-%d}", *(plain(getattr(row, name)) for name in figures)] for row in monthly.itertuples()]
    data = Table("charts.backlog", {"since": "date", **dict.fromkeys(figures, "count_exact")}, rows)
    known = [figure for figure in data.column("start") if figure is not None]
    values = {
        "first": Quantity(known[0] if known else float(stock.dropna().iloc[0]), "count"),
        "last": Quantity(float(stock.dropna().iloc[-1]), "count"),
        "highest": Quantity(float(stock.max()), "count"),
        "events": timeline.named(dated),
    }
    return draw("backlog", languages, paint, data, values, height=2.3)


def _end(axes: Axes, say: Words, series: pd.Series, days: pd.DatetimeIndex, colour: str) -> None:
    last, figure = series.index[-1], float(series.iloc[-1])
    axes.plot([last], [figure], marker="o", color=colour, markersize=4.5, clip_on=False, zorder=3)
    axes.text(
        last + (days[-1] - days[0]) * timeline.BESIDE * 1.5,
        figure,
        say.number(figure, "count", "exact"),
        color=colour,
        va="center",
        fontsize=9,
    )


@takes_disclosed
def procedures(languages: Sequence[str], course: Disclosed) -> Chart | None:
    """The stock of each procedure when the period began and when it ended, those that grew most first: `flow.procedures`.

    None for a single one, whose course is that of the whole.
    """
    if len(course) < 2:
        return None
    shown = course.assign(more=course["end"] - course["start"]).sort_values("more", ascending=False, kind="stable").head(MOST)
    most = float(shown[["start", "end"]].max().max())

    def paint(axes: Axes, say: Words) -> None:
        for position, row in enumerate(shown.itertuples()):
            colour = RUST if row.grown else NAVY
            axes.plot([row.start, row.end], [position, position], color=colour, linewidth=2.2)
            axes.plot([row.start], [position], marker="o", markersize=6, markerfacecolor="white", markeredgecolor=colour)
            axes.plot([row.end], [position], marker="o", markersize=6, color=colour)
            written = say("from_to", start=Quantity(row.start, "count"), end=Quantity(row.end, "count"))
            axes.text(max(row.start, row.end) + most * 0.025, position, written, va="center")
        axes.set_yticks(range(len(shown)), [say.label(name, LONGEST) for name in shown["procedure"]])
        axes.set(xlim=(0, most * 1.25), ylim=(len(shown) - 0.4, -0.6))
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)

    figures = ("start", "opened", "ended", "by_tool", "end")
    rows = [[row.procedure, *(plain(getattr(row, name)) for name in figures)] for row in shown.itertuples()]
    data = Table("charts.backlog_procedures", {"procedure": "text", **dict.fromkeys(figures, "count_exact")}, rows)
    grown = bool(shown["grown"].any())
    values = {
        "procedures": Quantity(len(shown), "count"),
        "accent": Message("charts.backlog_procedures.accent") if grown else "",
        "told": Message("charts.backlog_procedures.told") if grown else "",
        "tool": Message("charts.backlog_procedures.tool") if (shown["by_tool"] > 0).any() else "",
    }
    return draw("backlog_procedures", languages, paint, data, values, height=0.4 + 0.28 * len(shown))


@takes_disclosed
def weeks(languages: Sequence[str], weekly: Disclosed, events: Sequence[Event]) -> Chart | None:
    """What came in and what went out each whole week: `flow.weekly`. None where most weeks are too small to be shown."""
    shown = weekly.set_index(pd.to_datetime(weekly["week"]))[["opened", "ended"]].astype(float)
    if shown.empty or shown["opened"].isna().mean() > 0.5:
        return None
    dated = timeline.labelled(events, shown.index[0], shown.index[-1])

    def paint(axes: Axes, say: Words) -> None:
        lines = (("opened", GREEN, "--", "s"), ("ended", NAVY, "-", "o"))
        series = {name: timeline.broken(shown[name], events) for name, *_ in lines}
        for name, colour, dash, marker in lines:
            axes.plot(series[name].index, series[name], color=colour, linestyle=dash, marker=marker, markersize=3, linewidth=1.3)
        axes.set_ylim(0, float(shown.max().max()) * 1.1)
        name_heights(axes, say("y"), timeline.ROOM if dated else 0)
        timeline.dress(axes, say, shown.index, events)
        for line, (name, colour, *_) in enumerate(lines):
            axes.text(1.012, 0.9 - 0.12 * line, say(name), transform=axes.transAxes, color=colour)

    data = Table(
        "charts.flow",
        {"week": "date", "opened": "count_exact", "ended": "count_exact", "backlog": "count_exact"},
        [[f"{row.week:%Y-%m-%d}", *map(plain, (row.opened, row.ended, row.backlog))] for row in weekly.itertuples()],
    )
    values = {
        "opened": Quantity(float(shown["opened"].sum()), "count"),
        "ended": Quantity(float(shown["ended"].sum()), "count"),
        "events": timeline.named(dated),
    }
    return draw("flow", languages, paint, data, values, height=2.2, annex=True)


@takes_disclosed
def ages(languages: Sequence[str], bands: Disclosed) -> Chart | None:
    """The open stock by age, late ones in rust: `flow.ages`. None for one band, whose bounds say nothing."""
    if len(bands) < 2:
        return None
    late = bands["late"].fillna(0)
    any_late = bool((late > 0).any())

    def paint(axes: Axes, say: Words) -> None:
        positions = range(len(bands))
        axes.barh(positions, bands["cases"] - late, color=NAVY, height=0.62)
        axes.barh(positions, late, left=bands["cases"] - late, color=RUST, height=0.62)
        names = [_band(say, row.since, row.until) for row in bands.itertuples()]
        columns = [Column([say.number(cases, "count", "exact") for cases in bands["cases"]], say("columns.cases"))]
        if any_late:
            # a late part too small to be told is missing
            written = [say.number(cases, "count", "exact") if cases > 0 else "" for cases in late]
            columns.append(Column(written, say("columns.late"), RUST))
        label_bars(axes, names, *columns)

    data = Table(
        "charts.open_ages",
        {"since": "day", "until": "day", "cases": "count_exact", "late": "count_exact"},
        [[row.since, *map(plain, (row.until, row.cases, row.late))] for row in bands.itertuples()],
        empty={"until": "not_applicable"},
    )
    values = {
        "cases": Quantity(float(bands["cases"].sum()), "count"),
        "accent": Message("charts.open_ages.accent") if any_late else "",
        "told": Message("charts.open_ages.told") if any_late else "",
    }
    return draw("open_ages", languages, paint, data, values, height=0.3 + 0.3 * len(bands))


def _band(say: Words, since: float, until: float) -> str:
    if pd.isna(until):
        return say("older", since=Quantity(since, "day"))
    if since == 0:
        return say("younger", until=Quantity(until, "day"))
    return say("between", since=Quantity(since, "day"), until=Quantity(until, "day"))
