"""Charts of the flow and of the steps: drawn in every language, small counts left out, breaks drawn as breaks."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from diagnostic.charts import timeline
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import flow, stages
from diagnostic.wording import LANGUAGES

EVENTS = (
    Event(date=dt.date(2025, 3, 10), kind="peak", label="Courrier sur les nouveaux tarifs de la cantine"),
    Event(date=dt.date(2025, 4, 1), kind="change", label="Nouvel outil"),
    Event(date=dt.date(2025, 4, 20), kind="break"),
)
DAYS = pd.date_range("2025-01-01", "2025-06-30")
DAILY = Disclosed({"day": DAYS, "opened": 5, "ended": 4, "by_tool": 0, "backlog": np.arange(len(DAYS)) + 20})
MONTHLY = Disclosed({"month": ["2025-01", "2025-02"], "opened": [150, None], "ended": [120, 0], "by_tool": [0, 0], "backlog": [50, 60]})
WEEKLY = Disclosed({"week": pd.date_range("2025-01-06", periods=20, freq="7D"), "opened": 35, "ended": 28, "by_tool": 0, "backlog": 30})
AGES = Disclosed({"since": [0, 30, 90], "until": [30.0, 90.0, None], "cases": [40, 30, 20], "late": [0.0, 12.0, 20.0]})
HELD = Disclosed(
    {
        "activity": ["Dépôt", "Pièce demandée", "Dépôt", None],
        "held": ["within", "user", "between", "within"],
        "days": [50.0, 30.0, 15.0, 5.0],
    }
)


def drawn():
    yield flow.charts.backlog(LANGUAGES, DAILY, MONTHLY, EVENTS)
    yield flow.charts.weeks(LANGUAGES, WEEKLY, EVENTS)
    yield flow.charts.ages(LANGUAGES, AGES)
    yield stages.charts.stages(LANGUAGES, HELD)


@pytest.mark.parametrize("chart", list(drawn()), ids=lambda chart: chart.name)
def test_each_is_drawn_in_every_language_and_says_what_it_shows(chart):
    for language in LANGUAGES:
        assert chart.images[language].startswith("<svg")
        assert len(chart.alt.text(language)) > 40
        assert chart.caption.text(language)
        assert chart.data.html(language)
        assert not re.search(r"\bnan\b", chart.images[language] + chart.data.html(language), re.I)


def test_nothing_is_drawn_without_data():
    assert flow.charts.backlog(LANGUAGES, DAILY.iloc[:0], MONTHLY.iloc[:0], ()) is None
    assert flow.charts.weeks(LANGUAGES, WEEKLY.iloc[:0], ()) is None
    assert flow.charts.ages(LANGUAGES, AGES.iloc[:0]) is None
    assert flow.charts.ages(LANGUAGES, AGES.iloc[:1].assign(until=None)) is None  # "more than 0 days"
    assert stages.charts.stages(LANGUAGES, HELD.iloc[:0]) is None


def test_a_stock_or_weeks_too_small_to_be_told_are_not_drawn():
    assert flow.charts.backlog(LANGUAGES, DAILY.assign(backlog=np.nan), MONTHLY, ()) is None
    assert flow.charts.weeks(LANGUAGES, WEEKLY.assign(opened=np.nan), ()) is None


def test_a_small_count_is_left_out_of_the_table_and_none_is_told():
    rows = flow.charts.backlog(["fr"], DAILY, MONTHLY, ()).data.rows
    assert rows == [["2025-01", 150.0, 120.0, 0.0, 50.0], ["2025-02", None, 0.0, 0.0, 60.0]]


def test_no_line_runs_over_a_break():
    series = timeline.broken(pd.Series(1.0, index=DAYS), EVENTS)
    assert series[series.isna()].index.tolist() == [pd.Timestamp("2025-04-20")]


@pytest.mark.parametrize(
    ("places", "levels"),
    [
        ([0.1, 0.5], [0, 0]),
        ([0.1, 0.2, 0.3], [2, 1, 0]),
        ([0.3, 0.95], [0, 0]),
        ([0.6, 0.95], [0, 1]),
        ([0.68, 0.95], [0, 1]),
        ([0.2, 0.9, 0.95], [0, 0, 1]),
        ([], []),
    ],
)
def test_labels_of_events_lie_over_no_other_label_and_no_line(places, levels):
    assert timeline._levels(places) == levels
