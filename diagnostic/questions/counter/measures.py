"""At the counter: how long users wait and are served, who leaves, how far ahead an appointment is, and who does not come."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import groups
from diagnostic.measuring.rows import Row, estimated, measures, ratio, sql
from diagnostic.measuring.weeks import known
from diagnostic.store.engine import Store


@measures("counter.wait_p50", "counter.wait_p90", "counter.service_p50")
def times(store: Store) -> Iterator[Row]:
    """Minutes from the ticket taken to the call, and from the call to the end: percentiles, with an interval by week."""
    tickets = sql(store, __file__, "tickets")
    yield from _percentiles(store, tickets, "wait_min", {"counter.wait_p50": 0.5, "counter.wait_p90": 0.9}, "site")
    yield from _percentiles(store, tickets, "service_min", {"counter.service_p50": 0.5}, "site")


@measures("counter.left_share", "counter.multi_topic_share")
def visits(store: Store) -> Iterator[Row]:
    """Tickets never served ÷ tickets of which that is told, by a status or by a call; visits for two topics or more ÷ visits whose number
    of topics is known."""
    tickets = sql(store, __file__, "tickets")
    by = [(), ("site",)]
    yield from ratio("counter.left_share", tickets.dropna(subset="gone").assign(tickets=1), store, by, of=("gone", "tickets"))
    known = tickets.dropna(subset="topics")
    several = (known["topics"] >= 2).astype(int)
    yield from ratio("counter.multi_topic_share", known.assign(numerator=several, denominator=1), store, by)


@measures("counter.service_level")
def soon(store: Store) -> Iterator[Row]:
    """Tickets called within `counter_within_minutes` ÷ tickets called or given up, of the sources that tell either."""
    tickets = sql(store, __file__, "tickets")
    told = tickets[tickets["wait_min"].notna() | (tickets["gone"] == 1)]
    within = (told["wait_min"] <= float(store.settings["counter_within_minutes"])).astype(int)
    yield from ratio("counter.service_level", told.assign(numerator=within, denominator=1), store, by=[(), ("site",)])


@measures("appointment.lead_p50", "appointment.lead_p90")
def lead(store: Store) -> Iterator[Row]:
    """Days from booking to an appointment held in the period, in all and by service; one without a status counts as held.

    Users may choose a later date than the first free one.
    """
    booked = sql(store, __file__, "appointments")
    yield from _percentiles(store, _held(booked), "lead_days", {"appointment.lead_p50": 0.5, "appointment.lead_p90": 0.9}, "service")


@measures("appointment.duration_p50")
def length(store: Store) -> Iterator[Row]:
    """Minutes that an appointment held in the period lasts, in all and by service."""
    yield from _percentiles(
        store, _held(sql(store, __file__, "appointments")), "duration_min", {"appointment.duration_p50": 0.5}, "service"
    )


@measures("appointment.no_show_share")
def no_show(store: Store) -> Iterator[Row]:
    """Appointments not honoured ÷ those held or not honoured; cancelled ones are neither."""
    booked = sql(store, __file__, "appointments")
    due = booked[booked["status"].isin(["held", "missed"])]
    missed = (due["status"] == "missed").astype(int)
    yield from ratio("appointment.no_show_share", due.assign(numerator=missed, denominator=1), store, by=[(), ("service",)])


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of counters and appointments."""
    return pd.concat([times(store), visits(store), soon(store), lead(store), length(store), no_show(store)], ignore_index=True)


def _held(booked: pd.DataFrame) -> pd.DataFrame:
    return booked[booked["status"].fillna("held") == "held"]


def _percentiles(store: Store, rows: pd.DataFrame, column: str, shares: dict[str, float], dimension: str) -> Iterator[Row]:
    weeks = known(store)
    for scope, part in groups(rows.dropna(subset=column), dimension):
        for indicator, share in shares.items():
            estimate = weeks.order_statistic(part[column], part["cluster"], share)
            yield estimated(indicator, estimate, scope, denominator=len(part), group=len(part))
