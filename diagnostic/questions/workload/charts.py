"""Charts of the work: where the hours go, what the hours of repeats depend on, agents needed at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from diagnostic import wording
from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts import half_hours
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import FIRST, GREY, NAVY, PALE_NAVY, RUST, SECONDARY, TEXT, Words, draw, name_heights
from diagnostic.charts.placing import write_above
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST, LONGEST = 12, 34


@takes_disclosed
def topics(languages: Sequence[str], hours: Disclosed) -> Chart | None:
    """The hours of handling of each topic, those of repeats in rust: `workload.handling.hours` by topic."""
    shown = hours.dropna(subset=["topic", "hours"]).head(MOST)
    if shown.empty:
        return None
    again = bool((shown["repeat_hours"] > 0).any())

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(shown)), shown["hours"], color=FIRST, height=0.6)
        names = [say.label(topic, LONGEST) for topic in shown["topic"]]
        columns = [Column(_hours(shown["hours"], say), say("columns.hours"))]
        if again:
            axes.barh(range(len(shown)), shown["repeat_hours"].fillna(0.0), color=RUST, height=0.6)
            columns.append(Column(_hours(shown["repeat_hours"], say), say("columns.repeats"), RUST))
        label_bars(axes, names, *columns)

    data = Table(
        "charts.topics",
        {"topic": "text", "contacts": "count", "hours": "hour", "repeats": "hour"},
        [[row.topic, row.contacts, row.hours, row.repeat_hours] for row in shown.itertuples()],
    )
    values = {
        "first": str(shown.iloc[0]["topic"]),
        "hours": Quantity(float(shown.iloc[0]["hours"]), "hour"),
        "contacts": Quantity(float(shown["contacts"].sum()), "count"),
        "accent": Message("charts.topics.accent") if again else "",
    }
    return draw("topics", languages, paint, data, values, height=0.4 + 0.23 * len(shown))


def _hours(hours: pd.Series, say: Words) -> list[str]:
    """Hours as they are written beside a bar; nothing where none are told."""
    return ["" if pd.isna(each) else say.number(each, "hour") for each in hours]


@takes_disclosed
def drivers(languages: Sequence[str], shown: Disclosed, printed: Quantity) -> Chart | None:
    """What the figure `printed` becomes as each factor goes from its least to its most, widest bar first: `sensitivity.drivers`."""
    if shown.empty or not printed.value:
        return None
    widest = shown.iloc[0]

    def paint(axes: Axes, say: Words) -> None:
        first, last = float(shown["low"].min()), float(shown["high"].max())
        room = (last - first) * 0.2
        for position, row in enumerate(shown.itertuples()):
            axes.barh(position, row.high - row.low, left=row.low, color=NAVY if position else RUST, height=0.5)
            for edge, side, gap in ((row.low, "right", -4), (row.high, "left", 4)):
                if say.number(edge, printed.unit) != say.number(figure, printed.unit):
                    written = wording.numbers.number(edge, printed.unit, say.language)
                    axes.annotate(written, (edge, position), (gap, 0), textcoords="offset points", ha=side, va="center", color=TEXT)
        axes.axvline(figure, color=GREY, linewidth=1)
        write_above(axes, (figure, -0.6), say.number(figure, printed.unit), 4, SECONDARY)
        axes.set_yticks(range(len(shown)), [_setting(row, say) for row in shown.itertuples()], multialignment="right")
        axes.set(xlim=(first - room, last + room), ylim=(len(shown) - 0.5, -0.6))
        axes.xaxis.set_visible(False)
        axes.spines[["bottom", "left"]].set_visible(False)

    figure = printed.value
    data = Table(
        "charts.drivers",
        {"factor": "word", "least": "share", "most": "share", "low": printed.unit, "high": printed.unit},
        [
            [
                f"charts.drivers.factors.{row.factor}",
                *(Quantity(edge, row.unit) if row.unit else "" for edge in (row.least, row.most)),
                row.low,
                row.high,
            ]
            for row in shown.itertuples()
        ],
        empty={"least": "not_applicable", "most": "not_applicable"},
    )
    values = {
        "factor": Word(f"charts.drivers.factors.{widest['factor']}"),
        "low": Quantity(float(widest["low"]), printed.unit),
        "high": Quantity(float(widest["high"]), printed.unit),
        "printed": printed,
    }
    return draw("drivers", languages, paint, data, values, height=0.4 + 0.34 * len(shown))


def _setting(row: Any, say: Words) -> str:
    """A factor, and under it the bounds of its setting."""
    bounds = {name: Quantity(edge, row.unit) for name, edge in (("least", row.least), ("most", row.most))}
    named = say.word(f"charts.drivers.factors.{row.factor}")
    return f"{named}\n{say(f'settings.{row.factor}', **bounds)}" if row.unit else named


@takes_disclosed
def presence(languages: Sequence[str], week: Disclosed) -> Chart | None:
    """Agents needed at once on the busiest weekday, with repeats and without: `workload.positions.week`."""
    if week.empty:
        return None
    busiest, day, edges = half_hours.busiest_day(week, "with_repeats")

    def paint(axes: Axes, say: Words) -> None:
        axes.stairs(day["with_repeats"].fillna(0), edges, fill=True, color=RUST)
        axes.stairs(day["without"].fillna(0), edges, fill=True, color=FIRST)
        axes.stairs(day["with_repeats"].fillna(0), edges, color=NAVY, linewidth=1.2)
        top = int(day["with_repeats"].max())
        half_hours.dress_day(axes, say, edges)
        axes.set_yticks(range(top + 1))
        axes.set(ylim=(0, top * 1.1))
        name_heights(axes, say("y"))

    data = Table(
        "charts.presence",
        {"hour": "text", "with": "count", "without": "count"},
        [[half_hours.clock(slot), row.with_repeats, row.without] for slot, row in day.dropna().iterrows()],
    )
    fewer = int((week["with_repeats"] > week["without"]).sum())
    halves = {name: Quantity(size, "count", source="table:charts.presence") for name, size in (("fewer", fewer), ("all", len(week)))}
    values = halves | {
        "weekday": Word(f"words.weekday_long.{busiest}"),
        "accent": Message("charts.presence.accent", {**halves}) if fewer else "",
    }
    return draw("presence", languages, paint, data, values, height=2.1, annex=True)


@takes_disclosed
def busy(languages: Sequence[str], week: Disclosed, peak: tuple[int, int, float] | None) -> Chart | None:
    """How many agents telephone and counter keep busy by weekday and half-hour: `busy.week` and its `busy.peak`."""
    if peak is None:
        return None
    agents = week.pivot(index="slot", columns="weekday", values="agents")
    agents = agents.loc[(agents > 0).any(axis=1), (agents > 0).any()]
    lines = half_hours.lines(list(agents.index))
    weekday, slot, most = peak

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        ramp = LinearSegmentedColormap.from_list("", [PALE_NAVY, NAVY])
        for at, top in lines.items():
            for column, day in enumerate(agents.columns):
                busy, point = agents.loc[at, day], (at, day) == (slot, weekday)
                if busy > 0:
                    written = say.number(most, "ratio") if point else ""
                    half_hours.cell(axes, (column, top), RUST if point else ramp(busy / most), written, "white")
        half_hours.dress_lines(axes, say, list(agents.columns), lines)

    data = Table(
        "charts.busy",
        {"hour": "text", **{f"day{day}": "ratio" for day in agents.columns}},
        [[half_hours.clock(slot), *row] for slot, row in zip(agents.index, agents.to_numpy(), strict=True)],
    )
    values = {
        "weekday": Word(f"words.weekday_long.{int(weekday)}"),
        "hour": Quantity(int(slot) / 2, "time_of_day"),
        "agents": Quantity(most, "ratio"),
    }
    return draw("busy", languages, paint, data, values, height=0.35 + 0.13 * half_hours.depth(lines))
