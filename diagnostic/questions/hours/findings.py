"""Findings on opening hours."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding, near, week_cells
from diagnostic.findings.evidence import Row, absent, annual, by_value, conclude, measured, parts, quantity, row, spread, tell
from diagnostic.findings.reliability import SOLID, reliability
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Word

FEW_CLOSED = 0.05
GENEROUS_EVENING = 0.15
BUSY_DOORS = 1.25  # times the mean pace, over the whole range
MOSTLY_SUITED = 0.8
HIDDEN = "hidden"
PROFILES = {
    "en emploi": "employed",
    "actif": "employed",
    "active": "employed",
    "actif en emploi": "employed",
    "retraité": "retired",
    "retraitée": "retired",
    "retraité(e)": "retired",
    "étudiant": "studying",
    "étudiante": "studying",
    "étudiant(e)": "studying",
    "sans emploi": "unemployed",
    "demandeur d'emploi": "unemployed",
    "en recherche d'emploi": "unemployed",
    "employed": "employed",
    "in work": "employed",
    "retired": "retired",
    "student": "studying",
    "unemployed": "unemployed",
}
"""The usual names of activity statuses in surveys."""


@finding("opening.out_of_hours_share")
def closed_contacts(rows: Disclosed, engagement: Engagement, channel: str, chart: Chart | None) -> Finding | Note | None:
    """How much of a channel's demand comes when nobody is there: by telephone a strength where surely under 5 %, else a gap.

    What is written waits, and argues nothing. None where only other channels say."""
    whole, figure = (row(rows, "opening.out_of_hours_share", scope) for scope in ("all", f"channel={channel}"))
    if not measured(figure):
        blind = notes.has(figure["note"], notes.ONLY_WHILE_OPEN)
        return None if measured(whole) and not blind else absent(figure if blind else whole)
    values = {
        "share": quantity(figure),
        "spread": spread(figure),
        "closed": quantity(figure, "numerator"),
        "drawn": Message("findings.closed_drawn" if chart else "findings.nothing"),
    }
    called = channel == "phone"
    return conclude(
        f"findings.closed_{channel if called or channel == 'email' else 'online'}",
        figure,
        "contacts",
        engagement,
        values,
        gap=figure["value"] if called else 0.0,
        strength=called and figure["high"] is not None and figure["high"] < FEW_CLOSED,
        chart=chart,
        scope=figure["scope"],
        annex=not called,
    )


@finding("opening.hours_outside_work", "opening.weekly_hours")
def outside_work(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """Whether somebody who works ordinary hours can come: the weekly hours outside them."""
    hours = row(rows, "opening.weekly_hours")
    outside = row(rows, "opening.hours_outside_work")
    if not (measured(hours) and measured(outside)):
        return absent(hours)
    part = outside["value"] / hours["value"] if hours["value"] else 0.0
    step = _step(rows)
    values: dict[str, object] = {"hours": quantity(hours), "outside": quantity(outside)}
    values |= {part: Message(f"findings.hours_{part}.{step}") for part in ("step", "follow", "stop")}
    key = "findings.no_hours_outside" if outside["value"] == 0 else "findings.hours_outside"
    users = annual(row(rows, "opening.demand_coverage"), engagement) or float(engagement.client.population or 0)
    gap = max(0.0, GENEROUS_EVENING - part)
    return tell(key, engagement, values, SOLID, users=users, gap=gap, chart=chart)


def _step(rows: Disclosed) -> str:
    """Hours may be moved where a gain shows or where visits say which are quiet; else visits have to be counted first."""
    gain, visits = row(rows, "opening.swap_gain"), row(rows, "opening.shoulder_load", "channel=counter;edge=first")
    shown = measured(gain) and (gain["low"] or 0) > 0
    return "move" if shown or measured(visits) else "count"


@finding("opening.demand_coverage")
def coverage(rows: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """How much of the demand seen elsewhere arrives while a counter is open, from one source of demand to another.

    One source alone has its bias and no other to hold it against: it argues nothing.
    """
    figure = row(rows, "opening.demand_coverage")
    proxies = parts(rows, "opening.demand_coverage", "source")
    if not measured(figure) or not proxies:
        return absent(figure)
    lowest, highest = min(proxies, key=by_value), max(proxies, key=by_value)
    level = reliability(lowest, highest)
    values: dict[str, object] = {"low": quantity(lowest), "high": quantity(highest)}
    values |= {f"{end}_what": Word(f"words.proxy_in.{one['source']}") for end, one in (("low", lowest), ("high", highest))}
    alone, missed = lowest["scope"] == highest["scope"], 1 - figure["value"]
    key = "findings.coverage_one" if alone else "findings.coverage"
    # calls that reached nobody are among the calls
    users = annual({}, engagement, sum(one["denominator"] for one in proxies if one["source"] != "missed_calls") * missed)
    # from one figure to another, according to the source, nothing follows; nor does anything from one source alone
    return tell(key, engagement, values, level, users=users, chart=chart, annex=True)


@finding("opening.shoulder_load")
def doors(rows: Disclosed, engagement: Engagement) -> Finding | None:
    """Users waiting for the doors: the first half-hours of openings, where clearly busier than the rest. None where they are not."""
    figure = row(rows, "opening.shoulder_load", "channel=counter;edge=first")
    if not measured(figure) or (figure["low"] or 0) < BUSY_DOORS:
        return None
    values = {"load": quantity(figure), "arrived": quantity(figure, "numerator"), "usual": quantity(figure, "denominator")}
    users, gap = annual(figure, engagement), (figure["value"] - 1) * 0.1
    return tell("findings.doors", engagement, values, reliability(figure), users=users, gap=gap)


@finding("opening.users_satisfied_share")
def suited(rows: Disclosed, engagement: Engagement) -> Finding | Note:
    """The share of users asked whom opening hours suit, and the activity statuses that they suit most and least."""
    figure = row(rows, "opening.users_satisfied_share")
    if not measured(figure):
        return absent(figure)
    profiles = parts(rows, "opening.users_satisfied_share", "profile")
    key, values = "findings.suited", dict[str, object](share=quantity(figure), range=spread(figure, "findings.suited_range"))
    if profiles and _lies_under(least := min(profiles, key=by_value), most := max(profiles, key=by_value)):
        key = "findings.suited_profiles"
        for name, one in (("least", least), ("most", most)):
            values |= {name: quantity(one), f"{name}_who": _who(one["profile"])}
    users = float(engagement.client.population or 0) * 0.1
    gap = max(0.0, MOSTLY_SUITED - figure["value"])
    return conclude(key, figure, "answers", engagement, values, users=users, gap=gap, strength=figure["value"] >= MOSTLY_SUITED)


def _lies_under(one: Row, other: Row) -> bool:
    """Whether the whole range of a figure is under that of another."""
    return None not in (one["high"], other["low"]) and one["high"] < other["low"]


def _who(profile: str) -> Message:
    """Those of an activity status as one says it; a status that is not known by its name is quoted."""
    known = PROFILES.get(profile.strip().casefold(), "other")
    return Message(f"findings.profile.{known}", {"name": profile})


@takes_disclosed
def busy_hours(levels: Disclosed) -> list[Table]:
    """Busy and quiet hours as Services Publics+ asks to publish them: the telephone, and the counters. From `hours.week.busy_hours`."""
    tables = []
    for channel, here in levels.fillna({"site": ""}).groupby("channel"):
        days = sorted(here["weekday"].unique())
        kept = {(row.site, row.part, row.weekday): row.level for row in here.itertuples()}
        words = {cell: f"words.{'empty' if level == HIDDEN else 'busy'}.{level}" for cell, level in kept.items()}
        places = dict.fromkeys(zip(here["site"], here["part"], strict=True))
        rows = [
            [site, f"words.part_of_day.{part}", *(words.get((site, part, day), "words.busy.closed") for day in days)]
            for site, part in places
        ]
        columns = {"site": "text", "part": "word", **{f"day{day}": "word" for day in days}}
        if channel == "phone":
            columns, rows = {name: kind for name, kind in columns.items() if name != "site"}, [row[1:] for row in rows]
        tables.append(Table(f"charts.busy_{channel}", columns, rows, annex=True))
    return tables


@claim(closed_contacts)
def _week_holds_the_contacts(stated: Finding, drawn: Table) -> bool:
    """All of them but in the rarest half-hours, which are not drawn; a hidden cell holds no more than the least one that is shown."""
    cells = [cell for *_, cell in week_cells(drawn)]
    shown = [cell for cell in cells if cell is not None]
    whole = stated.values["closed"].value / stated.values["share"].value if stated.values["share"].value else 0.0
    most = sum(shown) + (len(cells) - len(shown)) * min((cell for cell in shown if cell), default=whole)
    return sum(shown) <= 1.01 * whole and most >= 0.9 * whole


@claim(outside_work)
def _counters_open_as_long_together(stated: Finding, drawn: Table) -> bool:
    """Of the counters drawn, no one is open longer than all of them together, nor all longer than one after the other."""
    at_counter = [word.endswith(".counter") for word in drawn.column("channel")]
    for name in ("hours", "outside"):
        bars = [hours for hours, counter in zip(drawn.column(name), at_counter, strict=True) if counter]
        if not 0.995 * max(bars, default=0.0) <= stated.values[name].value <= 1.005 * sum(bars):
            return False
    return True


@claim(coverage)
def _ends_are_drawn(stated: Finding, drawn: Table) -> bool:
    bars = drawn.column("share")
    return near(min(bars), stated.values["low"].value) and near(max(bars), stated.values["high"].value)
