"""Charts of calls: what is shown, what is hidden, and where a series is cut."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from diagnostic.charts.canvas import RUST
from diagnostic.charts.half_hours import lines
from diagnostic.engagement import Event
from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import reach
from tests.questions.rows import rows, share
from tests.questions.sentences import plain

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


def test_hidden_half_hours_are_pale_and_say_so_and_closed_days_are_not_drawn(drawn):
    picture = drawn["answer_week"].images["fr"]
    assert "ven." in picture and "sam." not in picture and "dim." not in picture
    assert "masqué" in plain(drawn["answer_week"].caption)
    assert picture.count("masqué") == 3
    assert picture.count(">60<") == 6  # the column of the fifth day
    assert drawn["answer_week"].data.rows[0] == ["09:00", None, None, None, pytest.approx(0.58), pytest.approx(0.6)]
    told = reach.charts.week(["fr"], cells().assign(value=0.5, status="measured"))
    assert "masqué" not in told.images["fr"] + told.caption.text("fr")


def test_half_hours_in_which_nothing_can_be_shown_are_a_short_pause():
    given = cells()
    noon = given["slot"].isin(["20", "21"])
    gap = reach.charts.week(["fr"], given.assign(value=given["value"].mask(noon), status=given["status"].mask(noon)))
    assert [row[0] for row in gap.data.rows] == ["09:00", "09:30", "11:00", "11:30"]
    whole, pause = (float(re.search(r'height="([\d.]+)pt"', chart.images["fr"])[1]) for chart in (reach.charts.week(["fr"], given), gap))
    assert whole > pause
    assert lines([18, 19, 22]) == {18: 0.0, 19: 1.0, 22: 2.5}


def test_rust_marks_the_half_hours_that_the_finding_names_alone():
    whole = share("reach.answer_rate_agent", 0.75)
    slots = [share("reach.answer_rate_agent", 0.5, 500, 0.02, scope=f"slot={slot};weekday=1") for slot in (18, 19, 20)]
    slots += [share("reach.answer_rate_agent", 0.8, 500, 0.02, scope=f"slot={slot};weekday=2") for slot in (18, 19, 20)]
    given = rows(whole, *slots)
    lost = reach.lost(given)
    assert list(zip(lost["slot"], lost["weekday"], strict=True)) == [(18, 1), (19, 1), (20, 1)]
    marked = reach.charts.week(["fr"], pick(given, "reach.answer_rate_agent", "slot", "weekday"), lost)
    assert marked.images["fr"].count(f"fill: {RUST.lower()}") == 3 and "accent" in marked.caption.text("fr")
    plain_one = reach.charts.week(["fr"], pick(given, "reach.answer_rate_agent", "slot", "weekday"))
    assert RUST.lower() not in plain_one.images["fr"] and "accent" not in plain_one.caption.text("fr")


def test_the_line_of_weeks_is_cut_at_a_break_and_only_labelled_events_are_named(drawn):
    from diagnostic.charts.canvas import NAVY

    lines = re.findall(rf"stroke: {NAVY.lower()}; stroke-width: 1.5", drawn["answer_weeks"].images["fr"])
    assert len(lines) == 2
    assert plain(drawn["answer_weeks"].caption).endswith("Traits verticaux : Nouveau standard (a).")
    assert ">a<" in drawn["answer_weeks"].images["fr"] and ">b<" not in drawn["answer_weeks"].images["fr"]
    whole = reach.charts.weeks(["fr"], weekly(cut=16), 0.85)
    assert "rupture" in drawn["answer_weeks"].caption.text("fr") and "rupture" not in whole.caption.text("fr")
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
