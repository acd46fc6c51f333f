"""Charts of reachability: what becomes of calls, and when they find an agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table, plain
from diagnostic.charts import half_hours, timeline
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREY, NAVY, PALE_NAVY, PANEL, RUST, SECONDARY, TEXT, Words, draw, name_heights
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"answered": NAVY, "abandoned": RUST, "deflected": RUST, "unanswered": RUST}
NO_CALL = "words.empty.not_applicable"  # nobody called, so that nobody answered
DARKEST, DARK = 0.75, 0.42  # of the ramp: its darkest cell, and from where ink is white
LONG_SERIES = 110  # weeks: beyond, the years are named and not the months


@takes_disclosed
def outcomes(languages: Sequence[str], rows: Disclosed) -> Chart | None:
    """Sorted bars of what became of the calls: `reach.outcomes`."""
    if rows.empty:
        return None
    total = float(rows["calls"].sum())
    colours = [COLOURS.get(outcome, GREY) for outcome in rows["outcome"]]

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(rows)), rows["calls"], color=colours, height=0.55)
        names = [say.word(f"words.outcome.{outcome}") for outcome in rows["outcome"]]
        counts = Column([say.number(calls, "count", "exact") for calls in rows["calls"]])
        label_bars(axes, names, counts, Column([say.number(calls / total, "share") for calls in rows["calls"]]))

    data = Table(
        "charts.outcomes",
        {"outcome": "word", "calls": "count_exact", "share": "share"},
        [[f"words.outcome.{row.outcome}", row.calls, row.calls / total] for row in rows.itertuples()],
    )
    values = {
        "calls": Quantity(total, "count"),
        "first": Word(f"words.outcome.{rows.iloc[0]['outcome']}"),
        "share": Quantity(float(rows.iloc[0]["calls"]) / total, "share"),
        "accent": Message("charts.outcomes.accent") if RUST in colours else "",
        "grey": Message("charts.outcomes.grey") if GREY in colours else "",
    }
    return draw("outcomes", languages, paint, data, values, height=0.3 + 0.28 * len(rows))


@takes_disclosed
def week(languages: Sequence[str], rows: Disclosed, lost: Disclosed | None = None) -> Chart | None:
    """The answer rate by weekday and half-hour, the darker the more calls are lost: rows of `reach.answer_rate_agent` by slot and weekday.

    In rust the half-hours that `lost` holds. A cell with too few calls is pale and says so; a day, or a half-hour, of which none can be
    shown is left out.
    """
    if rows["value"].isna().all():
        return None
    cells = rows.assign(slot=rows["slot"].astype(int), weekday=rows["weekday"].astype(int))
    taken, rung = (cells.pivot(index="slot", columns="weekday", values=name) for name in ("value", "status"))
    taken = taken.loc[taken.notna().any(axis=1), taken.notna().any()]
    rung = rung.loc[taken.index, taken.columns].notna()
    worst = set() if lost is None else set(zip(lost["slot"], lost["weekday"], strict=True))
    hidden = bool((rung & taken.isna()).any(axis=None))
    lines = half_hours.lines(list(taken.index))

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        ramp = LinearSegmentedColormap.from_list("", [PALE_NAVY, NAVY])
        least, most = 1 - float(taken.max().max()), 1 - float(taken.min().min())
        for slot, top in lines.items():
            for column, weekday in enumerate(taken.columns):
                share, point = taken.loc[slot, weekday], (slot, weekday) in worst
                if pd.notna(share):
                    shade = DARKEST * (1 - share - least) / max(most - least, 0.01)
                    ink = "white" if point or shade > DARK else TEXT
                    half_hours.cell(axes, (column, top), RUST if point else ramp(shade), say.number(share, "share", "bare"), ink)
                elif rung.loc[slot, weekday]:
                    half_hours.cell(axes, (column, top), PANEL, say("hidden"), SECONDARY)
        half_hours.dress_lines(axes, say, list(taken.columns), lines)

    data = Table(
        "charts.answer_week",
        {"hour": "text", **{f"day{day}": "share" for day in taken.columns}},
        [
            [half_hours.clock(slot), *(plain(taken.loc[slot, day]) if rung.loc[slot, day] else NO_CALL for day in taken.columns)]
            for slot in taken.index
        ],
    )
    values = {
        "calls": Quantity(float(cells["denominator"].sum()), "count"),
        "low": Quantity(float(cells["value"].min()), "share"),
        "high": Quantity(float(cells["value"].max()), "share"),
        "days": Quantity(len(taken.columns), "count"),
        "accent": Message("charts.answer_week.accent") if worst else "",
        "masked": Message("charts.answer_week.masked") if hidden else "",
    }
    return draw("answer_week", languages, paint, data, values, height=0.45 + 0.18 * half_hours.depth(lines))


@takes_disclosed
def weeks(languages: Sequence[str], rows: Disclosed, mark: float, events: Sequence[Event] = ()) -> Chart | None:
    """The answer rate week by week, cut at each break of the series, with the mark and the declared events: `reach.weekly`."""
    if rows.empty:
        return None
    shown = rows.assign(at=pd.to_datetime(rows["week"])).sort_values(["stretch", "at"])
    known = shown.dropna(subset=["value"])
    if len(known) < 2:
        return None
    first, last = shown["at"].min(), shown["at"].max()
    long = (last - first).days / 7 > LONG_SERIES
    placed = timeline.labelled(events, first, last)

    def paint(axes: Axes, say: Words) -> None:
        for _, stretch in shown.groupby("stretch"):
            axes.plot(stretch["at"], stretch["value"], color=NAVY, marker="" if long else "o", markersize=3, linewidth=1.0 if long else 1.5)
        axes.plot([first, last], [mark, mark], color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.text(
            last + (last - first) * 0.015, mark, f"{say('mark')}\n{say.number(mark, 'share')}", fontsize=8, color=SECONDARY, va="center"
        )
        timeline.mark(axes, [(at, (at - first) / (last - first)) for at, _ in placed])
        marks = pd.date_range(first, last, freq="YS" if long else "MS")
        axes.set_xticks(marks, [str(day.year) if long else say.word(f"words.month.{day.month}") for day in marks])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [say.number(share, "share") for share in (0, 0.25, 0.5, 0.75, 1)])
        axes.set(xlim=(first - (last - first) * 0.01, last + (last - first) * 0.1), ylim=(0, 1))
        name_heights(axes, say("y"), timeline.ROOM if placed else 0)
        axes.grid(axis="y")
        axes.set_axisbelow(True)

    data = Table(
        "charts.answer_weeks",
        {"week": "text", "share": "share", "answered": "count_exact", "calls": "count_exact"},
        [[row.week, plain(row.value), plain(row.numerator), plain(row.denominator)] for row in shown.itertuples()],
    )
    values = {
        "calls": Quantity(float(known["denominator"].sum()), "count"),
        "low": Quantity(float(known["value"].min()), "share"),
        "high": Quantity(float(known["value"].max()), "share"),
        "cut": Message("charts.answer_weeks.cut") if shown["stretch"].nunique() > 1 else "",
        "events": timeline.named(placed),
    }
    return draw("answer_weeks", languages, paint, data, values, height=2.2, annex=True)
