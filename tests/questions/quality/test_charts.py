"""The picture of the data: gaps and jumps apart from ordinary weeks."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import quality
from diagnostic.wording import LANGUAGES


def charts():
    mondays = pd.date_range("2025-01-06", periods=20, freq="7D")
    weekly = Disclosed({"source": "appels", "week": mondays, "records": 40}).drop(index=[7, 8])
    empty = Disclosed({"source": ["appels"], "start": [mondays[7]], "weeks": [2], "usual": [40.0]})
    sudden = Disclosed({"source": ["appels"], "week": [mondays[12]], "before": [40.0], "after": [90.0]})
    yield quality.charts.weeks(LANGUAGES, weekly, empty, sudden, {"appels": "appels.csv", "offre": "offre.csv"})


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_the_picture_of_the_data_shows_gaps_and_jumps_apart_from_ordinary_weeks(drawn):
    from diagnostic.charts.canvas import NAVY, PALE_RUST, RUST

    picture = drawn["data"]
    bars = {colour: len(re.findall(f"fill: {colour.lower()}", picture.images["fr"])) for colour in (NAVY, RUST, PALE_RUST)}
    assert bars == {NAVY: 17, RUST: 1, PALE_RUST: 1}
    assert picture.data.rows == [["appels.csv", 18 * 40, 18, 2]]


def test_the_caption_speaks_of_gaps_and_jumps_only_where_some_are_drawn(drawn):
    mondays = pd.date_range("2025-01-06", periods=20, freq="7D")
    weekly = Disclosed({"source": "appels", "week": mondays, "records": 40})
    none = Disclosed(columns=["source", "start", "weeks", "usual"]), Disclosed(columns=["source", "week", "before", "after"])
    even = quality.charts.weeks(["fr"], weekly, *none, {"appels": "appels.csv"})
    for word in ("accent", "fond clair"):
        assert word in drawn["data"].caption.text("fr") and word not in even.caption.text("fr")
