"""Charts of opening hours: what is drawn of a week and of what comes while closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import hours
from diagnostic.questions.hours.week import Demand
from diagnostic.wording import LANGUAGES
from tests.questions.channels.test_charts import CHANNELS

WEEK = Disclosed(pd.MultiIndex.from_product([range(1, 8), range(48)], names=["weekday", "slot"]).to_frame(index=False))
OPEN = WEEK.assign(open=((WEEK["weekday"] < 6) & WEEK["slot"].between(17, 23)).astype(float))
CELLS = OPEN.assign(contacts=np.where(WEEK["slot"].between(16, 40), 10, 0))
SHUT = CELLS["contacts"][OPEN["open"] == 0].sum()
DEMAND = Demand(CELLS, int(CELLS["contacts"].sum()), int(SHUT))


def charts():
    sites = Disclosed({"channel": ["counter", "phone"], "site": ["Mairie", "Standard"], "value": [30.0, 35.0]})
    yield hours.charts.week(LANGUAGES, DEMAND, "phone")
    yield hours.charts.weekly_hours(LANGUAGES, sites, sites.assign(value=[2.0, 0.0]))
    yield hours.charts.coverage(LANGUAGES, CHANNELS.assign(source=["calls", "email", "bookings"]))


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_the_week_counts_what_comes_while_closed(drawn):
    week = drawn["week"]
    assert week.alt.values["closed"].values["share"].value == pytest.approx(SHUT / CELLS["contacts"].sum())
    assert week.alt.values["contacts"].value == CELLS["contacts"].sum()


def test_a_week_of_which_nothing_tells_what_comes_while_closed_says_nothing_of_it():
    told = hours.charts.week(LANGUAGES, replace(DEMAND, closed=None), "phone").alt
    assert "fermé" not in told.text("fr") and "closed" not in told.text("en")


def test_a_week_told_to_the_nearest_five_says_so(drawn):
    assert "cinq" not in drawn["week"].caption.text("fr")
    told = hours.charts.week(["fr", "en"], replace(DEMAND, by_five=True), "phone")
    assert "arrondies à cinq près" in told.caption.text("fr") and "nearest five" in told.caption.text("en")


def test_a_week_whose_half_hours_hold_too_few_to_compare_is_not_drawn(drawn):
    half_hours = 7 * len(drawn["week"].data.rows)
    assert hours.charts.week(["fr"], replace(DEMAND, contacts=5 * half_hours), "email") is not None
    assert hours.charts.week(["fr"], replace(DEMAND, contacts=5 * half_hours - 1), "email") is None


def test_calls_that_reached_nobody_are_counted_once_among_the_calls():
    sources = CHANNELS.assign(source=["calls", "missed_calls", "bookings"], denominator=[100.0, 40.0, 7.0])
    assert hours.charts.coverage(["fr"], sources).caption.values["contacts"].value == 107


def test_a_chart_without_data_is_not_drawn():
    assert hours.charts.week(["fr"], Demand(CELLS.assign(contacts=0), 0, 0), "phone") is None


def test_without_ranges_there_is_no_grey_line_nor_a_word_of_it(drawn):
    told = hours.charts.coverage(LANGUAGES, CHANNELS.assign(source=["calls", "email", "bookings"], low=np.nan, high=np.nan))
    assert "trait gris" in drawn["coverage"].caption.text("fr") and "trait gris" not in told.caption.text("fr")
    assert {"low", "high"} & set(drawn["coverage"].data.columns) and not {"low", "high"} & set(told.data.columns)
    assert "NaN" not in told.images["fr"]


def test_a_day_on_which_nothing_comes_and_nothing_is_open_is_not_drawn():
    weekdays = Disclosed(CELLS.assign(contacts=CELLS["contacts"].where(CELLS["weekday"] < 6, 0)))
    week = hours.charts.week(["fr"], replace(DEMAND, cells=weekdays), "phone")
    assert "ven." in week.images["fr"] and "sam." not in week.images["fr"] and "dim." not in week.images["fr"]
    assert [name for name in week.data.columns if name.startswith("day")] == [f"day{day}" for day in range(1, 6)]
    assert ": 5 jours en colonnes" in week.alt.text("fr").replace("\u00a0", " ")


def test_dashed_frames_and_closed_hours_are_named_only_where_drawn(drawn):
    seldom = hours.charts.week(["fr"], replace(DEMAND, cells=Disclosed(CELLS.assign(open=CELLS["open"] / 4))), "phone")
    assert "pointillé" in seldom.caption.text("fr") and "pointillé" not in drawn["week"].caption.text("fr")
    always = hours.charts.week(["fr"], replace(DEMAND, cells=Disclosed(CELLS.assign(open=1.0)), closed=0), "phone")
    assert "fermeture" in drawn["week"].images["fr"] and "fermeture" not in always.images["fr"]


def test_hours_outside_work_are_told_only_where_there_are_some(drawn):
    sites = Disclosed({"channel": ["counter", "phone"], "site": ["Mairie", "Standard"], "value": [30.0, 35.0]})
    none = hours.charts.weekly_hours(["fr"], sites, sites.assign(value=0.0))
    assert "accent" in drawn["weekly_hours"].caption.text("fr") and "accent" not in none.caption.text("fr")
