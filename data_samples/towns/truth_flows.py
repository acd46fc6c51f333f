"""Volumes, opening hours and channels, counted from the contacts seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from .clock import PUBLIC_HOLIDAYS, days, is_open, is_school_holiday, open_intervals
from .truth_contacts import Seen, arrived_open
from .truth_repeats import told
from .truth_rows import Truth, scope, share, truth

DIGITAL = ("web_form", "email", "chat", "app", "social")
_WORK = ((9 * 3600, 12 * 3600), (14 * 3600, 17 * 3600))


def volumes(counted: list[Seen], population: int, more: dict[str, int] | None = None) -> list[Truth]:
    """Contacts in the period, with `more` contacts per channel that only aggregates show."""
    by_channel: dict[str, int] = defaultdict(int, more or {})
    for one in counted:
        by_channel[one.channel] += 1
    total = sum(by_channel.values())
    rows = [truth("volume.contacts", "all", total), truth("volume.per_1000_inhabitants", "all", total / population * 1000)]
    return rows + [truth("volume.contacts", scope(channel=channel), count) for channel, count in sorted(by_channel.items())]


def channel_shares(counted: list[Seen], answered_calls: int = 0) -> list[Truth]:
    """The mix of handled contacts; `answered_calls` are those that only aggregates show."""
    by_channel: dict[str, int] = defaultdict(int)
    for one in counted:
        if one.handled:
            by_channel[one.channel] += 1
    if answered_calls:
        by_channel["phone"] += answered_calls
    total = sum(by_channel.values())
    rows = [
        truth("channel.share", scope(channel=channel), count / total, numerator=count, denominator=total)
        for channel, count in sorted(by_channel.items())
    ]
    digital = sum(count for channel, count in by_channel.items() if channel in DIGITAL)
    return [*rows, truth("channel.digital_share", "all", digital / total, numerator=digital, denominator=total)]


def multichannel(counted: list[Seen]) -> list[Truth]:
    """Persons with two contacts on one topic within 30 days, the later one in the period, and those who used two channels doing so.

    Of the channels whose users are known often enough for repeats to be told of them.
    """
    persons, several = set(), set()
    channels = {one.channel for one in told([one for one in counted if one.handled])}
    for one in counted:
        before = one.previous_of_person
        while one.channel in channels and before and one.utc - before.utc <= dt.timedelta(days=30):
            if before.channel in channels:
                persons.add(one.person)
                several |= {one.person} if before.channel != one.channel else set()
            before = before.previous_of_person
    value = len(several) / len(persons) if persons else None
    return [truth("channel.multichannel_share", "all", value, numerator=len(several), denominator=len(persons))]


def weekly_hours(sites: list[str], phone: str, zone: str, end: dt.date) -> list[Truth]:
    """Mean weekly opening over whole term weeks of the last 12 months without a holiday: counters, telephone, any counter."""
    start = end.replace(year=end.year - 1) + dt.timedelta(days=1)
    weeks: dict[dt.date, list[dt.date]] = defaultdict(list)
    for day in days(start, end):
        weeks[day - dt.timedelta(days=day.weekday())].append(day)
    ordinary = [
        week
        for week in weeks.values()
        if len(week) == 7 and not any(day in PUBLIC_HOLIDAYS or is_school_holiday(day, zone) for day in week)
    ]
    rows = []
    counters = [f"counter:{site}" for site in sites]
    scopes = [(scope(channel="counter", site=site), [counter]) for site, counter in zip(sites, counters, strict=True)]
    for where, members in [*scopes, (scope(channel="phone"), [phone]), ("all", counters)]:
        hours = outside = 0
        for day in [day for week in ordinary for day in week]:
            # every rule of the towns falls on a quarter of an hour
            for second in range(0, 86_400, 900):
                if any(begin <= second < stop for member in members for begin, stop in open_intervals(member, day)):
                    hours += 1
                    outside += day.weekday() >= 5 or not any(begin <= second < stop for begin, stop in _WORK)
        rows.append(truth("opening.weekly_hours", where, hours / 4 / len(ordinary), weeks=len(ordinary)))
        rows.append(truth("opening.hours_outside_work", where, outside / 4 / len(ordinary)))
    return rows


def out_of_hours(counted: list[Seen], phone: str, schedules: tuple[str, ...], planted: dict[str, float]) -> list[Truth]:
    """Contacts that arrived while closed, per channel where they can; `planted` is the share among first contacts alone."""
    flags = [(one, arrived_open(one, phone, schedules)) for one in counted if one.channel != "counter"]
    known = [(one, flag) for one, flag in flags if flag is not None]
    rows = [share("opening.out_of_hours_share", "all", known, lambda pair: not pair[1])]
    for channel in sorted({one.channel for one, _ in known}):
        more = {"planted": planted[channel]} if channel in planted else {}
        here = [pair for pair in known if pair[0].channel == channel]
        rows.append(share("opening.out_of_hours_share", scope(channel=channel), here, lambda pair: not pair[1], **more))
    return rows


def demand_coverage(counted: list[Seen], sites: list[str], bookings: list[dt.datetime]) -> list[Truth]:
    """For each sign of demand, the part that arrives while at least one counter is open; `all` gives the signs the same weight, calls that
    reached nobody beside.
    """
    counters = tuple(f"counter:{site}" for site in sites)
    signs = {
        "calls": [one.local for one in counted if one.channel == "phone"],
        "email": [one.local for one in counted if one.channel == "email"],
        "web_form": [one.local for one in counted if one.channel == "web_form"],
        "bookings": bookings,
    }
    rows = [
        share("opening.demand_coverage", scope(source=source), moments, lambda moment: is_open(counters, moment))
        for source, moments in signs.items()
        if moments
    ]
    everything = truth("opening.demand_coverage", "all", sum(row["realised"] for row in rows) / len(rows))
    missed = [one.local for one in counted if one.channel == "phone" and one.outcome not in (None, "answered", "voice_server")]
    beside = [share("opening.demand_coverage", "source=missed_calls", missed, lambda moment: is_open(counters, moment))] if missed else []
    return [*rows, everything, *beside]


def offer_gap(offer: Iterable[tuple[str, str, bool]]) -> list[Truth]:
    """Topics that a channel cannot settle, in all and by channel."""
    offer = list(offer)
    rows = [truth("channel.offer_gap", "all", sum(not served for _, _, served in offer))]
    for channel in sorted({channel for _, channel, _ in offer}):
        missing = sum(not served for _, where, served in offer if where == channel)
        rows.append(truth("channel.offer_gap", scope(channel=channel), missing))
    return rows


def shoulder_load(counted: list[Seen], sites: list[str], phone: str, start: dt.date, end: dt.date) -> list[Truth]:
    """How much busier the first and the last half-hour of an opening are than the mean open minute, by place and together."""
    places = {scope(channel="phone"): ["phone"], scope(channel="counter"): [f"counter:{site}" for site in sites]}
    places |= {scope(channel="counter", site=site): [f"counter:{site}"] for site in sites}
    measured = {place: _edges(counted, place, phone, start, end) for place in ["phone", *(f"counter:{site}" for site in sites)]}
    rows = []
    for where, members in [("", list(measured)), *places.items()]:
        minutes, edge_minutes, arrivals, first, last = (sum(parts) for parts in zip(*(measured[place] for place in members), strict=True))
        for edge, came in (("first", first), ("last", last)):
            load = (came / edge_minutes) / (arrivals / minutes)
            rows.append(truth("opening.shoulder_load", ";".join(sorted(filter(None, [*where.split(";"), f"edge={edge}"]))), load))
    return [truth("opening.shoulder_load", "all", rows[0]["realised"]), *rows]


def _edges(counted: list[Seen], place: str, phone: str, start: dt.date, end: dt.date) -> tuple[float, float, int, int, int]:
    """Of a place: open minutes, those in half-hours at an edge, arrivals while open, and those in the first and the last half-hour."""
    came = [
        one.local
        for one in counted
        if (one.channel == "phone" if place == "phone" else one.channel == "counter" and one.site == place.removeprefix("counter:"))
    ]
    weeks = [moment.date() - dt.timedelta(days=moment.weekday()) for moment in came]
    by_day: dict[dt.date, list[int]] = defaultdict(list)
    for moment in came:
        by_day[moment.date()].append(moment.hour * 3600 + moment.minute * 60 + moment.second)
    minutes = edges = 0.0
    arrivals = first = last = 0
    for day in days(max(start, min(weeks)), min(end, max(weeks) + dt.timedelta(days=6))):
        for begin, stop in open_intervals(phone if place == "phone" else place, day):
            seconds = [second for second in by_day[day] if begin <= second < stop]
            minutes, arrivals = minutes + (stop - begin) / 60, arrivals + len(seconds)
            if stop - begin >= 5400:
                edges += 30
                first += sum(second < begin + 1800 for second in seconds)
                last += sum(second >= stop - 1800 for second in seconds)
    return minutes, edges, arrivals, first, last
