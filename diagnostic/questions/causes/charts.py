"""Why people come back: the causes that the services coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREY, NAVY, RUST, TEXT, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@takes_disclosed
def causes(languages: Sequence[str], rows: Disclosed, value: float | None) -> Chart | None:
    """The share of each cause in the sample, the commonest that could be avoided in rust: rows of `repeat.avoidable_share` by cause.

    `value` is the share of requests of value, which could not be avoided.
    """
    shown = rows.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
    if shown.empty:
        return None
    first = shown.iloc[0]
    bars = [(row.cause, row.value, row.low, row.high, RUST if row.cause == first["cause"] else NAVY) for row in shown.itertuples()]
    bars += [("value", value, None, None, GREY)] if value else []

    def paint(axes: Axes, say: Words) -> None:
        for position, (_, share, low, high, colour) in enumerate(bars):
            axes.barh(position, share, color=colour, height=0.55)
            if low is not None:
                axes.plot([low, high], [position, position], color=TEXT, linewidth=1.2)
        names = [say.word(f"words.cause.{cause}") for cause, *_ in bars]
        label_bars(axes, names, Column([say.number(share, "share") for _, share, *_ in bars]))

    data = Table(
        "charts.causes",
        {"cause": "word", "share": "share", "low": "share", "high": "share"},
        [[f"words.cause.{cause}", share, low, high] for cause, share, low, high, _ in bars],
    )
    source = f"repeat.avoidable_share[{first['scope']}]"
    values = {
        "first": Word(f"words.cause.{first['cause']}"),
        "share": Quantity(float(first["value"]), "share", source=source),
        "coded": Quantity(float(first["denominator"]), "count", source=f"{source}:denominator"),
        "line": Message("charts.causes.line") if shown["low"].notna().any() else "",
        **{name: Message(f"charts.causes.{name}") if value else "" for name in ("told", "last")},
    }
    return draw("causes", languages, paint, data, values, height=0.4 + 0.3 * len(bars))
