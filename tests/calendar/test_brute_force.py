"""The calendar against opening counted minute by minute, on random towns."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import pandas as pd
import pytest

from diagnostic.calendar import Hours, Opening, schedules, working_time
from diagnostic.errors import UserError
from tests.calendar.brute_force import DAYS, FIRST, LAST, random_town

START = np.datetime64(FIRST, "s")


def compared(seed: int, intervals: int) -> dict[str, int]:
    """Compare this many random intervals of a random town; how many were open at all, by schedule."""
    made = random_town(seed)
    frame = schedules.build(made.opening(), FIRST, LAST)
    flags = made.schedules()
    assert set(flags) <= set(frame["schedule"])
    draw, seen = random.Random(seed), {}
    names = sorted(flags)
    for name, part in ((name, intervals // len(names) + 1) for name in names):
        # seconds of local time: what is open before each minute, and the part of the minute that has passed
        before = np.concatenate([[0], np.cumsum(flags[name])]) * 60
        ends = np.sort(np.array([[draw.randrange(len(DAYS) * 86_400) for _ in range(3)] for _ in range(part)]), axis=1)
        worked = before[ends // 60] + flags[name][ends // 60] * (ends % 60)
        a, b, c = (START + ends[:, at].astype("timedelta64[s]") for at in range(3))
        np.testing.assert_array_equal(working_time.between(frame, name, a, c), worked[:, 2] - worked[:, 0], err_msg=f"{seed} {name}")
        sums = working_time.between(frame, name, a, b) + working_time.between(frame, name, b, c)
        np.testing.assert_array_equal(sums, worked[:, 2] - worked[:, 0])
        seen[name] = int((worked[:, 2] > worked[:, 0]).sum())
    return seen


def accepted(seeds: Iterable[int]) -> Iterator[int]:
    """Seeds whose towns have no day of more intervals than the calendar holds, which it refuses."""
    for seed in seeds:
        made = random_town(seed)
        try:
            schedules.build(made.opening(), FIRST, LAST)
        except UserError as error:
            assert {problem.key for problem in error.problems} == {"calendar.too_many_intervals"}
        else:
            yield seed


def test_open_time_of_random_towns_is_what_counting_minutes_gives():
    for seed in islice(accepted(range(20)), 2):
        assert sum(compared(seed, 300).values()) > 200


@pytest.mark.long
def test_ten_thousand_intervals_of_fifty_towns_are_what_counting_minutes_gives():
    towns = list(islice(accepted(range(100, 200)), 50))
    assert len(towns) == 50
    assert sum(sum(compared(seed, 200).values()) for seed in towns) > 9_000


def test_the_night_of_summer_time_has_an_hour_less_and_that_of_winter_time_counts_its_double_hour_once():
    frame = schedules.build(Opening((Hours("Poste", rules="24/7"),)), FIRST, LAST)
    for day in ("2025-03-30", "2024-10-27"):
        local = (
            pd.date_range(f"{day} 00:00", f"{day} 05:00", freq="15min")
            .tz_localize("Europe/Paris", ambiguous="NaT", nonexistent="NaT")
            .dropna()
        )
        naive = local.tz_localize(None).to_numpy()
        worked = working_time.between(frame, "staffed", naive[:-1], naive[1:])
        elapsed = (
            np.diff(local.tz_convert("UTC").asi8) // 10**9 if local.unit == "ns" else (local[1:] - local[:-1]).total_seconds().to_numpy()
        )
        assert (worked <= elapsed).all()
        assert sum(elapsed) - sum(worked) == (0 if day == "2025-03-30" else 3600)
