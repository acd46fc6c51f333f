"""Open time between pairs of instants, beside the packages that people use for it: who agrees, and at what speed.

Each package is given the schedule that it can express, and, where it is slow, a part of the pairs: what is compared is the cost of a pair.

Usage: uv run --group benchmarks python -m benchmarks.working_time [PAIRS] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
import numpy as np
import pandas as pd

from benchmarks.measured import Part, Ratio, Row, Used, called, in_turn, peak, told
from diagnostic.calendar import Holidays, Hours, Opening, holidays, schedules, working_time

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
LUNCH, WHOLE = "Mo-Fr 08:30-12:00,13:30-17:30; PH off", "Mo-Fr 09:00-17:00; PH off"
MEAN_DAYS, HOUR = 21.6, 3600
FEWEST = 20

Pairs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Way:
    """A way to compute open seconds on one schedule.

    One pair of so many (`of`) is given to it, on whole hours alone where it knows no other.
    """

    rules: str
    work: Callable[[Pairs], np.ndarray]
    of: int = 1
    whole_hours: bool = False

    def pairs(self, size: int) -> Pairs:
        return drawn(max(min(size, FEWEST), size // self.of), HOUR if self.whole_hours else 1)


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


def sorted_once(pairs: Pairs) -> np.ndarray:
    """The least there is to do: both columns sorted once."""
    return np.concatenate([np.sort(edge) for edge in pairs])


TWO, ONE, BOUND = "two slots", "one slot", "bound"
WAYS = {
    f"kit: {TWO}": Way(LUNCH, kit(LUNCH)),
    f"kit: {ONE}": Way(WHOLE, kit(WHOLE)),
    f"workclock: {TWO}": Way(LUNCH, lambda pairs: with_workclock(dt.time(8, 30), dt.time(17, 30), dt.time(12), dt.time(13, 30))(pairs), 10),
    f"workclock: {ONE}": Way(WHOLE, lambda pairs: with_workclock(dt.time(9), dt.time(17))(pairs), 10),
    f"businesstimedelta: {TWO}": Way(LUNCH, with_businesstimedelta, 5_000),
    f"business-duration: {ONE}": Way(WHOLE, with_business_duration, 2_000),
    f"pandas offsets: {ONE}": Way(WHOLE, with_pandas_offsets, 20_000, whole_hours=True),
    BOUND: Way("", sorted_once),
}


def drawn(pairs: int, unit: int = 1) -> Pairs:
    """Pairs of instants within the range, three weeks apart on average, on whole `unit`s of seconds."""
    chance = np.random.default_rng(1)
    span = (LAST - FIRST).days * 86_400
    starts = chance.integers(0, span, pairs)
    ends = np.minimum(starts + chance.exponential(MEAN_DAYS * 86_400, pairs).astype("int64"), span)
    return tuple(np.datetime64(FIRST, "s") + (edge // unit * unit).astype("timedelta64[s]") for edge in (starts, ends))  # type: ignore[return-value]


def alone(name: str, size: int) -> None:
    """One way in this process: seconds, peak memory, the pairs that it was given, and the share on which it agrees with the kit."""
    way, found = WAYS[name], []
    pairs = way.pairs(size)
    way.work((pairs[0][:2], pairs[1][:2]))  # imports are no part of the time
    used = called(lambda: found.append(way.work(pairs)))
    memory, agreed = peak(), np.mean(found[0] == kit(way.rules)(pairs)) if way.rules else 1
    click.echo(f"{used.wall} {used.processor} {memory} {len(pairs[0])} {agreed}")


def rows(size: int, repeats: int) -> list[Row]:
    """What each way costs: medians of fresh processes; on how many pairs, and on how many of them it agrees with the kit to the second."""
    given: dict[str, tuple[float, float]] = {}

    def used(name: str) -> Used:
        *figures, pairs, agreed = told("working_time", str(size), "--way", name)
        given[name] = pairs, agreed
        return Used(*figures)

    medians = in_turn(WAYS, repeats, used)
    notes = {name: f"agrees on {agreed:.4%}" for name, (_, agreed) in given.items() if not name.startswith(("kit", BOUND))}
    return [Row(name, int(given[name][0]), *each, notes.get(name, "")) for name, each in medians.items()]


PART = Part(
    title="Open time between two instants, calendar built anew",
    unit="pairs",
    rows=rows,
    beside=f"kit: {TWO}",
    ratios=(
        *(
            Ratio(f"{name}, a pair of it beside one of the kit's", name, f"kit: {TWO if way.rules == LUNCH else ONE}")
            for name, way in WAYS.items()
            if not name.startswith(("kit", BOUND))
        ),
        Ratio("the kit, two slots a day, beside both columns sorted once", f"kit: {TWO}", BOUND),
    ),
)


@click.command()
@click.argument("size", metavar="PAIRS", type=click.IntRange(min=100), default=1_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=5)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
def main(size: int, repeats: int, way: str | None) -> None:
    """Print the medians, the ratio of each to the kit per pair, and the share of pairs on which both agree to the second."""
    if way:
        alone(way, size)
    else:
        click.echo(PART.page({size: rows(size, repeats)}))


if __name__ == "__main__":
    main()
