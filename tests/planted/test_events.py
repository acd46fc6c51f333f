"""Dated events in towns whose truth is known: an event that changed nothing is told in few towns, one that did is found."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Hours, Parameters, Period
from diagnostic.questions import flow
from tests.planted.trials import Trials
from tests.questions.rows import grounds
from tests.towns import town, with_facts

START, WEEKS, EVENTS = pd.Timestamp("2024-01-01"), 52, 4
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2024, 12, 29))
HOURS = (Hours(site="Mairie", rules="Mo-Fr 09:00-17:00; PH off"),)
WEEKLY, MAILING = 800.0, 400.0
CALM = [6, 7, 14, 15, *range(27, 35), 42, 43, 51]  # school holidays of zone C
TOWNS = [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)]
# One false finding in a hundred towns: two among the first twenty are no rarity, and twenty towns do not tell one in a hundred from five.
MORE_TOWNS = [pytest.param(60, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)]


def weeks(rng: np.random.Generator, rho: float, season: float, spread: float = 0.08) -> np.ndarray:
    """What each week brings: busier and quieter weeks that last (AR(1)), a season, and calm school holidays."""
    busy = np.zeros(WEEKS)
    for week in range(WEEKS):
        busy[week] = rho * busy[week - 1] + np.sqrt(1 - rho**2) * rng.normal() if week else rng.normal()
    mean = WEEKLY * (1 + spread * busy) * (1 + season * np.sin(2 * np.pi * np.arange(WEEKS) / 52))
    mean[CALM] *= 0.75
    return mean


def compared(folder, rng: np.random.Generator, rho: float, season: float, planted: float = 0.0):
    """What followed four dated events, of which the first brought so many contacts more a week for two weeks; and the finding."""
    at = np.sort(rng.choice(np.arange(9, WEEKS - 2), EVENTS, replace=False))
    first = rng.integers(EVENTS)
    mean = weeks(rng, rho, season)
    mean[at[first] : at[first] + 2] += planted
    days = np.repeat(np.arange(WEEKS) * 7, rng.poisson(np.maximum(mean, 0)))
    days = days + rng.choice(7, len(days), p=[0.22, 0.2, 0.18, 0.2, 0.18, 0.02, 0.0])
    contacts = pd.DataFrame({"occurred_local": START + pd.to_timedelta(days, unit="D") + pd.Timedelta(hours=10), "channel": "email"})
    events = tuple(Event(date=(START + pd.Timedelta(weeks=int(week))).date(), kind="peak", label=f"E{n}") for n, week in enumerate(at))
    client = Client(name="Ville", timezone="UTC", school_zone="C")
    settings = {"client": client, "period": PERIOD, "events": events, "hours": HOURS, "parameters": Parameters(draws=100)}
    with with_facts(town(folder, **settings), contacts=contacts) as store:
        around = flow.around(store)
    around = around[around["what"] == "contacts"].reset_index(drop=True)
    told = flow.findings.followed(grounds("flow.followed"), around, town(folder, **settings))
    return around[around["label"] == f"E{first}"], told, f"E{first}"


@pytest.mark.parametrize("towns", MORE_TOWNS)
@pytest.mark.parametrize(("rho", "season"), [(0.0, 0.0), (0.5, 0.15)])
def test_of_four_events_that_changed_nothing_one_is_told_in_few_towns(tmp_path, towns, rho, season):
    found = [compared(tmp_path / str(seed), np.random.default_rng(seed), rho, season) for seed in range(towns)]
    rows = pd.concat([row for row, *_ in found])
    trials = Trials(
        f"events, nothing planted (rho {rho}, season {season})",
        0.0,
        [told is not None for _, told, _ in found],
        rows["change"].tolist(),
        list(zip(*(rows[edge].where(rows[edge].notna(), None) for edge in ("low", "high")), strict=True)),
    )
    print(trials.told())
    assert trials.share_printed <= 0.05 and trials.share_covered >= 0.95 and trials.errors_away <= (2 if towns >= 200 else 3)


@pytest.mark.parametrize("towns", TOWNS)
def test_a_mailing_that_brings_half_as_many_more_is_found_and_its_range_covers_it(tmp_path, towns):
    found = [compared(tmp_path / str(seed), np.random.default_rng(seed), 0.3, 0.0, MAILING) for seed in range(towns)]
    rows = pd.concat([row for row, *_ in found])
    trials = Trials(
        "events, a mailing of 400 a week",
        MAILING,
        [told is not None and told.values["label"] == label for row, told, label in found if len(row)],  # five ordinary weeks before it
        rows["change"].tolist(),
        list(zip(*(rows[edge].where(rows[edge].notna(), None) for edge in ("low", "high")), strict=True)),
    )
    print(trials.told())
    assert trials.share_printed >= 0.9 and trials.share_covered >= 0.95 and trials.errors_away <= (2 if towns >= 200 else 3)
