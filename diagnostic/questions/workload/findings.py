"""Findings on the work that repeated contacts cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement, Parameters
from diagnostic.findings.declaration import claim, finding, near, week_cells
from diagnostic.findings.evidence import Row, absent, annual, measured, parameter, quantity, row, spread, tell
from diagnostic.findings.reliability import INDICATIVE, TO_CONFIRM, least_sure, reliability
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

SMALL_POST, WHOLE_POST = 0.1, 1.0
ASSUMED, NO_HANDLING_TIME, NO_RATE = "handling_assumed", "no_handling_time", "no_rate"
NOTHING = Message("findings.nothing")


@finding("repeat.hours", "repeat.rate", beside=("repeat.fte", "repeat.minutes_share"))
def hours(rows: Disclosed, repeats: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note | None:
    """The agents' hours that repeats take in a year, and the equivalent in posts as a range; `repeats` are the rows of their rate.

    About so many, within a range that holds whatever other choices would give. To be confirmed where the repeats of a channel are not
    counted, for want of a handling time or of known users; None where there are none to count, one line where they are little of a post.
    """
    hours, rate = row(rows, "repeat.hours"), row(repeats, "repeat.rate")
    if not measured(hours):
        return absent(hours)
    if not hours["value"]:
        return None
    if little(rows):
        return Note(Message("findings.workload_little", {"hours": quantity(hours)}))
    assumed, uncounted = _channels(hours, ASSUMED), _channels(hours, NO_HANDLING_TIME, NO_RATE)
    level = least_sure(reliability(hours), TO_CONFIRM) if uncounted else reliability(hours)
    values = {
        "hours": quantity(hours),
        "range": spread(hours, "findings.workload_range"),
        "posts": _posts(rows, engagement),
        "assumed": Message("findings.workload_assumed", {"channels": assumed}) if assumed else NOTHING,
        "uncounted": Message("findings.workload_uncounted", {"channels": uncounted}) if uncounted else NOTHING,
    }
    gap = (row(rows, "repeat.minutes_share")["value"] or rate["value"] or 0.0) * 0.9
    key = "findings.workload_period" if hours["unit"] == "hour" else "findings.workload"
    return tell(key, engagement, values, level, users=annual(rate, engagement), gap=gap, chart=chart)


def _posts(rows: Disclosed, engagement: Engagement) -> Message:
    """What the hours are of a post, where they could be worth telling as one."""
    posts = row(rows, "repeat.fte")
    if not measured(posts):
        return NOTHING
    return Message("findings.workload_posts", {"posts": quantity(posts), "year": _year(engagement.parameters)["year"]})


def _channels(hours: Row, *kinds: str) -> list[Word]:
    """The channels that the notes of these kinds name."""
    return [Word(f"words.channel_the.{channel}") for kind in kinds for channel in notes.names(hours["note"], kind)]


@takes_disclosed
def little(rows: Disclosed) -> bool:
    """Whether repeats take too little of a post, at the most, for what drives their hours or when agents are busiest to be worth a page."""
    posts = quantity(row(rows, "repeat.fte"))
    return posts.value is not None and max(posts.value, posts.high or 0.0) < SMALL_POST


@takes_disclosed
def factors(channels: Disclosed) -> Table | None:
    """Every factor of the hours by channel: `workload.factors`."""
    kinds = {"channel": "word", "contacts": "count", "rate": "share", "minutes": "ratio", "time": "word", "hours": "hour"}
    rows = [
        [
            f"words.channel.{each.channel}",
            each.contacts,
            each.rate,
            each.minutes,
            f"findings.workload_factors.{'assumed' if each.assumed else 'recorded'}" if each.minutes > 0 else None,
            each.hours,
        ]
        for each in channels.itertuples()
    ]
    return Table("findings.workload_factors", kinds, rows, annex=True) if rows else None


@takes_disclosed
def printed(rows: Disclosed) -> Quantity:
    """The figure whose factors are worth drawing: the equivalent in posts, or the hours where it is under one post."""
    posts = row(rows, "repeat.fte")
    return quantity(posts) if measured(posts) and posts["value"] >= WHOLE_POST else quantity(row(rows, "repeat.hours"))


@finding("repeat.hours", beside=("repeat.fte",))
def drivers(rows: Disclosed, shown: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """What the hours depend on most, the first of `sensitivity.drivers`; None where there are few hours or none."""
    if chart is None or shown.empty or little(rows):
        return None
    widest, unit = shown.iloc[0], printed(rows).unit
    low, high = (Quantity(float(widest[edge]), unit, source="table:charts.drivers") for edge in ("low", "high"))
    year = Message("findings.drivers_year", _year(engagement.parameters)) if unit == "fte" else NOTHING
    values = {"factor": Word(f"findings.drivers.of.{widest['factor']}"), "low": low, "high": high, "year": year}
    return tell("findings.drivers", engagement, values, INDICATIVE, chart=chart, annex=True)


@finding("repeat.positions_freed")
def positions(rows: Disclosed, week: Disclosed, engagement: Engagement) -> Finding | Note:
    """How many fewer agents a model would ask for at once by telephone: often none at the busiest, and the text says why.

    `week` is `positions.week`, which tells in how many half-hours it would ask for fewer.
    """
    freed, options = row(rows, "repeat.positions_freed"), engagement.parameters
    if not measured(freed):
        return absent(freed)
    values = {
        "freed": quantity(freed),
        "with": quantity(freed, "denominator"),
        "without": quantity(freed, "numerator"),
        "fewer": Quantity(float((week["without"] < week["with_repeats"]).sum()), "half_hour", source="table:charts.presence"),
        "all": Quantity(float(len(week)), "half_hour", source="table:charts.presence"),
        "target": parameter("service_level", options.service_level, "share"),
        "within": parameter("answer_within_s", options.answer_within_s, "second"),
    }
    key = "findings.positions" if freed["value"] else "findings.positions_none"
    return tell(key, engagement, values, reliability(freed), annex=True)


def _year(options: Parameters) -> dict[str, Quantity]:
    """The factors that bring hours to posts."""
    return {
        "year": parameter("annual_hours", options.annual_hours, "count_exact"),
        "away": parameter("unavailability", options.unavailability, "share"),
        "occupancy": parameter("occupancy", options.occupancy, "share"),
        "effort": parameter("repeat_effort", options.repeat_effort - 1, "share"),
    }


@finding(beside=("repeat.fte",))
def busiest(
    rows: Disclosed,
    week: Disclosed,
    peak: tuple[int, int, float] | None,
    channels: Sequence[str],
    engagement: Engagement,
    chart: Chart | None,
) -> Finding | None:
    """When most agents are busy at once on these channels (`busy.week`, `busy.peak`, `busy.channels`); None without times or for little
    work."""
    if peak is None or little(rows):
        return None
    weekday, slot, most = peak
    mean = float(week.loc[week["agents"] > 0, "agents"].mean())
    values = {
        "weekday": Word(f"words.weekday_long.{weekday}"),
        "hour": Quantity(slot / 2, "time_of_day", source="table:charts.busy"),
        "agents": Quantity(most, "ratio", source="table:charts.busy"),
        "mean": Quantity(mean, "ratio", source="table:charts.busy"),
        "channels": [Word(f"words.channel_the.{channel}") for channel in channels],
    }
    return tell("findings.busiest", engagement, values, TO_CONFIRM, chart=chart, annex=True)


@claim(hours)
def _topics_take_most_of_the_hours(stated: Finding, drawn: Table) -> bool:
    """Those of few repeats, and the last of many topics, are not drawn; bars are hours of the period, the title may tell a year's."""
    period, year = stated.source.values if stated.source else {}, stated.values["hours"]
    days = (dt.date.fromisoformat(period["end"].iso) - dt.date.fromisoformat(period["start"].iso)).days + 1 if period else 365
    whole = year.value * (days / 365 if year.unit == "hour_year" else 1.0)
    return 0.5 * whole <= sum(bar or 0.0 for bar in drawn.column("repeats")) <= 1.5 * whole


@claim(drivers)
def _widest_bar_is_the_factor(stated: Finding, drawn: Table) -> bool:
    factors, lows, highs = (drawn.column(name) for name in ("factor", "low", "high"))
    widest = max(high - low for low, high in zip(lows, highs, strict=True)) == highs[0] - lows[0]
    named = factors[0].rpartition(".")[2] == stated.values["factor"].key.rpartition(".")[2]
    return widest and named and near(lows[0], stated.values["low"].value) and near(highs[0], stated.values["high"].value)


@claim(busiest)
def _largest_cell_is_the_hour(stated: Finding, drawn: Table) -> bool:
    most, day, hour = max((agents, day, hour) for day, hour, agents in week_cells(drawn) if agents is not None)
    named = stated.values["weekday"].key == f"words.weekday_long.{day}" and hour == int(stated.values["hour"].value)
    return named and near(most, stated.values["agents"].value)
