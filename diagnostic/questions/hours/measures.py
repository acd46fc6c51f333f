"""When one can come or call: weekly hours, hours outside work, and how much of the demand arrives while open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from diagnostic import statistics
from diagnostic.indicators import decode
from diagnostic.indicators.notes import MISSING, ONLY_WHILE_OPEN, note
from diagnostic.measuring.cohort import groups
from diagnostic.measuring.readiness import present
from diagnostic.measuring.rows import Row, estimated, measures, not_measurable, ratio, sql, value
from diagnostic.measuring.weeks import known
from diagnostic.questions.hours.shoulders import shoulders
from diagnostic.store.engine import Store

HOUR = 3600


@measures("opening.weekly_hours", "opening.hours_outside_work")
def weekly_hours(store: Store) -> Iterator[Row]:
    """Hours open in an ordinary week, and those outside Monday to Friday 9:00-12:00 and 14:00-17:00.

    Mean over the weeks of term without a public holiday, over the twelve months before the period's end under the rules in force then.
    `all` is the time with at least one counter open; hours kept for appointments have the channel `appointment`.
    """
    for row in weekly_seconds(store).itertuples():
        for indicator, seconds in (("opening.weekly_hours", row.open_s), ("opening.hours_outside_work", row.outside_s)):
            hours = float(seconds) / HOUR
            yield value(indicator, hours / row.weeks, _place(row.schedule), numerator=hours, denominator=row.weeks, origin="declared")


def weekly_seconds(store: Store) -> pd.DataFrame:
    """By schedule: the ordinary `weeks` of the last twelve months, and the seconds open in them, in all and outside work."""
    return sql(store, __file__, "weekly_hours")


@measures("opening.demand_coverage")
def demand_coverage(store: Store) -> Iterator[Row]:
    """Demand arriving while a counter is open ÷ all demand, for each sign of demand that opening hours do not shape.

    Calls (answered or not), web forms, e-mails and bookings on line by the moment they were made. `all` gives each the same weight,
    so that it has no numerator; calls that reached nobody are shown beside, not weighed twice. Not measurable where the only logs record
    only while open, nor for bookings of which nothing says how they were made.
    """
    indicator = "opening.demand_coverage"
    demand, blind = _around_the_clock(sql(store, __file__, "demand"))
    left_out = set(blind["source"])
    yield from _not_seen(indicator, "source", demand["source"], left_out)
    booked = [columns for columns in present(store)("appointments") if "booked_at" in columns]
    if booked and not any("booked_via" in columns for columns in booked):
        yield not_measurable(indicator, note(MISSING, "appointments.booked_via"), source="bookings")
    missed = demand["source"] == "missed_calls"
    yield from _noted(ratio(indicator, demand[missed], store, by=[("source",)]), left_out)
    demand = demand[~missed]
    rows = ratio(indicator, demand, store, by=[("source",)])
    yield from _noted(rows, left_out)
    if not rows:
        return
    signs = demand.groupby("source")
    shares = signs["numerator"].sum() / signs["denominator"].sum()
    whole, share = signs["denominator"].transform("sum"), demand["source"].map(shares)
    put = (demand["numerator"] - share * demand["denominator"]) / whole / len(shares)
    mean = statistics.bounded(float(shares.mean()), *known(store).error(demand["cluster"], put), statistics.LOGIT)
    parts = tuple(part for row in rows for part in row["parts"])
    whole_row = estimated(indicator, mean, group=min(row["group"] for row in rows), parts=parts)
    yield from _noted([whole_row], left_out)


@measures("opening.out_of_hours_share")
def out_of_hours(store: Store) -> Iterator[Row]:
    """Contacts arriving while closed ÷ contacts whose moment is known, in all and by channel where they can come while closed.

    Phone against phone hours, written channels against the time anybody is there. Interval by week. Not measurable where the only logs of
    a channel record only while open.
    """
    indicator = "opening.out_of_hours_share"
    contacts, blind = _around_the_clock(sql(store, __file__, "closed"))
    left_out = set(blind["channel"])
    yield from _not_seen(indicator, "channel", contacts["channel"], left_out)
    yield from _noted(ratio(indicator, contacts, store, by=[(), ("channel",)]), left_out)


@measures("opening.users_satisfied_share")
def users_satisfied(store: Store) -> Iterator[Row]:
    """Answers of users whom the hours suit ÷ answers to that question, in all, by activity status, service and site.

    A true sample: Wilson's interval.
    """
    answers = sql(store, __file__, "survey_boxes")
    for scope, part in groups(answers[answers["item"] == "hours"], "profile", "service", "site"):
        good, asked = int(part["good"].sum()), len(part)
        figures = {"numerator": good, "denominator": asked, "group": asked, "parts": (good, asked - good)}
        yield estimated("opening.users_satisfied_share", statistics.wilson(good, asked), scope, **figures)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of opening hours."""
    questions = (weekly_hours, demand_coverage, out_of_hours, shoulders, users_satisfied)
    return pd.concat([question(store) for question in questions], ignore_index=True)


def _around_the_clock(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What logs tell that record around the clock, and what those tell that record only while open."""
    blind = frame["only_while_open"].astype(bool)
    return frame[~blind], frame[blind]


def _noted(rows: Iterable[Row], left_out: set[str]) -> Iterator[Row]:
    """The rows, saying where a log of theirs, of a channel or proxy in `left_out`, has no part in them."""
    for row in rows:
        about = set(decode(row["scope"]).values()) or left_out
        yield row | {"note": ONLY_WHILE_OPEN} if about & left_out else row


def _not_seen(indicator: str, of: str, seen: Iterable[str], left_out: set[str]) -> Iterator[Row]:
    """The channels or proxies of which only logs tell that record only while open; everything, where that is so of all."""
    untold = left_out.difference(seen)
    yield from (not_measurable(indicator, ONLY_WHILE_OPEN, **{of: name}) for name in sorted(untold))
    if untold and not set(seen):
        yield not_measurable(indicator, ONLY_WHILE_OPEN)


def _place(schedule: str) -> dict[str, object]:
    kind, _, site = schedule.partition(":")
    if schedule == "counter":
        return {}
    return {"channel": kind, "site": site} if site else {"channel": kind}
