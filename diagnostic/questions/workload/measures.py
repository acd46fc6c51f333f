"""The agents' time that repeated contacts take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.indicators import encode
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import Disclosed, least_size, masked
from diagnostic.measuring.rows import MEASURED, Row, measures, not_measurable, ratio
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.workload import load, positions
from diagnostic.questions.workload.load import MINUTE, Floats, Load
from diagnostic.questions.workload.year import YEAR, days, scale
from diagnostic.store.engine import Store

NOT_SCALED, SEASONAL = "not_scaled", "seasonal_profile"


@measures("repeat.minutes_share")
@contacts_since_break
def minutes(store: Store) -> Iterator[Row]:
    """Handling minutes of repeated contacts ÷ handling minutes of eligible contacts, where the time is recorded. Interval by person."""
    found = repeats.counts(store)
    spent = found.assign(numerator=found["repeated_seconds"] / MINUTE, denominator=found["seconds"] / MINUTE)
    timed, again = found["timed"].sum(), found["timed_repeats"].sum()
    yield from ratio("repeat.minutes_share", spent, store, parts=(again, timed - again))


@measures("repeat.hours", "repeat.fte")
@contacts_since_break
def hours(store: Store) -> Iterator[Row]:
    """Hours of work that repeats take in a year, in all and by channel; and as full-time equivalents.

    Per channel: repeat rate x handled contacts x mean handling time of repeats x `repeat_effort` x 365 / days. The time is the one
    recorded, else the parameter `handling_minutes` (said in the note), else the channel is not counted (said too). `numerator` is the
    hours seen on identified repeats in the period; the range over definitions goes from those alone to their extrapolation
    to every contact.
    Under twelve months and without declared seasons nothing is brought to a year: the unit is hours of the period, and there is no
    equivalent in posts.
    """
    chosen, year = store.settings, scale(store)
    found, notes = load.measured(store)
    if not found.channels:
        yield from (not_measurable(indicator, "; ".join(notes)) for indicator in ("repeat.hours", "repeat.fte"))
        return
    effort, factor = float(chosen["repeat_effort"]), year or 1.0
    sampled = found.hours(statistics.resample(found.persons, int(chosen["draws"]), int(chosen["seed"]))) * effort * factor
    figure, seen = found.hours()[0] * effort * factor, found.seen() * effort
    unit = {} if year else {"unit": "hour"}
    said = [] if len(days(store)) >= YEAR else [SEASONAL if year else NOT_SCALED]
    pooled = _row(found, figure, sampled, seen * factor, range(len(found.channels))) | {"note": "; ".join(notes + said)}
    yield pooled | {"indicator": "repeat.hours", "scope": "all", "numerator": seen.sum()} | unit
    for at, channel in enumerate(found.channels):
        one = _row(found, figure, sampled, seen * factor, [at]) | {"note": "; ".join(said)}
        yield one | {"indicator": "repeat.hours", "scope": encode(channel=channel), "numerator": seen[at]} | unit
    if year is None:
        yield not_measurable("repeat.fte", NOT_SCALED)
        return
    yield _posts(pooled, post(store))


def factors(store: Store) -> Disclosed:
    """What the hours of the period are the product of, by channel: columns `channel, contacts, rate, minutes, assumed, hours`.

    Every figure of a channel with fewer than `small_group` repeats or persons is empty.
    """
    found, _ = load.measured(store)
    columns = {"contacts": found.handled, "rate": found.rate(), "minutes": found.seconds / MINUTE, "hours": found.hours()[0]}
    made = pd.DataFrame({"channel": found.channels, **columns, "assumed": found.assumed})
    sizes = {"repeats": found.repeated(), "persons": np.maximum(found.identified(), 1)}  # nobody known is too few
    shown = masked(made.assign(**sizes), least_size(store.settings), {size: list(columns) for size in sizes})
    return shown.drop(columns=list(sizes))


def post(store: Store) -> float:
    """The hours that a full-time agent is there for the work in a year."""
    chosen = store.settings
    return float(chosen["annual_hours"]) * (1 - float(chosen["unavailability"])) * float(chosen["occupancy"])


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the work that repeated contacts take."""
    return pd.concat([minutes(store), hours(store), positions.freed(store)], ignore_index=True)


def _posts(hours: Row, post: float) -> Row:
    """The row of hours, as full-time equivalents."""
    bounds = ("value", "low", "high", "low_definition", "high_definition")
    divided = {name: None if hours[name] is None else hours[name] / post for name in bounds}
    return hours | divided | {"indicator": "repeat.fte", "scope": "all", "numerator": hours["value"], "denominator": post}


def _row(found: Load, figure: Floats, sampled: Floats, seen: Floats, at: Sequence[int]) -> Row:
    """The figures of a row about the channels `at`."""
    places = list(at)
    low, high = statistics.interval(sampled[:, places].sum(axis=1), len(found.persons))
    shown, certain = float(figure[places].sum()), float(seen[places].sum())
    bounds = {"low": low, "high": high, "low_definition": min(certain, shown), "high_definition": max(certain, shown)}
    group, parts = found.identified()[places].max(), (found.repeated()[places].sum(),)
    return {"value": shown, "status": MEASURED, "group": group, "parts": parts} | bounds
