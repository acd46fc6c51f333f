"""Charts of repeated contacts: how many come back, and how the window changes the figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import FIRST, GREY, NAVY, RUST, SECONDARY, TEXT, Words, draw
from diagnostic.charts.placing import write_above
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PARTS = {"first": (FIRST, TEXT), "redialled": (GREY, "white"), "repeated": (RUST, "white")}
PLACES = {"first": (0.0, "left"), "redialled": (0.8, "right"), "repeated": (1.0, "right")}
LEAST_WRITTEN = 0.06


@takes_disclosed
def split(languages: Sequence[str], origins: Disclosed, windows: Disclosed, window_days: int) -> Chart | None:
    """Out of a hundred contacts of each channel, the first ones, those that got through on a redial, and the repeats; the window beside.

    `origins` is `repeats.origins`, `windows` the rows of `repeat.rate` by window.
    """
    if origins.empty:
        return None
    one_channel = len(origins) == 2 and origins["eligible"].nunique() == 1
    shown = origins[origins["channel"] != "all"] if one_channel else origins

    def paint(axes: Axes, say: Words) -> None:
        bars, curve = axes.figure.subplots(1, 2, width_ratios=[2.3, 1])
        axes.remove()
        _bars(bars, shown, say)
        _curve(curve, windows.dropna(subset=["value"]), window_days, say)

    data = Table(
        "charts.split",
        {"channel": "word", "contacts": "count", **dict.fromkeys(PARTS, "share")},
        [
            [f"words.channel.{row.channel}", row.eligible, *(getattr(row, part) / row.eligible for part in PARTS)]
            for row in shown.itertuples()
        ],
    )
    whole, points = shown.iloc[0], windows.dropna(subset=["value"])
    window = Quantity(window_days, "day", source="parameters.repeat_window_days")
    band = Message("charts.split.band") if points["high"].notna().any() else ""
    values = {
        "share": Quantity(float(whole["repeated"] / whole["eligible"]), "share"),
        "contacts": Quantity(float(whole["eligible"]), "count"),
        "window": window,
        "beside": Message("charts.split.beside", {"window": window}) if len(points) else "",
        "curve": Message("charts.split.curve", {"window": window, "band": band}) if len(points) else "",
        "redials": Message("charts.split.redials") if shown["redialled"].any() else "",
    }
    return draw("split", languages, paint, data, values, height=0.8 + 0.34 * len(shown))


def _bars(axes: Axes, shown: Disclosed, say: Words) -> None:
    left = np.zeros(len(shown))
    for part, (colour, ink) in PARTS.items():
        share = (shown[part] / shown["eligible"]).to_numpy()
        axes.barh(range(len(shown)), share, left=left, color=colour, height=0.62)
        for position in np.flatnonzero(share >= LEAST_WRITTEN):
            middle = float(left[position] + share[position] / 2)
            axes.text(middle, float(position), say.number(share[position], "share"), ha="center", va="center", color=ink)
        left = left + share
        if share.any():
            place, side = PLACES[part]
            axes.text(place, -0.66, say(part), ha=side, color=SECONDARY if part == "first" else colour)
    names = [
        say("row", channel=Word(f"words.channel.{row.channel}"), contacts=Quantity(row.eligible, "count")) for row in shown.itertuples()
    ]
    axes.set_yticks(range(len(shown)), names)
    axes.set(xlim=(0, 1), ylim=(len(shown) - 0.4, -1.0))
    axes.xaxis.set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(False)


def _curve(axes: Axes, windows: Disclosed, window_days: int, say: Words) -> None:
    points = windows.assign(days=windows["window"].astype(int)).sort_values("days")
    if points.empty:
        axes.set_axis_off()
        return
    axes.fill_between(points["days"], points["low"], points["high"], color=NAVY, alpha=0.15, linewidth=0)
    axes.plot(points["days"], points["value"], color=NAVY, marker="o", markersize=3.5, linewidth=1.4)
    ends = {window_days, points["days"].max()}
    for row in points[points["days"].isin(ends)].itertuples():
        chosen = row.days == window_days
        axes.plot([row.days], [row.value], marker="o", markersize=6 if chosen else 3.5, color=RUST if chosen else NAVY)
        write_above(axes, (row.days, row.value), say.number(row.value, "share"), 7, RUST if chosen else TEXT)
    axes.set(
        xlim=(-1, float(points["days"].max()) + 3), ylim=(0, float(points["high"].fillna(points["value"]).max()) * 1.3), xlabel=say("x")
    )
    axes.set_xticks(list(points["days"]), [str(days) if days != 3 else "" for days in points["days"]])
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)


@takes_disclosed
def windows(languages: Sequence[str], rows: Disclosed, beyond: Disclosed, window_days: int) -> Chart | None:
    """For the annex: the repeated share as the window widens, and the part that chance would give: rows of both by window."""
    both = rows.merge(beyond[["window", "value"]], on="window", suffixes=("", "_beyond"), how="left").dropna(subset=["value"])
    shown = both.assign(days=both["window"].astype(int), chance=both["value"] - both["value_beyond"]).sort_values("days")
    if shown.empty:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(shown["days"], shown["low"], shown["high"], color=NAVY, alpha=0.15, linewidth=0)
        axes.plot(shown["days"], shown["value"], color=NAVY, marker="o", markersize=4, linewidth=1.6)
        axes.plot(shown["days"], shown["chance"], color=GREY, linestyle="--", marker="s", markersize=3, linewidth=1.2)
        last = shown.iloc[-1]
        for name, figure, colour in (("seen", last["value"], NAVY), ("chance", last["chance"], GREY)):
            axes.text(last["days"] + 0.6, figure, say(name), color=colour, va="center")
        for row in shown.itertuples():
            colour = RUST if row.days == window_days else TEXT
            write_above(axes, (row.days, row.value), say.number(row.value, "share"), 8, colour)
        axes.set(xlim=(0, float(last["days"]) * 1.35), ylim=(0, float(shown["high"].fillna(shown["value"]).max()) * 1.25), xlabel=say("x"))
        axes.set_xticks(list(shown["days"]), [str(days) for days in shown["days"]])
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)

    data = Table(
        "charts.windows",
        {"days": "day", "share": "share", "low": "share", "high": "share", "chance": "share"},
        [[row.days, row.value, row.low, row.high, row.chance] for row in shown.itertuples()],
    )
    window = Quantity(window_days, "day", source="parameters.repeat_window_days")
    values = {
        "window": window,
        "accent": Message("charts.windows.accent", {"window": window}) if window_days in set(shown["days"]) else "",
        "contacts": Quantity(float(shown["denominator"].max()), "count"),
    }
    return draw("windows", languages, paint, data, values, height=2.1, annex=True)
