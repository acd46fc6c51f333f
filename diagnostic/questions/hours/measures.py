"""When one can come or call: weekly hours, hours outside work, and how much of the demand arrives while open."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic import statistics
from diagnostic.measuring.cohort import groups
from diagnostic.measuring.rows import Row, estimated, measures, ratio, sql, value
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

    Calls (answered or not), web forms, e-mails and bookings by the moment they were made. `all` gives each the same weight,
    so that it has no numerator; calls that nobody answered are shown beside, not weighed twice.
    """
    demand = sql(store, __file__, "demand")
    missed = demand["source"] == "missed_calls"
    yield from ratio("opening.demand_coverage", demand[missed], store, by=[("source",)])
    demand = demand[~missed]
    rows = ratio("opening.demand_coverage", demand, store, by=[("source",)])
    yield from rows
    if not rows:
        return
    signs = demand.groupby("source")
    shares = signs["numerator"].sum() / signs["denominator"].sum()
    whole, share = signs["denominator"].transform("sum"), demand["source"].map(shares)
    put = (demand["numerator"] - share * demand["denominator"]) / whole / len(shares)
    mean = statistics.bounded(float(shares.mean()), *known(store).error(demand["cluster"], put), statistics.LOGIT)
    parts = tuple(part for row in rows for part in row["parts"])
    yield estimated("opening.demand_coverage", mean, group=min(row["group"] for row in rows), parts=parts)


@measures("opening.out_of_hours_share")
def out_of_hours(store: Store) -> Iterator[Row]:
    """Contacts arriving while closed ÷ contacts whose moment is known, in all and by channel.

    Phone against phone hours, a counter against its site, written channels against the time anybody is there. Interval by week.
    """
    yield from ratio("opening.out_of_hours_share", sql(store, __file__, "closed"), store, by=[(), ("channel",)])


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


def _place(schedule: str) -> dict[str, object]:
    kind, _, site = schedule.partition(":")
    if schedule == "counter":
        return {}
    return {"channel": kind, "site": site} if site else {"channel": kind}
