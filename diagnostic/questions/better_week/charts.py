"""Charts of what could change: the week to try beside that of today, the best weeks with the same hours, what one more hour would meet."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from diagnostic.blocks import Chart, Message, Table
from diagnostic.charts import half_hours
from diagnostic.charts.bars import Column, label_bars
from diagnostic.charts.canvas import GREY, NAVY, PALE_NAVY, RANGE, RUST, TEXT, Words, draw
from diagnostic.charts.placing import write_above
from diagnostic.measuring.disclosure import takes_disclosed
from diagnostic.wording import Quantity, Word

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from diagnostic.planning.best_week import Change, Week
    from diagnostic.planning.extra_hours import Extra
    from diagnostic.planning.patterns import Floats
    from diagnostic.questions.better_week.measures import Place

BEYOND = 2  # half-hours drawn before the first opening and after the last
SHADES, DARKEST = 5, 0.6
NAMED = 2  # half-hours


@takes_disclosed
def moves(languages: Sequence[str], places: Sequence[Place]) -> list[Chart | None]:
    """For each place, the week to try beside that of today; None where there is none to try."""
    return [_move(languages, place, place.proposal) if place.proposal else None for place in places]


def _move(languages: Sequence[str], place: Place, week: Week) -> Chart:
    """Both weeks over the demand that the place alone would meet, an hour beyond those that open or close: the hours that stay in frames,
    what opens in rust, what closes hatched."""
    demand, now = _weekly(place.term.weight), _weekly(place.term.open)
    changed = _weekly(abs(week.open - place.term.open))
    shown = (now > 0) | (changed > 0)
    slots = shown.index[shown.any(axis=1)]
    first, last = slots.min() // 2 * 2 - BEYOND, slots.max() // 2 * 2 + 1 + BEYOND
    demand, now = (frame.loc[first:last, shown.any()] for frame in (demand, now))
    today, then = place.met, place.met + week.gain

    def paint(axes: Axes, say: Words) -> None:
        before, after = axes.figure.subplots(1, 2, sharey=True)
        axes.remove()
        stays = now.copy()
        for one in place.changes:
            stays.loc[one.first : one.end - 1, one.weekday] = 0.0
        for panel, hours, name, share in ((before, now, "today", today), (after, stays, "proposed", then)):
            _demand(panel, demand)
            half_hours.outline(panel, hours)
            half_hours.dress_week(panel, say, demand)
            panel.set_title(say(name, share=Quantity(share, "share")), loc="left", color=NAVY, weight=600, pad=10)
            panel.spines[:].set_visible(False)
        for one in place.changes:
            _block(after, one, (list(demand.columns).index(one.weekday), list(demand.index).index(one.first)), say)

    data = Table(
        "charts.move",
        {"week": "word", "hours": "hour", "share": "share", "gain": "points"},
        [["charts.move.weeks.today", 0.0, today, 0.0], ["charts.move.weeks.then", week.moved_slots / 2, then, 100 * week.gain]],
    )
    values = {
        "place": place_word(place),
        "today": Quantity(today, "share"),
        "then": Quantity(then, "share"),
        "contacts": Quantity(place.contacts, "count"),
        "alone": Message("charts.move.alone") if place.channel == "counter" else "",
    }
    return draw("move", languages, paint, data, values, height=0.7 + 0.092 * len(demand))


def _weekly(figures: Floats) -> pd.DataFrame:
    """Half-hours in rows, weekdays from Monday in columns."""
    return pd.DataFrame(figures.T, columns=range(1, len(figures) + 1))


def _demand(axes: Axes, demand: pd.DataFrame) -> None:
    """The demand in a few shades: more would tell how many came in a half-hour."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("", [PALE_NAVY, NAVY])
    levels = np.ceil(SHADES * np.sqrt(demand / demand.to_numpy().max()))
    colours = ramp(DARKEST * (levels.to_numpy() - 1) / (SHADES - 1))
    colours[levels.to_numpy() == 0] = 0.0
    axes.imshow(colours, aspect="auto", extent=(0, len(demand.columns), len(demand), 0), interpolation="nearest")
    for line in range(1, len(demand.columns)):
        axes.axvline(line, color="white", linewidth=1, zorder=0.5)


def _block(axes: Axes, one: Change, corner: tuple[int, int], say: Words) -> None:
    """A run of half-hours that opens, or closes, with its name where it is tall enough."""
    from matplotlib.patches import Rectangle

    tall = one.end - one.first
    fill, edge, hatch = (RUST, RUST, None) if one.opened else ("white", GREY, "////")
    axes.add_patch(Rectangle(corner, 1, tall, linewidth=1.2, clip_on=False, facecolor=fill, edgecolor=edge, hatch=hatch))
    if tall >= NAMED:
        paper = None if one.opened else {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        ink, name = ("white", "opens") if one.opened else (TEXT, "closes")
        axes.text(corner[0] + 0.5, corner[1] + tall / 2, say(name), ha="center", va="center", color=ink, bbox=paper)


@takes_disclosed
def frontiers(languages: Sequence[str], places: Sequence[Place]) -> list[Chart]:
    """The frontier of each place."""
    return [frontier(languages, place) for place in places]


@takes_disclosed
def frontier(languages: Sequence[str], place: Place) -> Chart:
    """For the annex: the demand met today and by the best week for each number of hours moved; the week proposed in rust, the range as a
    band."""
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
    return draw("frontier", languages, paint, data, values, height=1.9, annex=True)


@takes_disclosed
def extra(languages: Sequence[str], place: Place, additions: Sequence[Extra]) -> Chart | None:
    """The demand that each added hour would meet, best first; for the annex."""
    if not additions:
        return None

    def paint(axes: Axes, say: Words) -> None:
        axes.barh(range(len(additions)), [one.per_hour for one in additions], color=NAVY, height=0.55)
        for position, one in enumerate(additions):
            edges = [one.per_hour if edge is None else edge for edge in (one.low, one.high)]
            axes.plot(edges, [position, position], color=RANGE, linewidth=1.6, solid_capstyle="butt")
        names = [say("slot", **span(one.weekday, one.first, one.end)) for one in additions]
        label_bars(axes, names, Column([say.number(one.per_hour, "share") for one in additions]))

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
    times = {name: Quantity(slot / 2, "time_of_day", source="table:charts.move") for name, slot in (("first", first), ("end", end))}
    return {"weekday": Word(f"words.weekday_plain.{weekday}"), **times}
