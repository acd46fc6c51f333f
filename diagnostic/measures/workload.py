"""The agents' time that repeated contacts take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic import statistics
from diagnostic.indicators import encode
from diagnostic.measures.rows import MEASURED, Row, measures, not_measurable, note, ratio, sql
from diagnostic.store.engine import Store

HOUR, MINUTE, YEAR = 3600, 60, 365
NOT_SCALED, ASSUMED, NO_HANDLING_TIME, NO_RATE = "not_scaled", "handling_assumed", "no_handling_time", "no_rate"
SUMS = ("repeated", "eligible", "repeated_seconds", "timed_repeats")


@dataclass(frozen=True)
class Load:
    """The channels that can be counted: per person the `SUMS` of each, per channel its handled contacts and the seconds of a repeat."""

    channels: list[str]
    persons: NDArray[np.float64]
    handled: NDArray[np.float64]
    seconds: NDArray[np.float64]

    def sums(self) -> NDArray[np.float64]:
        return self.persons.sum(axis=0, keepdims=True)

    def repeated(self) -> NDArray[np.float64]:
        """Repeats seen, per channel."""
        return np.split(self.sums()[0], len(SUMS))[0]

    def identified(self) -> NDArray[np.int64]:
        """Persons with an eligible contact, per channel."""
        return (np.split(self.persons, len(SUMS), axis=1)[1] > 0).sum(axis=0)

    def seen(self) -> NDArray[np.float64]:
        """Hours on the repeats seen, per channel."""
        return self.repeated() * self.seconds / HOUR

    def hours(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Hours per sample (rows) and channel (columns), all handled contacts of a channel taken to be like the identified ones."""
        repeated, eligible, spent, timed = np.split(sums, len(SUMS), axis=1)
        each = np.divide(spent, timed, out=np.broadcast_to(self.seconds, timed.shape).copy(), where=timed > 0)
        return np.divide(repeated, eligible, out=np.zeros_like(repeated), where=eligible > 0) * self.handled * each / HOUR


@measures("repeat.minutes_share")
def minutes(store: Store) -> Iterator[Row]:
    """Handling minutes of repeated contacts ÷ handling minutes of eligible contacts, where the time is recorded. Interval by person."""
    found = sql(store, "repeats")
    spent = found.assign(numerator=found["repeated_seconds"] / MINUTE, denominator=found["seconds"] / MINUTE)
    timed, repeats = found["timed"].sum(), found["timed_repeats"].sum()
    yield from ratio("repeat.minutes_share", spent, store, parts=(repeats, timed - repeats))


@measures("repeat.hours", "repeat.fte")
def hours(store: Store) -> Iterator[Row]:
    """Hours of work that repeats take in a year, in all and by channel; and as full-time equivalents.

    Per channel: repeat rate x handled contacts x mean handling time of repeats x `repeat_effort` x 365 / days. The time is the one
    recorded, else the parameter `handling_minutes` (said in the note), else the channel is not counted (said too). `numerator` is the
    hours seen on identified repeats in the period; the range over definitions goes from those alone to their extrapolation
    to every contact.
    Under twelve months nothing is brought to a year: the unit is hours of the period, and there is no equivalent in posts.
    """
    chosen = store.settings
    days = (pd.Timestamp(chosen["period_end"]) - pd.Timestamp(chosen["period_start"])).days + 1
    effort, year = float(chosen["repeat_effort"]), YEAR / days if days >= YEAR else 1.0
    load, notes = _load(store)
    if not load.channels:
        yield from (not_measurable(indicator, "; ".join(notes)) for indicator in ("repeat.hours", "repeat.fte"))
        return
    sampled = load.hours(statistics.resample(load.persons, int(chosen["draws"]), int(chosen["seed"]))) * effort * year
    figure, seen = load.hours(load.sums())[0] * effort * year, load.seen() * effort
    every = range(len(load.channels))
    unit = {} if days >= YEAR else {"unit": "hour"}
    scaling = [] if days >= YEAR else [NOT_SCALED]
    pooled = _row(load, figure, sampled, seen * year, every) | {"note": "; ".join(notes + scaling)}
    yield pooled | {"indicator": "repeat.hours", "scope": "all", "numerator": seen.sum()} | unit
    for at, channel in enumerate(load.channels):
        one = _row(load, figure, sampled, seen * year, [at]) | {"note": "; ".join(scaling)}
        yield one | {"indicator": "repeat.hours", "scope": encode(channel=channel), "numerator": seen[at]} | unit
    if days < YEAR:
        yield not_measurable("repeat.fte", NOT_SCALED)
        return
    post = float(chosen["annual_hours"]) * (1 - float(chosen["unavailability"])) * float(chosen["occupancy"])
    divided = {
        name: None if pooled[name] is None else pooled[name] / post
        for name in ("value", "low", "high", "low_definition", "high_definition")
    }
    yield pooled | divided | {"indicator": "repeat.fte", "scope": "all", "numerator": pooled["value"], "denominator": post}


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the work that repeated contacts take."""
    return pd.concat([minutes(store), hours(store)], ignore_index=True)


def _row(load: Load, figure: NDArray[np.float64], sampled: NDArray[np.float64], seen: NDArray[np.float64], at: Sequence[int]) -> Row:
    """The figures of a row about the channels `at`."""
    places = list(at)
    low, high = statistics.interval(sampled[:, places].sum(axis=1), len(load.persons))
    shown, certain = float(figure[places].sum()), float(seen[places].sum())
    bounds = {"low": low, "high": high, "low_definition": min(certain, shown), "high_definition": max(certain, shown)}
    group, parts = load.identified()[places].max(), (load.repeated()[places].sum(),)
    return {"value": shown, "status": MEASURED, "group": group, "parts": parts} | bounds


def _load(store: Store) -> tuple[Load, list[str]]:
    """The channels whose hours can be counted, and notes on those with an assumed time, without a time or without a rate."""
    found = sql(store, "repeats")
    found["channel"] = found["channel"].fillna("unknown")
    handled = sql(store, "repeats_handled").groupby("channel")["denominator"].sum()
    assumed = {row.channel: row.minutes * MINUTE for row in store.query("select * from handling_minutes").itertuples()}
    sums = found.groupby("channel")[list(SUMS)].sum().reindex(handled.index, fill_value=0).astype(float)
    no_rate = sums["eligible"] == 0
    untimed = (sums["timed_repeats"] == 0) & (sums["repeated"] > 0)
    declared = sums.index.isin(list(assumed))
    chosen = sums[~no_rate & ~(untimed & ~declared)]
    said = ((ASSUMED, untimed & declared), (NO_HANDLING_TIME, untimed & ~declared), (NO_RATE, no_rate))
    notes = [note(key, *sums.index[channels]) for key, channels in said if channels.any()]
    names = list(chosen.index)
    seconds = [
        row.repeated_seconds / row.timed_repeats if row.timed_repeats else assumed.get(row.Index, 0.0) for row in chosen.itertuples()
    ]
    return Load(names, _per_person(found, names), handled[names].to_numpy(float), np.array(seconds)), notes


def _per_person(found: pd.DataFrame, names: list[str]) -> NDArray[np.float64]:
    """One row per person, and for each of `SUMS` one column per channel."""
    sums = found[found["channel"].isin(names)].groupby(["cluster", "channel"])[list(SUMS)].sum().unstack(fill_value=0)
    columns = [(what, name) for what in SUMS for name in names]
    return sums.reindex(columns=pd.MultiIndex.from_tuples(columns), fill_value=0).to_numpy(float) if names else np.zeros((0, 0))
