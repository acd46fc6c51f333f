"""What the engagement declares, as tables: perimeter, targets, handling times, events, waits, survey items, limits of a change."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from diagnostic.calendar import schedules
from diagnostic.calendar.half_hours import DAYS, half_hour
from diagnostic.engagement import Engagement
from diagnostic.store import clock_stops, survey_items
from diagnostic.store.engine import Store

PERIMETER = {"position": "INTEGER", "service": "VARCHAR", "channel": "VARCHAR"}
TARGETS = {"indicator": "VARCHAR", "value": "DOUBLE", "source": "VARCHAR"}
HANDLING = {"channel": "VARCHAR", "minutes": "DOUBLE"}
SEASONS = {"month": "INTEGER", "weight": "DOUBLE"}
EVENTS = {"position": "INTEGER", "day": "DATE", "kind": "VARCHAR", "label": "VARCHAR", "source": "VARCHAR"}
CONSTRAINTS = {
    "weekday": "INTEGER",
    "movable": "BOOLEAN",
    "staff": "DOUBLE",
    "first_slot": "INTEGER",
    "last_slot": "INTEGER",
    "block_slots": "INTEGER",
    "changes": "INTEGER",
    "moved_slots": "INTEGER",
}
SITES = {"position": "INTEGER", "site": "VARCHAR"}
BREAKS = {"source": "VARCHAR", "day": "DATE"}
UNBROKEN = {"source": "VARCHAR", "since": "DATE"}
DECLARED = (
    "perimeter",
    "targets",
    "handling_minutes",
    "seasons",
    "events",
    "breaks",
    "unbroken",
    "clock_stops",
    "calendar_in_force",
    "survey_items",
    "constraints",
    "movable_sites",
)


def write(store: Store, engagement: Engagement) -> None:
    """Write each of `DECLARED`.

    `perimeter` holds every service x channel, in declared order. `calendar_in_force` has the columns of `calendar`, over the twelve months
    that end with the period and under the rules valid then. `constraints` has a row per weekday, its times in half-hours. `seasons` has a
    row per month where a profile is declared, none otherwise.
    """
    cells = [(service, channel) for service in engagement.perimeter.services or (None,) for channel in engagement.perimeter.channels]
    perimeter = [{"position": position, "service": service, "channel": channel} for position, (service, channel) in enumerate(cells)]
    targets = [{"indicator": name, "value": target.value, "source": target.source} for name, target in engagement.targets.items()]
    minutes = [{"channel": channel, "minutes": minutes} for channel, minutes in engagement.parameters.handling_minutes.items()]
    store.write_frame("perimeter", pd.DataFrame(perimeter, columns=list(PERIMETER)), PERIMETER)
    store.write_frame("targets", pd.DataFrame(targets, columns=list(TARGETS)), TARGETS)
    store.write_frame("handling_minutes", pd.DataFrame(minutes, columns=list(HANDLING)), HANDLING)
    profile = engagement.parameters.seasonal_profile
    seasons = [{"month": month, "weight": profile.get(month, 1.0)} for month in range(1, 13)] if profile else []
    store.write_frame("seasons", pd.DataFrame(seasons, columns=list(SEASONS)), SEASONS)
    events = [
        {"position": position, "day": event.date, **event.model_dump(exclude={"date"})} for position, event in enumerate(engagement.events)
    ]
    store.write_frame("events", pd.DataFrame(events, columns=list(EVENTS)), EVENTS)
    breaks = _breaks(engagement)
    store.write_frame("breaks", pd.DataFrame(breaks, columns=list(BREAKS)), BREAKS)
    store.write_frame("unbroken", _unbroken(breaks, engagement.period.start), UNBROKEN)
    store.write_frame("clock_stops", clock_stops.read(store, engagement), clock_stops.COLUMNS)
    store.write_frame("calendar_in_force", schedules.ordinary_year(engagement.opening, engagement.period.end), schedules.COLUMNS)
    store.write_frame("survey_items", survey_items.recognise(store, engagement), survey_items.COLUMNS)
    store.write_frame("constraints", _constraints(engagement), CONSTRAINTS)
    sites = [{"position": position, "site": site} for position, site in enumerate(_movable_sites(engagement))]
    store.write_frame("movable_sites", pd.DataFrame(sites, columns=list(SITES)), SITES)


def _breaks(engagement: Engagement) -> list[tuple[str | None, dt.date]]:
    """The days of the period on which a new series begins: of every source (None), and of each that has a break of its own.

    A break of a file is one of each of its sheets.
    """
    period = engagement.period
    breaks = [event for event in engagement.events if event.kind == "break" and period.start < event.date <= period.end]
    sheets: dict[str, list[str]] = {}
    for source in engagement.sources:
        sheets.setdefault(source.names[0], []).extend(source.names)
    cuts = {(name, event.date) for event in breaks for name in (sheets.get(event.source, [event.source]) if event.source else [None])}
    return sorted(cuts, key=lambda cut: (cut[0] or "", cut[1]))


def _unbroken(breaks: list[tuple[str | None, dt.date]], start: dt.date) -> pd.DataFrame:
    """The day since which a series runs without a declared break: of every source (NULL), and of each that has a break of its own."""
    since = {source: [day for name, day in breaks if name in (None, source)] for source in {None, *(name for name, _ in breaks)}}
    rows = [(source, max(days, default=start)) for source, days in since.items()]
    return pd.DataFrame(sorted(rows, key=lambda row: row[0] or ""), columns=list(UNBROKEN))


def _constraints(engagement: Engagement) -> pd.DataFrame:
    wanted = engagement.constraints
    week = {
        "first_slot": half_hour(wanted.earliest),
        "last_slot": half_hour(wanted.latest),
        "block_slots": round(wanted.block_hours * 2),
        "changes": wanted.changes,
        "moved_slots": round(wanted.hours_moved * 2),
    }
    return pd.DataFrame(
        [
            {
                "weekday": number,
                "movable": day in wanted.days and day not in wanted.keep,
                "staff": wanted.staff.get(day, 1.0),
                **week,
            }
            for number, day in enumerate(DAYS, start=1)
        ]
    )


def _movable_sites(engagement: Engagement) -> list[str]:
    """The counters whose hours may move, in declared order."""
    declared = [hours.site for hours in engagement.hours if hours.channel == "counter" and not hours.appointment_only]
    return [site for site in dict.fromkeys(declared) if not engagement.constraints.sites or site in engagement.constraints.sites]
