"""The stock of towns whose truth is known: none is told to grow or to shrink where nothing was planted, and what was planted is found."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Client, Parameters, Period
from diagnostic.questions import flow
from tests.planted.trials import Trials
from tests.towns import town, with_facts

START, END, HISTORY = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-29"), 182
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2025, 1, 5))
SIZES = {"Acte": 30.0, "Permis": 14.0, "Voirie": 25.0, "Livret": 8.0, "Éclairage": 12.0}  # requests in a week
DAYS = {"Acte": 4.0, "Permis": 40.0, "Voirie": 20.0, "Livret": 12.0, "Éclairage": 15.0}  # that half of them take
SLOWED = "Permis"
TOWNS = [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)]


def arrivals(rng: np.random.Generator, weekly: float, spread: float = 0.1) -> pd.Series:
    """Instants of opening since half a year before the period, weeks busier and quieter than others."""
    weeks = (END - START).days // 7 + HISTORY // 7 + 2
    counts = rng.poisson(weekly * rng.gamma(1 / spread**2, spread**2, weeks))
    starts = np.repeat(np.arange(weeks) * 7.0, counts)
    since = START - pd.Timedelta(days=HISTORY)
    return (since + pd.to_timedelta(np.sort(starts + rng.uniform(0, 7, len(starts))), unit="D")).to_series(index=range(len(starts)))


def served(rng: np.random.Generator, slowed: bool = False) -> pd.DataFrame:
    """Cases that come at one rate and each take their time, whatever waits; from July on those of one procedure take twice as long."""
    parts = []
    for procedure, weekly in SIZES.items():
        opened = arrivals(rng, weekly)
        days = DAYS[procedure] * rng.lognormal(0, 0.6, len(opened))
        if slowed and procedure == SLOWED:
            turn = (pd.Timestamp("2024-07-01") - opened) / pd.Timedelta(days=1)
            days = np.where(days > turn.clip(lower=0), turn.clip(lower=0) + 2.2 * (days - turn.clip(lower=0)), days)
        parts.append(
            pd.DataFrame({"opened_local": opened, "closed_local": opened + pd.to_timedelta(days, unit="D"), "procedure": procedure})
        )
    return pd.concat(parts, ignore_index=True)


def balanced(rng: np.random.Generator, more: float = 0.0) -> pd.DataFrame:
    """A desk that closes the oldest first, so many in a week whatever waits: as many as come in, or fewer by `more`."""
    weekly, stock = 80.0, 600
    opened = arrivals(rng, weekly)
    opened = pd.concat([pd.Series([opened.iloc[0]] * stock), opened], ignore_index=True)
    closings = arrivals(rng, weekly)
    fewer = (closings < START) | (rng.uniform(size=len(closings)) > more / weekly)
    closed = closings[fewer].reset_index(drop=True).reindex(range(len(opened)))
    closed = closed.where(~(closed < opened), opened)  # nothing waited: it is done at once
    return pd.DataFrame({"opened_local": opened, "closed_local": closed, "procedure": "Acte"})


def diagnosed(folder, cases: pd.DataFrame):
    """The course of a town's stock, and the findings on it."""
    engagement = town(folder, client=Client(name="Ville", timezone="UTC"), period=PERIOD, parameters=Parameters(draws=100))
    over = pd.Timestamp("2025-01-06")
    cases = cases[cases["opened_local"] < over].assign(closed_local=lambda seen: seen["closed_local"].where(seen["closed_local"] < over))
    with with_facts(engagement, cases=cases) as store:
        rows, went = flow.measure(store), flow.whole(store)
        by_procedure = flow.procedures(store, rows)
    told = flow.findings.backlog(rows, went, engagement, None)
    grown = flow.findings.procedures(rows, by_procedure, engagement, None)
    return went.iloc[0], told, grown


def directed(told) -> bool:
    return told.key in ("findings.backlog_grew", "findings.backlog_fell")


@pytest.mark.parametrize("towns", TOWNS)
@pytest.mark.parametrize("kind", [served, balanced])
def test_a_stock_that_nothing_moves_is_told_to_grow_or_shrink_in_few_towns_and_its_procedures_in_few(tmp_path, towns, kind):
    found = [diagnosed(tmp_path / str(seed), kind(np.random.default_rng(seed))) for seed in range(towns)]
    trials = Trials(
        f"flow, nothing planted ({kind.__name__})",
        0.0,
        [directed(told) for _, told, _ in found],
        [went["net"] for went, *_ in found],
        [(went["low"], went["high"]) for went, *_ in found],
    )
    print(trials.told())
    assert trials.share_printed <= 0.05 and trials.errors_away <= (2 if towns >= 200 else 3) and trials.share_covered >= 0.9
    if kind is served:
        named = np.mean([grown is not None for *_, grown in found])
        print(f"procedures named without cause: {named:.1%}")
        assert named <= 0.05


@pytest.mark.parametrize("towns", TOWNS)
def test_a_stock_that_grows_by_as_many_a_week_is_found_and_its_range_covers_them(tmp_path, towns):
    planted = 16.0
    found = [diagnosed(tmp_path / str(seed), balanced(np.random.default_rng(seed), planted)) for seed in range(towns)]
    trials = Trials(
        "flow, growing by 16 a week",
        planted,
        [told.key == "findings.backlog_grew" for _, told, _ in found],
        [went["net"] for went, *_ in found],
        [(went["low"], went["high"]) for went, *_ in found],
    )
    print(trials.told())
    assert trials.share_printed >= 0.9 and trials.errors_away <= (2 if towns >= 200 else 3) and trials.share_covered >= 0.9


@pytest.mark.parametrize("towns", TOWNS)
def test_the_procedure_whose_work_slows_down_is_found_and_named_alone(tmp_path, towns):
    found = [diagnosed(tmp_path / str(seed), served(np.random.default_rng(seed), slowed=True)) for seed in range(towns)]
    named = [list(grown.values["names"]) if grown else [] for *_, grown in found]
    print(f"slowed procedure named in {np.mean([SLOWED in names for names in named]):.1%} of {towns} towns")
    print(f"another in {np.mean([bool(set(names) - {SLOWED}) for names in named]):.1%}")
    assert np.mean([SLOWED in names for names in named]) >= 0.9
    assert np.mean([bool(set(names) - {SLOWED}) for names in named]) <= 0.05
