"""Charts of opening hours: the week as people live it, and what each source of demand meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts import half_hours
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import NAVY, PALE_NAVY, PALE_RUST, RANGE, RUST, Words, draw
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.hours.week import Demand
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# contacts in a half-hour of the week, on average: with fewer, what sets one apart from the next is chance
FEW = 5


RAREST = 0.01  # of the demand: what an early or a late hour may hold and not be drawn


@takes_disclosed
def week(languages: Sequence[str], demand: Demand, channel: str) -> Chart | None:
    """Demand by weekday and half-hour, in rust where closed, opening hours outlined; None where half-hours hold too few to compare.

    `demand` comes from `hours.week`.
    """
    cells = demand.cells
    used = cells[(cells["contacts"] > 0) | (cells["open"] > 0)]
    cells = cells[cells["weekday"].isin(used["weekday"])]
    if not used["contacts"].sum():
        return None
    busiest = cells.loc[cells["contacts"].idxmax()]
    first, last = _busy_hours(used)
    cells = cells[cells["slot"].between(first, last)]
    if demand.contacts < FEW * len(cells):
        return None
    contacts = cells.pivot(index="slot", columns="weekday", values="contacts")
    open_share = cells.pivot(index="slot", columns="weekday", values="open")
    outside = bool(((open_share <= 0) & (contacts > 0)).any(axis=None))
    seldom = half_hours.seldom(open_share)

    def paint(axes: Axes, say: Words) -> None:
        from matplotlib.colors import LinearSegmentedColormap, PowerNorm

        # Under one, so that one rush hour does not leave the rest of the week pale
        top = max(float(contacts.to_numpy().max()), 1.0)
        for closed, low, high in ((False, PALE_NAVY, NAVY), (True, PALE_RUST, RUST)):
            axes.pcolormesh(
                np.ma.masked_where(((open_share <= 0) != closed) | (contacts == 0), contacts),
                cmap=LinearSegmentedColormap.from_list("blend", [low, high]),
                norm=PowerNorm(0.6, vmin=0, vmax=top),
                linewidth=0.5,
                edgecolor="white",
            )
        axes.set(xlim=(0, len(contacts.columns)), ylim=(len(contacts), 0))
        axes.spines[:].set_visible(False)
        half_hours.outline(axes, open_share)
        half_hours.dress_week(axes, say, contacts)
        for hour in axes.get_yticklabels():
            hour.set_verticalalignment("center")
        axes.text(0, len(contacts) + 1.1, say("legend_open"), color=NAVY, va="top")
        if outside:
            axes.text(len(contacts.columns), len(contacts) + 1.1, say("legend_closed"), color=RUST, va="top", ha="right")

    data = Table(
        "charts.week",
        {"hour": "text", **{f"day{day}": "count" for day in contacts.columns}},
        [[half_hours.clock(slot), *map(int, row)] for slot, row in zip(contacts.index, contacts.to_numpy(), strict=True)],
    )
    values = {
        "channel": Word(f"words.channel.{channel}"),
        "contacts": Quantity(demand.contacts, "count"),
        "by_five": Message("charts.week.by_five") if demand.by_five else "",
        "closed": _closed(demand),
        "days": Quantity(len(contacts.columns), "count"),
        "dashed": Message("charts.week.dashed") if seldom else "",
        "weekday": Word(f"words.weekday_long.{int(busiest['weekday'])}"),
        "hour": Quantity(int(busiest["slot"]) // 2, "hour_of_day"),
    }
    return draw("week", languages, paint, data, values, height=0.5 + 0.085 * len(contacts))


@takes_disclosed
def weekly_hours(languages: Sequence[str], hours: Disclosed, outside: Disclosed) -> Chart | None:
    """Weekly hours per site and channel, the part outside ordinary working hours in rust.

    `hours` and `outside` are rows of `opening.weekly_hours` and `opening.hours_outside_work` picked by channel and site.
    """
    both = hours.merge(outside[["channel", "site", "value"]], on=["channel", "site"], suffixes=("", "_outside"))
    both = both.dropna(subset=["value"])
    if len(both) < 2:  # one bar says no more than the title
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(both)), both["value"], color=NAVY, height=0.55)
        axes.barh(range(len(both)), both["value_outside"], color=RUST, height=0.55)
        names = [say("place", site=row.site, channel=Word(f"words.channel.{row.channel}")) for row in both.itertuples()]
        columns = [Column([say.number(hours, "hour") for hours in both["value"]], say("columns.hours"))]
        columns.append(Column([say.number(hours, "hour") for hours in both["value_outside"]], say("columns.outside"), RUST))
        label_bars(axes, names, *columns)

    data = Table(
        "charts.weekly_hours",
        {"site": "text", "channel": "word", "hours": "hour_week", "outside": "hour_week"},
        [[row.site, f"words.channel.{row.channel}", row.value, row.value_outside] for row in both.itertuples()],
    )
    accent = Message("charts.weekly_hours.accent") if (both["value_outside"] > 0).any() else ""
    values = {"places": Quantity(len(both), "count"), "accent": accent}
    return draw("weekly_hours", languages, paint, data, values, height=0.4 + 0.34 * len(both))


@takes_disclosed
def coverage(languages: Sequence[str], rows: Disclosed) -> Chart | None:
    """The share of demand that arrives while a counter is open, one bar per source: rows of `opening.demand_coverage` by source."""
    shown = rows.dropna(subset=["value"]).sort_values("value", ascending=False)
    if len(shown) < 2:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(shown)), 1.0, color=PALE_NAVY, height=0.55)
        axes.barh(range(len(shown)), shown["value"], color=NAVY, height=0.55)
        for position, row in enumerate(shown.itertuples()):
            axes.plot([row.low, row.high], [position, position], color=RANGE, linewidth=1.6, solid_capstyle="butt")
        names = [say.word(f"words.proxy.{source}") for source in shown["source"]]
        label_bars(axes, names, Column([say.number(share, "share") for share in shown["value"]]), most=1.0)

    data = Table(
        "charts.coverage",
        {"proxy": "word", "share": "share", "low": "share", "high": "share", "contacts": "count"},
        [[f"words.proxy.{row.source}", row.value, row.low, row.high, row.denominator] for row in shown.itertuples()],
    ).without_empty("low", "high")
    spread = Message("charts.coverage.spread") if shown["high"].notna().any() else ""
    once = shown["source"] != "missed_calls"  # these are among the calls
    values = {"contacts": Quantity(float(shown.loc[once, "denominator"].sum()), "count"), "spread": spread}
    return draw("coverage", languages, paint, data, values, height=0.6 + 0.3 * len(shown))


def _closed(demand: Demand) -> Message | str:
    if demand.closed is None:
        return ""
    return Message("charts.week.closed", {"share": Quantity(demand.closed / demand.contacts, "share")})


def _busy_hours(used: Disclosed) -> tuple[int, int]:
    """The span of half-hours to draw: every open one, and all demand but the rarest at either end of the day, on whole hours."""
    by_slot = used.groupby("slot")["contacts"].sum().sort_index() / used["contacts"].sum()
    before, after = by_slot.cumsum(), by_slot[::-1].cumsum()[::-1]
    kept = by_slot[(before > RAREST) & (after > RAREST)].index.union(used.loc[used["open"] > 0, "slot"])
    return int(kept.min()) // 2 * 2, int(kept.max()) // 2 * 2 + 1
