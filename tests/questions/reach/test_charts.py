"""Charts of calls: what is shown, what is hidden, and where a series is cut."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import reach

LANGUAGES = ("fr", "en")
OUTCOMES = Disclosed({"outcome": ["answered", "abandoned", "voice_server"], "calls": [600.0, 300.0, 100.0]})


def cells():
    rows = [
        {"slot": str(slot), "weekday": str(day), "value": 0.5 + 0.02 * day, "denominator": 40.0, "status": "measured"}
        for slot in range(18, 24)
        for day in range(1, 6)
    ]
    for row in rows[:3]:
        row |= {"value": None, "denominator": None, "status": "suppressed"}
    return Disclosed(rows)


def weekly(cut=8):
    mondays = pd.date_range("2025-01-06", periods=16, freq="7D")
    stretch = ["0" if at < cut else "1" for at in range(16)]
    share = [0.6] * 8 + [0.9] * 8
    week = mondays.strftime("%Y-%m-%d")
    return Disclosed({"stretch": stretch, "week": week, "value": share, "numerator": 60.0, "denominator": 100.0})


@pytest.fixture(scope="module")
def drawn():
    events = [Event(date=dt.date(2025, 3, 3), kind="break", label="Nouveau standard"), Event(date=dt.date(2025, 2, 3), kind="peak")]
    return {
        "outcomes": reach.charts.outcomes(LANGUAGES, OUTCOMES),
        "answer_week": reach.charts.week(LANGUAGES, cells()),
        "answer_weeks": reach.charts.weeks(LANGUAGES, weekly(), 0.85, events),
    }


def test_every_chart_of_calls_speaks_every_language_and_carries_its_data(drawn):
    for chart in drawn.values():
        for language in LANGUAGES:
            ElementTree.fromstring(chart.images[language])
            assert len(chart.alt.text(language)) > 40 and chart.caption.text(language)
            assert chart.data.html(language).count("<tr>") == len(chart.data.rows) + 1
        assert chart.images["fr"] != chart.images["en"]


def test_bars_tell_calls_answered_lost_and_that_asked_for_nobody_apart(drawn):
    from diagnostic.charts.canvas import GREY, NAVY, RUST

    bars = [len(re.findall(f"fill: {colour.lower()}", drawn["outcomes"].images["fr"])) for colour in (NAVY, RUST, GREY)]
    assert bars == [1, 1, 1]
    assert "Traité par le serveur vocal" in drawn["outcomes"].images["fr"]
    assert [row[2] for row in drawn["outcomes"].data.rows] == [0.6, 0.3, 0.1]


def test_hidden_half_hours_are_pale_and_say_so_and_closed_days_stay_empty(drawn):
    picture = drawn["answer_week"].images["fr"]
    assert picture.count("masqué") == 3
    assert picture.count(">60<") == 6  # the column of the fifth day
    closed = "words.empty.not_applicable"
    assert drawn["answer_week"].data.rows[0] == ["09:00", None, None, None, pytest.approx(0.58), pytest.approx(0.6), closed, closed]


def test_the_line_of_weeks_is_cut_at_a_break_and_only_labelled_events_are_named(drawn):
    from diagnostic.charts.canvas import NAVY

    lines = re.findall(rf"stroke: {NAVY.lower()}; stroke-width: 1.5", drawn["answer_weeks"].images["fr"])
    assert len(lines) == 2
    assert "Nouveau standard" in drawn["answer_weeks"].images["fr"]
    assert drawn["answer_weeks"].annex


def test_nothing_to_show_is_not_drawn():
    assert reach.charts.outcomes(LANGUAGES, OUTCOMES.iloc[:0]) is None
    assert reach.charts.week(LANGUAGES, cells().assign(value=None)) is None
    assert reach.charts.weeks(LANGUAGES, weekly().assign(value=None), 0.85) is None


def test_fifteen_years_of_weeks_are_told_by_the_year():
    mondays = pd.date_range("2010-01-04", periods=780, freq="7D").strftime("%Y-%m-%d")
    long = Disclosed({"stretch": "0", "week": mondays, "value": 0.7, "numerator": 70.0, "denominator": 100.0})
    picture = reach.charts.weeks(["fr"], long, 0.85).images["fr"]
    assert "2017" in picture and "janv." not in picture
