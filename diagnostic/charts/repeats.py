"""Charts of repeated contacts: how many come back, by channel, and how the window changes the figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Table
from diagnostic.charts.canvas import FIRST, GREY, NAVY, RUST, TEXT, Words, draw
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def split(languages: Sequence[str], rows: pd.DataFrame) -> Chart | None:
    """Out of a hundred contacts of each channel, the repeated ones in rust: rows of `repeat.rate` by channel."""
    shown = rows.dropna(subset=["value"]).sort_values("value", ascending=False)
    if shown.empty:
        return None

    def paint(axes: Axes, say: Words) -> None:
        import seaborn as sns

        labels = [say.word(f"words.channel.{channel}") for channel in shown["channel"]]
        sns.barplot(x=[1.0] * len(shown), y=labels, color=FIRST, saturation=1, errorbar=None, width=0.55, ax=axes)
        sns.barplot(x=shown["value"].to_numpy(), y=labels, color=RUST, saturation=1, errorbar=None, width=0.55, ax=axes)
        for position, row in enumerate(shown.itertuples()):
            if pd.notna(row.low):
                axes.plot([row.low, row.high], [position, position], color=TEXT, linewidth=1.2)
            axes.text(1.015, position, say("repeated", share=Quantity(row.value, "share")), va="center", color=TEXT)
        axes.set(xlabel="", ylabel="", xlim=(0, 1.32))
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)

    data = Table(
        "charts.split",
        {"channel": "word", "share": "share", "low": "share", "high": "share", "contacts": "count"},
        [[f"words.channel.{row.channel}", row.value, row.low, row.high, row.denominator] for row in shown.itertuples()],
    )
    values = {
        "first": Word(f"words.channel.{shown.iloc[0]['channel']}"),
        "share": Quantity(float(shown.iloc[0]["value"]), "share", source="table:charts.split"),
        "contacts": Quantity(float(shown["denominator"].sum()), "count", source="table:charts.split"),
    }
    return draw("split", languages, paint, data, values, height=0.5 + 0.42 * len(shown))


def windows(languages: Sequence[str], rows: pd.DataFrame, window_days: int) -> Chart | None:
    """The repeated share as the window widens, the retained window in rust: rows of `repeat.rate` by window."""
    shown = rows.dropna(subset=["value"]).assign(days=lambda frame: frame["window"].astype(int)).sort_values("days")
    if shown.empty:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(shown["days"], shown["low"], shown["high"], color=NAVY, alpha=0.15, linewidth=0)
        axes.plot(shown["days"], shown["value"], color=NAVY, marker="o", markersize=4, linewidth=1.6)
        for row in shown.itertuples():
            chosen = row.days == window_days
            axes.plot([row.days], [row.value], marker="o", markersize=7 if chosen else 4, color=RUST if chosen else NAVY)
            axes.annotate(
                say.number(row.value, "share"),
                (row.days, row.value),
                xytext=(0, 8),
                textcoords="offset points",
                ha="center",
                color=RUST if chosen else TEXT,
            )
        axes.set(
            xlim=(0, float(shown["days"].max()) * 1.05), ylim=(0, float(shown["high"].fillna(shown["value"]).max()) * 1.25), xlabel=say("x")
        )
        axes.set_xticks(list(shown["days"]), [str(days) for days in shown["days"]])
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        axes.axhline(0, color=GREY, linewidth=0.8)

    data = Table(
        "charts.windows",
        {"days": "day", "share": "share", "low": "share", "high": "share"},
        [[row.days, row.value, row.low, row.high] for row in shown.itertuples()],
    )
    values = {
        "window": Quantity(window_days, "day", source="parameters.repeat_window_days"),
        "contacts": Quantity(float(shown["denominator"].max()), "count", source="table:charts.windows"),
    }
    return draw("windows", languages, paint, data, values, height=2.1)
