"""Repeats beyond chance: none is told where nobody's contact depends on another, and those planted are found."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd
import pytest

from diagnostic.blocks import Message
from diagnostic.engagement import Engagement, Period
from diagnostic.questions.repeats import chance, findings
from diagnostic.questions.repeats import measures as repeats
from tests.planted.trials import Trials
from tests.questions.random_towns import one
from tests.towns import town, with_facts

BEGUN, DAYS, HISTORY, WINDOW = pd.Timestamp("2023-12-01"), 396, 31, 7
TOPICS, PERSONS, PLANTED = 6, 1_000, 0.15
TOLD = {f"findings.come_back_by_chance.{part}" for part in ("little", "part", "most")}


def contacts(rng: np.random.Generator, persons: int, planted: float) -> pd.DataFrame:
    """Poisson contacts of persons who differ in how often they come and what for, each topic with its busy months and calm week-ends;
    `planted` of them are followed by another on the topic within the window."""
    each = rng.poisson(rng.gamma(1.0, 3.0, persons))
    person = np.repeat(np.arange(persons), each)
    likes = rng.dirichlet(np.full(TOPICS, 0.5), persons).cumsum(axis=1)
    topic = (rng.random(len(person))[:, None] > likes[person]).sum(axis=1).clip(0, TOPICS - 1)
    days, day = np.arange(DAYS), np.empty(len(person))
    for number in range(TOPICS):
        busy = np.exp(1.5 * np.cos(2 * np.pi * (days - 60 * number) / 365)) * np.where((days + BEGUN.day_of_week) % 7 < 5, 1.0, 0.05)
        mine = topic == number
        day[mine] = rng.choice(DAYS, mine.sum(), p=busy / busy.sum()) + rng.uniform(9 / 24, 17 / 24, mine.sum())
    again = np.flatnonzero(rng.random(len(person)) < planted)
    later = day[again] + rng.uniform(0.3, WINDOW - 0.3, len(again))
    made = pd.DataFrame({"person": np.r_[person, person[again]] + 1, "topic": np.r_[topic, topic[again]], "day": np.r_[day, later]})
    return made[made["day"] < DAYS].sort_values("day", ignore_index=True)


def town_of(seed: int, planted: float, folder) -> tuple[pd.Series, bool]:
    """The row of the excess in a simulated town, and whether the finding says that there are more repeats than by chance."""
    made = contacts(np.random.default_rng(seed), PERSONS, planted)
    at = (BEGUN + pd.to_timedelta(made["day"], unit="D")).dt.floor("s")
    logged = made.assign(occurred_local=at, channel="email", topic=made["topic"].map("topic {}".format)).drop(columns="day")
    with with_facts(engagement(folder), contacts=logged) as store:
        rows = pd.concat([repeats.rate(store), repeats.base(store), chance.excess(store)], ignore_index=True)
    told = findings.come_back(rows, engagement(folder), None).values["chance"]
    return one(rows, "repeat.excess_rate"), isinstance(told, Message) and told.key in TOLD


def engagement(folder) -> Engagement:
    begun = (BEGUN + pd.Timedelta(days=HISTORY)).date()
    end = (BEGUN + pd.Timedelta(days=DAYS - 1)).date()
    return town(folder, period=Period(start=begun, end=end, extract_date=end + dt.timedelta(days=1)))


@cache
def truth(planted: float) -> float:
    """Repeats ÷ contacts less the same once the dates of each topic are dealt again, over very many such towns."""
    rng = np.random.default_rng(1)
    made = contacts(rng, 600 * PERSONS, planted)
    dealt = made.assign(day=made.groupby([made["person"] // PERSONS, "topic"])["day"].transform(rng.permutation))
    return share_repeated(made) - share_repeated(dealt)


def share_repeated(made: pd.DataFrame) -> float:
    ordered = made.sort_values("day", kind="stable")
    repeated = ordered.groupby(["person", "topic"])["day"].diff() <= WINDOW
    return float(repeated[ordered["day"] >= HISTORY].mean())


def tried(name: str, planted: float, towns: int, folder) -> Trials:
    found = [town_of(seed, planted, folder / str(seed)) for seed in range(towns)]
    rows, printed = zip(*found, strict=True)
    effects, ranges = [row["value"] for row in rows], [(row["low"], row["high"]) for row in rows]
    trials = Trials(name, truth(planted) if planted else 0.0, printed, effects, ranges)
    print(trials.told())
    return trials


@pytest.mark.parametrize("towns", [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)])
def test_no_excess_of_repeats_is_told_where_none_is_planted(towns, tmp_path):
    trials = tried("excess of repeats, none planted", 0.0, towns, tmp_path)
    assert trials.share_printed <= 0.05
    assert trials.errors_away <= 2
    assert trials.share_covered >= 0.9


@pytest.mark.parametrize("towns", [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)])
def test_planted_repeats_are_found_and_their_range_holds_them(towns, tmp_path):
    trials = tried("excess of repeats, 15 % planted", PLANTED, towns, tmp_path)
    assert trials.share_printed == 1.0
    assert trials.errors_away <= 2
    assert trials.share_covered >= (0.85 if towns < 100 else 0.92)
