"""Open time between pairs of instants, beside the packages that people use for it: who agrees, and at what speed.

Usage: uv run --group benchmarks python benchmarks/working_time.py [PAIRS] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
import numpy as np
import pandas as pd

from diagnostic.calendar import Holidays, Hours, Opening, holidays, schedules, working_time

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
LUNCH, WHOLE = "Mo-Fr 08:30-12:00,13:30-17:30; PH off", "Mo-Fr 09:00-17:00; PH off"
MEAN_DAYS, MILLION, HOUR = 21.6, 1_000_000, 3600

Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Peer:
    """A package on one schedule: what it computes, in seconds, on how many pairs it is timed, and whether on whole hours alone."""

    name: str
    rules: str
    work: Callable[[Pairs], np.ndarray]
    pairs: int
    whole_hours: bool = False


def kit(rules: str) -> Callable[[Pairs], np.ndarray]:
    """The kit, calendar included."""

    def work(pairs: Pairs) -> np.ndarray:
        frame = schedules.build(Opening((Hours("Mairie", rules=rules),)), FIRST, LAST)
        return working_time.between(frame, "counter", *pairs)

    return work


def days_off() -> list[dt.date]:
    types = holidays.day_types(Holidays(), FIRST, LAST)
    return [FIRST + dt.timedelta(days=day) for day, kind in enumerate(types) if kind == holidays.PUBLIC]


def with_workclock(opens: dt.time, closes: dt.time, *lunch: dt.time) -> Callable[[Pairs], np.ndarray]:
    from workclock import Break, Holidays, Schedule, WorkDay

    pause = [Break(*lunch)] if lunch else []
    schedule = Schedule([WorkDay(opens, closes), *pause, Holidays(days_off())])
    return lambda pairs: schedule.between_many(*pairs).astype("timedelta64[s]").astype("int64")


def with_businesstimedelta(pairs: Pairs) -> np.ndarray:
    from businesstimedelta import HolidayRule, LunchTimeRule, Rules, WorkDayRule

    day = WorkDayRule(start_time=dt.time(8, 30), end_time=dt.time(17, 30), working_days=[0, 1, 2, 3, 4])
    lunch = LunchTimeRule(start_time=dt.time(12), end_time=dt.time(13, 30), working_days=[0, 1, 2, 3, 4])
    # it fails past the last holiday of its list
    rules = Rules([day, lunch, HolidayRule([*days_off(), dt.date(2030, 1, 1)])])
    found = (rules.difference(start, end) for start, end in stamps(pairs))
    return np.array([delta.hours * HOUR + delta.seconds for delta in found])


def with_business_duration(pairs: Pairs) -> np.ndarray:
    from business_duration import businessDuration

    off = dict.fromkeys(days_off(), "")
    found = (businessDuration(start, end, dt.time(9), dt.time(17), holidaylist=off, unit="sec") for start, end in stamps(pairs))
    return np.array(list(found))


def with_pandas_offsets(pairs: Pairs) -> np.ndarray:
    """The whole business hours that begin between two instants: it knows no part of an hour."""
    hour = pd.offsets.CustomBusinessHour(start="09:00", end="17:00", holidays=days_off())
    return np.array([len(pd.date_range(start, end, freq=hour, inclusive="left")) * HOUR for start, end in stamps(pairs)])


def stamps(pairs: Pairs) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    return zip(pd.to_datetime(pairs[0]), pd.to_datetime(pairs[1]), strict=True)


def peers(pairs: int) -> list[Peer]:
    noon = (dt.time(12), dt.time(13, 30))
    return [
        Peer("workclock", LUNCH, with_workclock(dt.time(8, 30), dt.time(17, 30), *noon), min(pairs, 100_000)),
        Peer("workclock", WHOLE, with_workclock(dt.time(9), dt.time(17)), min(pairs, 100_000)),
        Peer("business-duration", WHOLE, with_business_duration, min(pairs, 500)),
        Peer("businesstimedelta", LUNCH, with_businesstimedelta, min(pairs, 200)),
        Peer("pandas CustomBusinessHour", WHOLE, with_pandas_offsets, min(pairs, 50), whole_hours=True),
    ]


def drawn(pairs: int, unit: int = 1) -> Pairs:
    """Pairs of instants within the range, three weeks apart on average, on whole `unit`s of seconds."""
    chance = np.random.default_rng(1)
    span = (LAST - FIRST).days * 86_400
    starts = chance.integers(0, span, pairs)
    ends = np.minimum(starts + chance.exponential(MEAN_DAYS * 86_400, pairs).astype("int64"), span)
    return tuple(np.datetime64(FIRST, "s") + (edge // unit * unit).astype("timedelta64[s]") for edge in (starts, ends))  # type: ignore[return-value]


def timed(work: Callable[[Pairs], np.ndarray], pairs: Pairs, repeats: int) -> tuple[float, np.ndarray]:
    """The median seconds, once everything is imported, and what came out."""
    work((pairs[0][:2], pairs[1][:2]))
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        found = work(pairs)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), found


@click.command()
@click.argument("pairs", type=click.IntRange(min=100), default=MILLION)
@click.argument("repeats", type=click.IntRange(min=1), default=5)
def main(pairs: int, repeats: int) -> None:
    """Print seconds per million pairs, the ratio to the kit's, and the share of pairs on which both agree to the second."""
    own = {}
    for rules in (LUNCH, WHOLE):
        own[rules], _ = timed(kit(rules), drawn(pairs), repeats)
        own[rules] *= MILLION / pairs
        click.echo(f"{'diagnostic.calendar, built anew':32} {rules:40} {own[rules]:10.2f} s per million")
    for peer in peers(pairs):
        given = drawn(peer.pairs, HOUR if peer.whole_hours else 1)
        seconds, found = timed(peer.work, given, repeats if peer.pairs > 1000 else 1)
        per_million = seconds * MILLION / peer.pairs
        agree = np.mean(found == kit(peer.rules)(given))
        click.echo(f"{peer.name:32} {peer.rules:40} {per_million:10.2f} s per million", nl=False)
        click.echo(f"  {per_million / own[peer.rules]:8.0f} x  agrees on {agree:.1%} of {peer.pairs}")


if __name__ == "__main__":
    main()
