"""Findings on the work that repeated contacts cost."""

from __future__ import annotations

import datetime as dt

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement, Parameters
from diagnostic.findings.declaration import claim, finding, near, week_cells
from diagnostic.findings.evidence import absent, annual, measured, parameter, quantity, row, tell
from diagnostic.findings.reliability import INDICATIVE, TO_CONFIRM, least_sure, reliability
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity, Word

SMALL_POST, WHOLE_POST = 0.1, 1.0


@finding("repeat.hours", "repeat.rate", beside=("repeat.fte", "repeat.minutes_share"))
def hours(rows: Disclosed, repeats: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The agents' hours that repeats take in a year, and the equivalent in posts as a range; `repeats` are the rows of their rate.

    A least, to be confirmed, where the repeats of a channel are not counted for want of a handling time.
    """
    hours, posts, rate = row(rows, "repeat.hours"), row(rows, "repeat.fte"), row(repeats, "repeat.rate")
    if not measured(hours):
        return absent(hours)
    uncounted = notes.names(hours["note"], "no_handling_time")
    level = least_sure(reliability(hours), TO_CONFIRM) if uncounted else reliability(hours)
    small = little(rows) or not measured(posts)
    period = "_period" if hours["unit"] == "hour" else ""
    values = {"hours": quantity(hours), "posts": quantity(posts), **_year(engagement.parameters)} | {
        "uncounted": [Word(f"words.channel_the.{channel}") for channel in uncounted]
    }
    gap = (row(rows, "repeat.minutes_share")["value"] or rate["value"] or 0.0) * 0.9
    key = f"findings.workload{'_small' if small else ''}{period}{'_least' if uncounted else ''}"
    return tell(key, engagement, values, level, users=annual(rate, engagement), gap=gap, chart=None if little(rows) else chart)


@takes_disclosed
def little(rows: Disclosed) -> bool:
    """Whether repeats take too little of a post for what drives their hours, or when agents are busiest, to be worth a page."""
    posts = row(rows, "repeat.fte")
    return measured(posts) and (posts["high"] or posts["value"]) < SMALL_POST


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
            f"findings.workload_factors.{'assumed' if each.assumed else 'recorded'}",
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
    values = {"factor": Word(f"findings.drivers.of.{widest['factor']}"), "low": low, "high": high} | _year(engagement.parameters)
    return tell("findings.drivers", engagement, values, INDICATIVE, chart=chart)


@finding("repeat.positions_freed")
def positions(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """How many fewer agents would be needed at once by telephone: often none, and the text says why."""
    freed, options = row(rows, "repeat.positions_freed"), engagement.parameters
    if not measured(freed):
        return absent(freed)
    values = {
        "freed": quantity(freed),
        "with": quantity(freed, "denominator"),
        "without": quantity(freed, "numerator"),
        "target": parameter("service_level", options.service_level, "share"),
        "within": parameter("answer_within_s", options.answer_within_s, "second"),
        "minimum": parameter("minimum_presence", options.minimum_presence, "count"),
    }
    key = "findings.positions" if freed["value"] else "findings.positions_none"
    return tell(key, engagement, values, reliability(freed))


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
    rows: Disclosed, week: Disclosed, peak: tuple[int, int, float] | None, engagement: Engagement, chart: Chart | None
) -> Finding | None:
    """When telephone and counter keep most agents busy at once (`busy.week`, `busy.peak`); None without times or for little work."""
    if peak is None or little(rows):
        return None
    weekday, slot, most = peak
    mean = float(week.loc[week["agents"] > 0, "agents"].mean())
    values = {
        "weekday": Word(f"words.weekday_long.{weekday}"),
        "hour": Quantity(slot // 2, "hour_of_day", source="table:charts.busy"),
        "agents": Quantity(most, "ratio", source="table:charts.busy"),
        "mean": Quantity(mean, "ratio", source="table:charts.busy"),
    }
    return tell("findings.busiest", engagement, values, TO_CONFIRM, chart=chart)


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
    named = stated.values["weekday"].key == f"words.weekday_long.{day}" and hour == stated.values["hour"].value
    return named and near(most, stated.values["agents"].value)
