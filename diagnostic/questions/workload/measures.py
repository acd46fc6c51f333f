"""The agents' time that repeated contacts take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.indicators import pick
from diagnostic.indicators.notes import joined
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import Disclosed, least_size, masked
from diagnostic.measuring.disclosure.suppression import SUPPRESSED
from diagnostic.measuring.rows import MEASURED, PARTS, Row, draws, measures, not_measurable, ratio_of_persons
from diagnostic.questions.repeats import measures as repeats
from diagnostic.questions.repeats.matters import where_known
from diagnostic.questions.workload import load, positions, sensitivity
from diagnostic.questions.workload.load import MINUTE, Floats, Load
from diagnostic.questions.workload.year import YEAR, days, scale
from diagnostic.store.engine import Store

BOUNDS = ("value", "low", "high")
NOT_SCALED, SEASONAL = "not_scaled", "seasonal_profile"


@measures("repeat.minutes_share")
@contacts_since_break
@where_known("repeat.minutes_share")
def minutes(store: Store) -> Iterator[Row]:
    """Handling minutes of repeated contacts ÷ handling minutes of eligible contacts, where the time is recorded. Interval by person."""
    contacts, of = repeats.counts(store), ("repeated_seconds", "seconds")
    timed, again = contacts["timed"].sum(), contacts["timed_repeats"].sum()
    for row in ratio_of_persons("repeat.minutes_share", store, repeats.judged(store), of, parts=(again, timed - again)):
        yield row | {part: row[part] / MINUTE for part in PARTS}


@measures("repeat.hours", "repeat.fte")
@contacts_since_break
def hours(store: Store) -> Iterator[Row]:
    """Hours of work that repeats take in a year; and as full-time equivalents.

    Per channel: repeat rate x handled contacts x mean handling time of repeats x `repeat_effort` x 365 / days. The time is the one
    recorded, else the parameter `handling_minutes` (said in the note), else the channel is not counted (said too). `numerator` is the
    hours seen on identified repeats in the period. The range over definitions holds whatever each factor of `sensitivity` makes of them.
    There is no row by channel: at a declared time, hours are a number of repeats, and would tell that of a channel where it is hidden.
    Under twelve months and without declared seasons nothing is brought to a year: the unit is hours of the period, and there is no
    equivalent in posts.
    """
    chosen, year = store.settings, scale(store)
    counted, notes = load.measured(store)
    if not counted.channels:
        yield from (not_measurable(indicator, joined(notes)) for indicator in ("repeat.hours", "repeat.fte"))
        return
    effort, factor = float(chosen["repeat_effort"]), year or 1.0
    sampled = counted.hours(counted.drawn(*draws(store))) * effort * factor
    figure, seen = counted.hours()[0] * effort * factor, counted.seen() * effort
    unit = {} if year else {"unit": "hour"}
    scaling = [] if len(days(store)) >= YEAR else [SEASONAL if year else NOT_SCALED]
    pooled = _row(counted, figure, sampled) | {"note": joined(notes + scaling)}
    moving = sensitivity.factors(store)
    whole = pooled | {"indicator": "repeat.hours", "scope": "all", "numerator": seen.sum()} | unit
    yield whole | sensitivity.hull(moving, pooled["value"], "hour_year")
    if year is None:
        yield not_measurable("repeat.fte", NOT_SCALED)
        return
    posts = _posts(pooled, post(store))
    yield posts | sensitivity.hull(moving, posts["value"], "fte")


def factors(store: Store) -> Disclosed:
    """What the hours of the period are the product of, by channel: columns `channel, contacts, rate, minutes, assumed, hours`.

    Every figure of a channel with fewer than `small_group` repeats or persons is empty, and of one whose rate of repeats is hidden.
    """
    counted, _ = load.measured(store)
    minutes = np.where(counted.seconds > 0, counted.seconds / MINUTE, np.nan)  # no repeat, no time
    columns = {"contacts": counted.handled, "rate": counted.rate(), "minutes": minutes, "hours": counted.hours()[0]}
    products = pd.DataFrame({"channel": counted.channels, **columns, "assumed": counted.assumed})
    sizes = {"repeats": counted.repeated(), "persons": np.maximum(counted.identified(), 1)}  # nobody known is too few
    shown = masked(products.assign(**sizes), least_size(store.settings), {size: list(columns) for size in sizes})
    rates = pick(repeats.rate(store), "repeat.rate", "channel")
    hidden = shown["channel"].isin(rates.loc[rates["status"] == SUPPRESSED, "channel"])
    shown[list(columns)] = shown[list(columns)].mask(hidden)
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
    divided = {name: None if hours[name] is None else hours[name] / post for name in BOUNDS}
    return hours | divided | {"indicator": "repeat.fte", "scope": "all", "numerator": hours["value"], "denominator": post}


def _row(counted: Load, figure: Floats, sampled: Floats) -> Row:
    """The figures of the channels together."""
    drawn = sampled.sum(axis=1)
    low, high = statistics.interval(drawn, counted.size())
    bounds: Row = {"low": low, "high": high}
    if low is not None and drawn.min() > 0:
        bounds |= {"standard_error": float(np.log(drawn).std()), "scale": statistics.LOG}
    group, parts = counted.identified().max(), (counted.repeated().sum(),)
    return {"value": float(figure.sum()), "status": MEASURED, "group": group, "parts": parts} | bounds
