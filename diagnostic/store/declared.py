"""What the engagement declares, as tables: perimeter, promises, sources, targets, events, waits, survey items, limits of a change."""

from __future__ import annotations

import datetime as dt

from diagnostic.calendar import schedules
from diagnostic.calendar.half_hours import DAYS, half_hour
from diagnostic.engagement import Engagement, Promise
from diagnostic.store import clock_stops, survey_items
from diagnostic.store.engine import Row, Store

# each table, its columns and their SQL types
COLUMNS: dict[str, dict[str, str]] = {
    "perimeter": {"position": "INTEGER", "service": "VARCHAR", "channel": "VARCHAR"},
    "promises": {"procedure": "VARCHAR", "days": "DOUBLE", "kind": "VARCHAR", "clock_start": "VARCHAR", "confirmed": "BOOLEAN"},
    "promise_kinds": {"procedure": "VARCHAR", "days": "DOUBLE", "kind": "VARCHAR", "clock_start": "VARCHAR", "confirmed": "BOOLEAN"},
    "sources": dict.fromkeys(("source", "feeds", "counts_as", "extract_frame", "due_kind", "system"), "VARCHAR"),
    "targets": {"indicator": "VARCHAR", "value": "DOUBLE", "source": "VARCHAR"},
    "handling_minutes": {"channel": "VARCHAR", "minutes": "DOUBLE"},
    "seasons": {"month": "INTEGER", "weight": "DOUBLE"},
    "events": {"position": "INTEGER", "day": "DATE", "kind": "VARCHAR", "label": "VARCHAR", "source": "VARCHAR"},
    "breaks": {"source": "VARCHAR", "day": "DATE"},
    "unbroken": {"source": "VARCHAR", "since": "DATE"},
    "clock_stops": {"position": "INTEGER", "starts": "VARCHAR", "ends": "VARCHAR"},
    "survey_items": {"item": "VARCHAR", "question": "VARCHAR", "declared": "BOOLEAN"},
    "constraints": {
        "weekday": "INTEGER",
        "movable": "BOOLEAN",
        "staff": "DOUBLE",
        "first_slot": "INTEGER",
        "last_slot": "INTEGER",
        "block_slots": "INTEGER",
        "changes": "INTEGER",
        "moved_slots": "INTEGER",
    },
    "movable_sites": {"position": "INTEGER", "site": "VARCHAR"},
}
DECLARED = (*COLUMNS, "calendar_in_force")


def write(store: Store, engagement: Engagement) -> None:
    """Write each of `DECLARED`.

    `perimeter` holds every service x channel, in declared order. `calendar_in_force` has the columns of `calendar`, over the twelve months
    that end with the period and under the rules valid then. `constraints` has a row per weekday, its times in half-hours. `seasons` has a
    row per month where a profile is declared, none otherwise.
    """
    perimeter, profile = engagement.perimeter, engagement.parameters.seasonal_profile
    cells = [(service, channel) for service in perimeter.services or (None,) for channel in perimeter.channels]
    breaks = _breaks(engagement)
    rows: dict[str, list[Row]] = {
        "perimeter": [(position, *cell) for position, cell in enumerate(cells)],
        "promises": list(map(_promise, engagement.binding.values())),
        "promise_kinds": list(map(_promise, engagement.kinds.values())),
        "sources": _sources(engagement),
        "targets": [(name, target.value, target.source) for name, target in engagement.targets.items()],
        "handling_minutes": list(engagement.parameters.handling_minutes.items()),
        "seasons": [(month, profile.get(month, 1.0)) for month in range(1, 13)] if profile else [],
        "events": [(position, one.date, one.kind, one.label, one.source) for position, one in enumerate(engagement.events)],
        "breaks": list(breaks),
        "unbroken": _unbroken(breaks, engagement.period.start),
        "clock_stops": clock_stops.read(store, engagement),
        "survey_items": survey_items.recognise(store, engagement),
        "constraints": _constraints(engagement),
        "movable_sites": list(enumerate(_movable_sites(engagement))),
    }
    for name, columns in COLUMNS.items():
        store.write_rows(name, rows[name], columns)
    store.write_frame("calendar_in_force", schedules.ordinary_year(engagement.opening, engagement.period.end), schedules.COLUMNS)


def _promise(promise: Promise) -> Row:
    return promise.procedure, promise.days, promise.kind, promise.clock_start, promise.confirmed


def _sources(engagement: Engagement) -> list[Row]:
    """How each source counts, under both names it may bear: the file's stem, alone or with its sheet; of which system it is."""
    named = {(name, source.table): source for source in engagement.sources for name in source.names}
    systems = [next(first.names[-1] for first in engagement.sources if source.is_of_system(first)) for source in named.values()]
    return [
        (name, table, source.counts_as, source.extract_frame, source.due_kind, system)
        for ((name, table), source), system in zip(named.items(), systems, strict=True)
    ]


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


def _unbroken(breaks: list[tuple[str | None, dt.date]], start: dt.date) -> list[Row]:
    """The day since which a series runs without a declared break: of every source (NULL), and of each that has a break of its own."""
    since = {source: [day for name, day in breaks if name in (None, source)] for source in {None, *(name for name, _ in breaks)}}
    return [(source, max(since[source], default=start)) for source in sorted(since, key=lambda source: source or "")]


def _constraints(engagement: Engagement) -> list[Row]:
    wanted = engagement.constraints
    slots = half_hour(wanted.earliest), half_hour(wanted.latest), round(wanted.block_hours * 2)
    return [
        (
            number,
            day in wanted.days and day not in wanted.keep,
            wanted.staff.get(day, 1.0),
            *slots,
            wanted.changes,
            round(wanted.hours_moved * 2),
        )
        for number, day in enumerate(DAYS, start=1)
    ]


def _movable_sites(engagement: Engagement) -> list[str]:
    """The counters whose hours may move, in declared order."""
    declared = [hours.site for hours in engagement.hours if hours.channel == "counter" and not hours.appointment_only]
    return [site for site in dict.fromkeys(declared) if not engagement.constraints.sites or site in engagement.constraints.sites]
