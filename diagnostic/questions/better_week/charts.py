"""Charts of what could change: the best weeks with the same hours, and what one more hour would meet."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts.canvas import GREY, NAVY, PALE_NAVY, RUST, TEXT, Words, draw
from diagnostic.charts.placing import write_above
from diagnostic.measuring.disclosure import takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from diagnostic.planning.extra_hours import Extra
    from diagnostic.questions.better_week.measures import Place


@takes_disclosed
def frontiers(languages: Sequence[str], places: Sequence[Place]) -> list[Chart]:
    """The frontier of each place."""
    return [frontier(languages, place) for place in places]


@takes_disclosed
def frontier(languages: Sequence[str], place: Place) -> Chart:
    """The demand met today and by the best week for each number of hours moved; the week proposed in rust, the range as a band."""
    today = place.met
    best = {week.moved_slots: week for week in sorted(place.weeks, key=lambda week: week.gain)}
    weeks = [best[moved] for moved in sorted(best)]
    hours = [0.0, *(week.moved_slots / 2 for week in weeks)]
    met = [today, *(today + week.gain for week in weeks)]
    # without a range the band has no width
    low = [today, *(today + (week.gain if week.low is None else week.low) for week in weeks)]
    high = [today, *(today + (week.gain if week.high is None else week.high) for week in weeks)]
    proposal = place.proposal

    def paint(axes: Axes, say: Words) -> None:
        axes.fill_between(hours, low, high, color=PALE_NAVY, linewidth=0)
        axes.plot(hours, met, color=NAVY, marker="o", markersize=4.5, linewidth=1.6)
        here = say("today", share=Quantity(today, "share"))
        axes.annotate(here, (0, today), xytext=(4, -12), textcoords="offset points", color=NAVY)
        if proposal:
            at, reached = proposal.moved_slots / 2, today + proposal.gain
            axes.plot([at], [reached], color=RUST, marker="o", markersize=8)
            write_above(axes, (at, reached), say("proposed", share=Quantity(reached, "share")), 9, RUST)
        axes.set_xlabel(say("x"))
        axes.set_xticks(hours, [say.number(moved, "hour", "bare") for moved in hours])
        span = max(high) - min(low) or 0.01
        axes.set_ylim(min(low) - span * 0.25, max(high) + span * 0.35)
        ticks = [percent / 100 for percent in range(ceil(100 * min(low)), floor(100 * max(high)) + 1)]
        axes.set_yticks(ticks, [say.number(tick, "share") for tick in ticks])
        axes.set_xlim(-0.15, hours[-1] * 1.12 + 0.1)

    data = Table(
        "charts.frontier",
        {"hours": "hour", "share": "share", "gain": "points", "low": "points", "high": "points"},
        [
            [0.0, today, 0.0, None, None],
            *([w.moved_slots / 2, today + w.gain, 100 * w.gain, *(None if e is None else 100 * e for e in (w.low, w.high))] for w in weeks),
        ],
    )
    values = {
        "place": place_word(place),
        "today": Quantity(today, "share"),
        "most": Quantity(max(met), "share"),
        "contacts": Quantity(place.contacts, "count"),
        "band": Message("charts.frontier.band") if any(week.low is not None for week in weeks) else "",
    }
    return draw("frontier", languages, paint, data, values, height=1.9)


@takes_disclosed
def extra(languages: Sequence[str], place: Place, additions: Sequence[Extra]) -> Chart | None:
    """The demand that each added hour would meet, best first; for the annex."""
    if not additions:
        return None

    def paint(axes: Axes, say: Words) -> None:
        import seaborn as sns

        labels = [say("slot", **span(one.weekday, one.first, one.end)) for one in additions]
        sns.barplot(x=[one.per_hour for one in additions], y=labels, color=NAVY, saturation=1, errorbar=None, width=0.55, ax=axes)
        for position, one in enumerate(additions):
            edges = [one.per_hour if edge is None else edge for edge in (one.low, one.high)]
            axes.plot(edges, [position, position], color=GREY, linewidth=1.6, solid_capstyle="butt")
            axes.text(max(edges) + 0.0008, position, say.number(one.per_hour, "share"), va="center", color=TEXT)
        axes.set(xlabel="", ylabel="", xlim=(0, max(one.high or one.per_hour for one in additions) * 1.2))
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)

    data = Table(
        "charts.extra",
        {"weekday": "word", "first": "time_of_day", "end": "time_of_day", "share": "share", "low": "share", "high": "share"},
        [[f"words.weekday_plain.{e.weekday}", e.first / 2, e.end / 2, e.per_hour, e.low, e.high] for e in additions],
    )
    line = Message("charts.extra.line") if any(one.low is not None for one in additions) else ""
    return draw("extra", languages, paint, data, {"place": place_word(place), "line": line}, height=0.6 + 0.25 * len(additions), annex=True)


def place_word(place: Place) -> Word | str:
    """The place as its reader knows it: the site, or the telephone."""
    return place.site or Word("words.channel.phone")


def span(weekday: int, first: int, end: int) -> dict[str, Word | Quantity]:
    """A run of half-hours of a weekday, for a sentence."""
    times = {name: Quantity(slot / 2, "time_of_day", source="table:charts.frontier") for name, slot in (("first", first), ("end", end))}
    return {"weekday": Word(f"words.weekday_plain.{weekday}"), **times}
