"""Charts of reachability: what becomes of calls, and when they find an agent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Message, Table, plain
from diagnostic.charts import half_hours, timeline
from diagnostic.charts.bars import label_bars
from diagnostic.charts.canvas import GREY, NAVY, PALE_RUST, PANEL, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"answered": NAVY, "abandoned": RUST, "deflected": RUST, "unanswered": RUST}
NO_CALL = "words.empty.not_applicable"  # nobody called, so that nobody answered
LONG_SERIES = 110  # weeks: beyond, the years are named and not the months


@takes_disclosed
def outcomes(languages: Sequence[str], rows: Disclosed) -> Chart | None:
    """Sorted bars of what became of the calls: `reach.outcomes`."""
    if rows.empty:
        return None
    total = float(rows["calls"].sum())

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(rows)), rows["calls"], color=[COLOURS.get(outcome, GREY) for outcome in rows["outcome"]], height=0.55)
        names = [say.word(f"words.outcome.{outcome}") for outcome in rows["outcome"]]
        written = [say("bar", calls=Quantity(calls, "count"), share=Quantity(calls / total, "share")) for calls in rows["calls"]]
        label_bars(axes, names, rows["calls"], written, gap=0.012 * float(rows["calls"].max()), room=1.25)
        axes.tick_params(axis="y", labelcolor=TEXT)

    data = Table(
        "charts.outcomes",
        {"outcome": "word", "calls": "count_exact", "share": "share"},
        [[f"words.outcome.{row.outcome}", row.calls, row.calls / total] for row in rows.itertuples()],
    )
    values = {
        "calls": Quantity(total, "count"),
        "first": Word(f"words.outcome.{rows.iloc[0]['outcome']}"),
        "share": Quantity(float(rows.iloc[0]["calls"]) / total, "share"),
        "grey": Message("charts.outcomes.grey") if any(COLOURS.get(outcome, GREY) == GREY for outcome in rows["outcome"]) else "",
    }
    return draw("outcomes", languages, paint, data, values, height=0.3 + 0.28 * len(rows))


@takes_disclosed
def week(languages: Sequence[str], rows: Disclosed) -> Chart | None:
    """The answer rate by weekday and half-hour, in rust where calls are lost: rows of `reach.answer_rate_agent` by slot and weekday.

    A cell with too few calls is pale and says so. None where no cell can be shown.
    """
    if rows["value"].isna().all():
        return None
    cells = rows.assign(slot=rows["slot"].astype(int), weekday=rows["weekday"].astype(int))
    span = _span(cells)
    taken = cells.pivot(index="slot", columns="weekday", values="value").reindex(index=span, columns=range(1, 8))
    rung = cells.pivot(index="slot", columns="weekday", values="status").reindex(index=span, columns=range(1, 8)).notna()

    def paint(axes: Axes, say: Words) -> None:
        import seaborn as sns
        from matplotlib.patches import Rectangle

        ramp = sns.blend_palette([PALE_RUST, RUST], as_cmap=True)
        least, most = 1 - float(taken.max().max()), max(1 - float(taken.min().min()), 0.01)
        sns.heatmap(1 - taken, cmap=ramp, vmin=min(least, most - 0.01), vmax=most, cbar=False, linewidths=0.8, linecolor="white", ax=axes)
        for line, slot in enumerate(span):
            for column in range(7):
                share = taken.loc[slot, column + 1]
                if pd.notna(share):
                    dark = (1 - share - least) > 0.55 * (most - least)
                    written = say.number(share, "share", "bare")
                    axes.text(column + 0.5, line + 0.5, written, ha="center", va="center", fontsize=7.5, color="white" if dark else TEXT)
                elif rung.loc[slot, column + 1]:
                    axes.add_patch(Rectangle((column + 0.02, line + 0.02), 0.96, 0.96, facecolor=PANEL, edgecolor="none"))
                    axes.text(column + 0.5, line + 0.5, say("hidden"), ha="center", va="center", fontsize=6.5, color=SECONDARY)
        half_hours.dress_week(axes, say, taken)

    data = Table(
        "charts.answer_week",
        {"hour": "text", **{f"day{day}": "share" for day in range(1, 8)}},
        [
            [half_hours.clock(slot), *(plain(taken.loc[slot, day]) if rung.loc[slot, day] else NO_CALL for day in range(1, 8))]
            for slot in span
        ],
    )
    values = {
        "calls": Quantity(float(cells["denominator"].sum()), "count"),
        "low": Quantity(float(cells["value"].min()), "share"),
        "high": Quantity(float(cells["value"].max()), "share"),
        "legend": Message("charts.answer_week.legend") if (rung & taken.isna()).any(axis=None) else "",
    }
    return draw("answer_week", languages, paint, data, values, height=0.5 + 0.15 * len(span))


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

    def paint(axes: Axes, say: Words) -> None:
        for _, stretch in shown.groupby("stretch"):
            axes.plot(stretch["at"], stretch["value"], color=NAVY, marker="" if long else "o", markersize=3, linewidth=1.0 if long else 1.5)
        axes.plot([first, last], [mark, mark], color=GREY, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.text(
            last + (last - first) * 0.015, mark, f"{say('mark')}\n{say.number(mark, 'share')}", fontsize=8, color=SECONDARY, va="center"
        )
        placed = timeline.labelled(events, first, last)
        top = 1.0 + 0.11 * len(placed)
        for level, (at, label, kind) in enumerate(placed):
            colour = RUST if kind == "break" else GREY
            timeline.flag(axes, at, top - 0.11 * level, label, right=at > first + (last - first) * 0.6, colour=colour)
        marks = pd.date_range(first, last, freq="YS" if long else "MS")
        axes.set_xticks(marks, [str(day.year) if long else say.word(f"words.month.{day.month}") for day in marks])
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [say.number(share, "share") for share in (0, 0.25, 0.5, 0.75, 1)])
        axes.set(xlim=(first - (last - first) * 0.01, last + (last - first) * 0.1), ylim=(0, top + 0.06), ylabel=say("y"))
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
        "events": Message("charts.answer_weeks.events") if timeline.labelled(events, first, last) else "",
        "broken": Message("charts.answer_weeks.broken") if shown["stretch"].nunique() > 1 else "",
    }
    return draw("answer_weeks", languages, paint, data, values, height=2.2, annex=True)


def _span(cells: Disclosed) -> list[int]:
    """The half-hours to draw: from the first that can be shown to the last, on whole hours."""
    used = cells.loc[cells["value"].notna(), "slot"]
    return list(range(int(used.min()) // 2 * 2, int(used.max()) // 2 * 2 + 2))
