"""A better week: none is found where demand is the same at every half-hour, and the one planted is found with what it gains."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.blocks import Finding
from diagnostic.engagement import Constraints, Hours, Period
from diagnostic.questions import better_week
from diagnostic.questions.better_week.measures import best_weeks, swap_gain
from tests.planted.trials import Trials
from tests.questions.random_towns import one, open_town
from tests.towns import with_facts

HOURS = (
    Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-12:00,14:00-17:00"),
    Hours(site="Mairie", rules="Mo-Fr 09:00-12:00,14:00-17:00"),
)
LIMITS = Constraints(block_hours=1, earliest="08:00", latest="19:00", changes=1, hours_moved=2)
WEEKS = pd.date_range("2023-07-03", "2024-06-24", freq="7D")
ASKED = range(16, 38)  # the half-hours at which people ask, Monday to Saturday
PACE = 0.8  # calls of a half-hour
CALL = {"occurred_local": "2023-07-03 10:00", "channel": "phone"}  # there are calls; those of the simulated years take its place
DEMAND = {"proxy": "VARCHAR", "missed": "BOOLEAN", "only_while_open": "BOOLEAN", "day": "DATE", "week": "DATE", "weekday": "INTEGER"}
DEMAND |= {"day_type": "VARCHAR", "slot": "INTEGER", "local_s": "INTEGER"}


def rates(planted):
    """Calls of each half-hour: two hours of Saturday have what is planted on top of the others, and the end of Friday lacks it."""
    pace = np.zeros((7, 48))
    pace[:6, ASKED] = PACE
    pace[5, 18:22] += planted
    pace[4, 30:34] -= planted
    return pace


def demand(rng, pace):
    """A year of calls and e-mails at this pace; the rhythm of weeks differs, and a busy week is one for everything."""
    frames = []
    for proxy in ("calls", "email"):
        counts = rng.poisson(pace * rng.gamma(20, 1 / 20, (len(WEEKS), 1, 1)))
        week, weekday, slot = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0).T
        days = WEEKS[week] + pd.to_timedelta(weekday, unit="D")
        frames.append(pd.DataFrame({"proxy": proxy, "day": days, "week": WEEKS[week], "weekday": weekday + 1, "slot": slot}))
    return pd.concat(frames).assign(missed=False, only_while_open=False, day_type="term", local_s=lambda made: made["slot"] * 1800)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    period = Period(start=WEEKS[0].date(), end=dt.date(2024, 6, 30), extract_date=dt.date(2024, 6, 30))
    engagement = open_town(tmp_path_factory.mktemp("town"), hours=HOURS, constraints=LIMITS, period=period)
    with with_facts(engagement, contacts=[CALL]) as store:
        yield engagement, store


def told(town, rng, pace):
    """What is said of a simulated year: whether a week is printed, and the gain by telephone with its range."""
    engagement, store = town
    store.write_frame("fact_demand", demand(rng, pace), DEMAND)
    places, rows = best_weeks(store), swap_gain(store)
    said = better_week.findings.better(rows, places, engagement, better_week.charts.frontiers(["fr"], places))
    phone = one(rows, "opening.swap_gain", "channel=phone")
    printed = any(isinstance(shown, Finding) and not shown.strength for shown in said)
    return printed, phone["value"], (phone["low"], phone["high"])


def simulated(town, planted, towns):
    """So many years with so many calls planted in each half-hour of Saturday, taken from Friday."""
    made = [told(town, np.random.default_rng(seed), rates(planted)) for seed in range(towns)]
    truth = 100 * 4 * 2 * planted / rates(0).sum()
    trials = Trials(f"better week, {planted} planted", truth, *map(list, zip(*made, strict=True)))
    print(trials.told())
    return trials


@pytest.mark.parametrize("towns", [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)])
def test_no_better_week_is_found_where_every_half_hour_is_asked_for_alike(town, towns):
    trials = simulated(town, 0.0, towns)
    assert trials.share_printed <= 0.05
    assert trials.errors_away <= 2


@pytest.mark.parametrize("towns", [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)])
def test_a_planted_better_week_is_found_and_its_range_holds_the_gain(town, towns):
    trials = simulated(town, 0.5, towns)
    assert trials.share_printed == 1
    assert trials.share_covered >= 0.9
