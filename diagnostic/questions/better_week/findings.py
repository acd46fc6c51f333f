"""Findings on a better week with the same hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near
from diagnostic.findings.evidence import annual, parameter, tell
from diagnostic.findings.reliability import SOLID, TO_CONFIRM
from diagnostic.indicators import encode
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.better_week.charts import place_word, span
from diagnostic.wording import Quantity

if TYPE_CHECKING:
    from diagnostic.planning.best_week import Week
    from diagnostic.questions.better_week.measures import Place
    from diagnostic.questions.better_week.trial import Trial

FIGURES, TRIAL = "table:charts.move", "table:findings.trial"


@finding("opening.swap_gain")
def better(rows: Disclosed, places: Sequence[Place], engagement: Engagement, charts: Sequence[Chart | None]) -> Sequence[Finding | Note]:
    """The week to try by telephone and at the counter where one change gains most; where none holds, whether that is known or not.

    `charts` are the weeks to try of the places, in their order.
    """
    drawn = {place.scope.get("site", ""): chart for place, chart in zip(places, charts, strict=True)}
    findings = []
    for channel in ("phone", "counter"):
        proposals = [(week, place) for place in places if place.channel == channel and (week := place.proposal)]
        if proposals:
            week, place = max(proposals, key=lambda pair: pair[0].gain)
            findings.append(_proposed(place, week, engagement, drawn[place.scope.get("site", "")]))
    return findings or ([_none(places, engagement)] if places else [])


@takes_disclosed
def chosen(places: Sequence[Place]) -> Place | None:
    """The place that has the most to gain."""
    return max(places, key=lambda place: place.weeks[-1].gain, default=None)


@takes_disclosed
def limits(places: Sequence[Place], engagement: Engagement) -> Note | None:
    """How the week was looked for, and within which limits; for the annex."""
    wanted = engagement.constraints
    if not places:
        return None
    values = {
        "block": parameter("constraints.block_hours", wanted.block_hours, "hour"),
        "moved": parameter("constraints.hours_moved", wanted.hours_moved, "hour"),
        "changes": parameter("constraints.changes", wanted.changes, "count"),
        "least": _least(engagement),
        "holidays": _in_holidays_too(engagement),
    }
    return Note(Message("findings.week_method", values), kind="method")


def _proposed(place: Place, week: Week, engagement: Engagement, chart: Chart | None) -> Finding:
    swaps, today = place.changes, place.met
    level = SOLID if week.low is not None and 100 * week.low >= engagement.parameters.least_gain_points else TO_CONFIRM
    moves = {
        name: [Message(f"findings.week_{name}", span(one.weekday, one.first, one.end)) for one in swaps if one.opened == (name == "opened")]
        for name in ("opened", "closed")
    }
    figures = {
        "gain": _points(week.gain),
        "range": _range(week),
        "today": Quantity(today, "share", source=FIGURES),
        "then": Quantity(today + week.gain, "share", source=FIGURES),
        "hours": Quantity(week.moved_slots / 2, "hour", source=FIGURES),
    }
    holidays = Message("findings.week_no_holidays")
    if week.holidays is not None:
        holidays = Message("findings.week_holidays", {"points": _points(week.holidays)})
    values = {**figures, **moves, "place": place_word(place), "holidays": holidays}
    users = annual({}, engagement, place.contacts)
    key, scope = f"findings.better_week_{place.channel}", encode(channel=place.channel)
    return tell(key, engagement, values, level, users=users, gap=week.gain, chart=chart, scope=scope)


def _range(week: Week) -> Message:
    """The range of the gain, or the gain where both ends read the same."""
    low, high = _points(week.low or 0.0), _points(week.high or 0.0)
    if round(low.value or 0) == round(high.value or 0):
        return Message("findings.week_about", {"gain": _points(week.gain)})
    return Message("findings.week_between", {"low": low, "high": high})


def _points(share: float) -> Quantity:
    return Quantity(100 * share, "points", source=FIGURES)


def _none(places: Sequence[Place], engagement: Engagement) -> Finding | Note:
    """No week to try: a strength where the data rule out a gain worth the move, else no more than that they show none."""
    best = max(places, key=lambda place: place.weeks[-1].gain)
    hours = parameter("constraints.hours_moved", engagement.constraints.hours_moved, "hour")
    values = {"least": _least(engagement), "hours": hours, "places": [place_word(place) for place in places]}
    values |= {"holidays": _in_holidays_too(engagement)}
    if any(week.high is None or 100 * week.high > engagement.parameters.least_gain_points for place in places for week in place.weeks):
        return Note(Message("findings.no_week_shown", values))
    return tell("findings.no_better_week", engagement, values, SOLID, users=float(best.contacts), strength=True)


def _in_holidays_too(engagement: Engagement) -> Message | str:
    """That a gain holds in school holidays, where they are known."""
    return Message("findings.week_in_holidays_too") if engagement.client.school_zone else ""


def _least(engagement: Engagement) -> Quantity:
    return parameter("least_gain_points", engagement.parameters.least_gain_points, "points")


@finding("opening.weekly_hours", beside=("opening.demand_coverage",))
def compared(rows: Disclosed, trials: Sequence[Trial], engagement: Engagement) -> list[Finding]:
    """Each place whose outlook changes: hours, demand met and, by telephone, agent-hours and waits, today and with the hours tried."""
    return [_compared(trial, engagement) for trial in trials]


def _compared(trial: Trial, engagement: Engagement) -> Finding:
    values: dict[str, object] = {"place": place_word(trial.place)}
    for when, outlook in (("today", trial.today), ("then", trial.then)):
        values |= {
            f"hours_{when}": Quantity(outlook.hours, "hour_week", source=TRIAL),
            f"met_{when}": Quantity(outlook.met, "share", source=TRIAL),
        }
    values["agents"] = _agents(trial)
    users, scope = float(trial.place.contacts), encode(**trial.place.scope)
    return tell("findings.trial", engagement, values, TO_CONFIRM, users=users, scope=scope)


def _agents(trial: Trial) -> Message:
    pairs = {"today": trial.today, "then": trial.then}
    if trial.then.agent_hours is None:
        return Message("findings.trial_no_agents")
    values = {f"agents_{when}": Quantity(one.agent_hours, "hour_week", source=TRIAL) for when, one in pairs.items()}
    if trial.then.wait_s is None:
        return Message("findings.trial_agents", values)
    values |= {f"wait_{when}": Quantity(one.wait_s, "second", source=TRIAL) for when, one in pairs.items()}
    values |= {f"lost_{when}": Quantity(one.gives_up, "share", source=TRIAL) for when, one in pairs.items()}
    return Message("findings.trial_waits", values)


@claim(better)
def _gain_of_the_hours_moved_is_drawn(stated: Finding, drawn: Table) -> bool:
    names = ("today", "then", "gain", "hours")
    today, then, gain, moved = (stated.values[name].value for name in names)
    points = {hours: (share, points) for hours, share, points in zip(*map(drawn.column, ("hours", "share", "gain")), strict=True)}
    if not (0.0 in points and moved in points):
        return False
    return near(points[0.0][0], today) and near(points[moved][0], then) and near(points[moved][1], gain) and then > today
