"""Charts of the flow: drawn in every language, small counts left out, breaks drawn as breaks."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from diagnostic.charts.canvas import RUST
from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import flow
from diagnostic.wording import LANGUAGES
from tests.questions.sentences import shows

EVENTS = (
    Event(date=dt.date(2025, 3, 10), kind="peak", label="Courrier sur les nouveaux tarifs de la cantine"),
    Event(date=dt.date(2025, 4, 1), kind="change", label="Nouvel outil"),
    Event(date=dt.date(2025, 4, 20), kind="break"),
)
DAYS = pd.date_range("2025-01-01", "2025-06-30")
DAILY = Disclosed(
    {"day": DAYS, "opened": 5, "ended": 4, "by_tool": 0, "backlog": np.arange(len(DAYS)) + 20, "without": np.arange(len(DAYS)) + 20}
)
MONTHLY = Disclosed(
    {
        "since": pd.to_datetime(["2025-01-01", "2025-02-01"]),
        "start": [20, 50],
        "opened": [150, None],
        "ended": [120, 0],
        "by_tool": [0, 0],
        "lowest": [20, 45],
        "highest": [52, 60],
        "backlog": [50, 60],
    }
)
PROCEDURES = Disclosed(
    {"procedure": ["A", "B"], "start": [80, 60], "opened": [500, 400], "ended": [520, 340], "by_tool": [None, 0], "end": [60, 120]}
).assign(grown=[False, True])
WEEKLY = Disclosed({"week": pd.date_range("2025-01-06", periods=20, freq="7D"), "opened": 35, "ended": 28, "by_tool": 0, "backlog": 30})
AGES = Disclosed({"since": [0, 30, 90], "until": [30.0, 90.0, None], "cases": [40, 30, 20], "late": [0.0, 12.0, 20.0]})


def drawn():
    yield flow.charts.backlog(LANGUAGES, DAILY, MONTHLY, EVENTS)
    yield flow.charts.backlog(LANGUAGES, DAILY.assign(without=DAILY["backlog"] + 30), MONTHLY, EVENTS)
    yield flow.charts.procedures(LANGUAGES, PROCEDURES)
    yield flow.charts.weeks(LANGUAGES, WEEKLY, EVENTS)
    yield flow.charts.ages(LANGUAGES, AGES)


@pytest.mark.parametrize("chart", list(drawn()), ids=lambda chart: chart.name)
def test_each_is_drawn_in_every_language_and_says_what_it_shows(chart):
    shows(chart)


def test_nothing_is_drawn_without_data():
    assert flow.charts.backlog(LANGUAGES, DAILY.iloc[:0], MONTHLY.iloc[:0], ()) is None
    assert flow.charts.weeks(LANGUAGES, WEEKLY.iloc[:0], ()) is None
    assert flow.charts.ages(LANGUAGES, AGES.iloc[:0]) is None
    assert flow.charts.ages(LANGUAGES, AGES.iloc[:1].assign(until=None)) is None  # "more than 0 days"


def test_a_stock_or_weeks_too_small_to_be_told_are_not_drawn():
    assert flow.charts.backlog(LANGUAGES, DAILY.assign(backlog=np.nan), MONTHLY, ()) is None
    assert flow.charts.weeks(LANGUAGES, WEEKLY.assign(opened=np.nan), ()) is None


def test_a_small_count_is_left_out_of_the_table_and_none_is_told():
    rows = flow.charts.backlog(["fr"], DAILY, MONTHLY, ()).data.rows
    assert rows == [["2025-01-01", 20.0, 150.0, 120.0, 0.0, 20.0, 52.0, 50.0], ["2025-02-01", 50.0, None, 0.0, 0.0, 45.0, 60.0, 60.0]]


def test_a_line_of_its_own_is_drawn_where_a_tool_closed_cases_alone():
    plain, closed = (flow.charts.backlog(["fr"], DAILY.assign(without=DAILY["backlog"] + more), MONTHLY, ()) for more in (0, 30))
    assert "clôtures faites par" not in plain.images["fr"] and "clôtures faites par" in closed.images["fr"]


def test_the_accent_marks_the_stock_that_grew_beyond_chance_alone_and_the_caption_names_it_where_drawn():
    one, none = (flow.charts.procedures(["fr"], PROCEDURES.assign(grown=grown)) for grown in ([False, True], False))
    assert RUST.lower() in one.images["fr"] and RUST.lower() not in none.images["fr"]
    assert len(re.findall(f"stroke: {RUST.lower()}; stroke-width: 2.2", one.images["fr"])) == 1
    assert "accent" in one.caption.text("fr") and "accent" not in none.caption.text("fr")
    assert "outil" not in one.caption.text("fr")
    by_tool = flow.charts.procedures(["fr"], PROCEDURES.assign(by_tool=[30, 0]))
    assert "clôtures faites par l’outil comprises" in by_tool.caption.text("fr")


def test_late_requests_are_a_column_of_their_own_where_there_are_any():
    some, none = flow.charts.ages(["fr"], AGES), flow.charts.ages(["fr"], AGES.assign(late=0.0))
    assert "Hors délai" in some.images["fr"] and "Hors délai" not in none.images["fr"]
    assert "accent" in some.caption.text("fr") and "accent" not in none.caption.text("fr")
    assert "couleur" in some.alt.text("fr") and "couleur" not in none.alt.text("fr")


def test_events_are_named_in_full_under_the_picture():
    shown = flow.charts.backlog(LANGUAGES, DAILY, MONTHLY, EVENTS)
    assert "Courrier sur les nouveaux tarifs de la cantine (a) et Nouvel outil (b)" in shown.caption.text("fr")
    assert "Vertical lines" in shown.caption.text("en")
    assert "Traits verticaux" not in flow.charts.backlog(LANGUAGES, DAILY, MONTHLY, ()).caption.text("fr")


def test_the_procedure_that_grew_most_stands_first_and_a_single_one_is_not_drawn():
    assert [row[0] for row in flow.charts.procedures(["fr"], PROCEDURES).data.rows] == ["B", "A"]
    assert flow.charts.procedures(["fr"], PROCEDURES.iloc[:1]) is None
