"""What a better use of the same hours would gain, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS
from diagnostic.indicators.notes import ONLY_WHILE_OPEN
from diagnostic.measuring import open_week
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row, estimated, measures, not_measurable, sql
from diagnostic.measuring.weeks import known
from diagnostic.planning.best_week import Change, Season, Week, best_of, changes, frontier, proposed
from diagnostic.planning.extra_hours import Extra, extra_hours
from diagnostic.planning.patterns import Floats, Limits
from diagnostic.statistics import Estimate
from diagnostic.store.engine import Store


@dataclass(frozen=True)
class Place:
    """One place whose hours may move: `channel` and `site` (None for the telephone), its weeks, and the best of them by hours moved."""

    channel: str
    site: str | None
    term: Season
    holidays: Season | None
    weeks: tuple[Week, ...]
    contacts: int
    proposal: Week | None

    @property
    def scope(self) -> dict[str, str]:
        return {"channel": self.channel} | ({"site": self.site} if self.site else {})

    @property
    def met(self) -> float:
        """The share of the demand that the hours of today meet."""
        return float(self.term.met(self.term.open).value or 0.0)

    @property
    def changes(self) -> list[Change]:
        """What the week to try opens and closes; nothing where none gains enough beyond chance."""
        return changes(self.proposal.open, self.term) if self.proposal else []


@once  # the rows and the charts of a notebook ask for the same weeks, and these take seconds
def best_weeks(store: Store) -> tuple[Place, ...]:
    """The telephone and each counter whose hours may move, with the best week for each number of hours moved.

    Calls are the demand of the telephone. A counter's is not seen while it is closed: calls, forms, e-mails and bookings stand for it,
    each with the same weight, less what the other counters already meet. Hours of today are those in force at the end of the period.
    """
    demand, sites = sql(store, __file__, "demand"), list(store.query("select site from movable_sites order by position")["site"])
    counters = {site: f"counter:{site}" for site in sites}
    everywhere = store.query("select distinct schedule from calendar_in_force where schedule like 'counter:%' or schedule = 'phone'")[
        "schedule"
    ]
    limits, least = _limits(store), float(store.settings["least_gain_points"]) / 100
    places = []
    for channel, site, schedule in [("phone", None, "phone"), *(("counter", site, schedule) for site, schedule in counters.items())]:
        if schedule not in set(everywhere):
            continue
        others = [other for other in everywhere if channel == "counter" and other not in (schedule, "phone")]
        proxies = demand[demand["proxy"] == "calls"] if channel == "phone" else demand
        term, holidays = (_season(store, proxies, kind, schedule, others) for kind in ("term", "school_holiday"))
        if term is not None:
            weeks = frontier(term, holidays, limits)
            places.append(Place(channel, site, term, holidays, tuple(weeks), int(term.contacts.sum()), proposed(weeks, least)))
    return tuple(places)


@measures("opening.swap_gain")
def swap_gain(store: Store) -> Iterator[Row]:
    """Points of demand met that the best week gains at the same weekly hours, within the limits declared, by place.

    Gain and interval are about weeks that had no part in the choice. `all` is what the counter that has the most to gain gives the time
    with at least one counter open; the telephone where there is none. Not measurable by telephone where calls are logged only while open.
    """
    places = best_weeks(store)
    if all(place.channel != "phone" for place in places) and _calls_logged_only_while_open(store):
        yield not_measurable("opening.swap_gain", ONLY_WHILE_OPEN, channel="phone")
        if not places:
            yield not_measurable("opening.swap_gain", ONLY_WHILE_OPEN)
    counters = [place for place in places if place.channel == "counter"] or list(places)
    if counters:
        yield _row({}, counters[0].contacts, best_of([(place.term, place.weeks[-1]) for place in counters]))
    for place in places:
        yield _row(place.scope, place.contacts, place.weeks[-1].told)


def measure(store: Store) -> pd.DataFrame:
    """The indicator of a better week."""
    return swap_gain(store)


def additions(store: Store, place: Place) -> list[Extra]:
    """What each hour added at a place would meet, the most useful first."""
    return extra_hours(place.term, _limits(store))


def _row(scope: Mapping[str, str], contacts: int, gain: Estimate) -> Row:
    return estimated("opening.swap_gain", gain.per(0.01), scope, denominator=contacts, group=contacts)


def _calls_logged_only_while_open(store: Store) -> bool:
    return not store.query("select 1 from fact_open_logs where channel = 'phone'").empty


def _season(store: Store, demand: pd.DataFrame, kind: str, schedule: str, others: list[str]) -> Season | None:
    """The weeks of one kind of day: contacts by week, proxy, weekday and half-hour; None without any."""
    rows = demand[demand["day_type"] == kind]
    if rows.empty:
        return None
    weeks, week_of = np.unique(rows["week"].to_numpy(), return_inverse=True)
    proxies, proxy_of = np.unique(rows["proxy"].to_numpy(str), return_inverse=True)
    contacts = np.zeros((len(weeks), len(proxies), WEEKDAYS, SLOTS))
    contacts[week_of, proxy_of, rows["weekday"].to_numpy(int) - 1, rows["slot"].to_numpy(int)] = rows["contacts"]
    closed: Floats = np.ones((WEEKDAYS, SLOTS))
    for other in others:
        closed = closed * (1 - open_week.in_force(store, other, kind))
    return Season(contacts, open_week.in_force(store, schedule, kind), 1 - closed, weeks, known(store))


def _limits(store: Store) -> Limits:
    """The limits as the engagement declares them."""
    days = store.query("select * from constraints order by weekday")
    first = days.iloc[0]
    return Limits(
        movable=tuple(bool(day) for day in days["movable"]),
        staff=tuple(float(agents) for agents in days["staff"]),
        first_slot=int(first["first_slot"]),
        last_slot=int(first["last_slot"]),
        block_slots=int(first["block_slots"]),
        changes=int(first["changes"]),
        moved_slots=int(first["moved_slots"]),
    )
