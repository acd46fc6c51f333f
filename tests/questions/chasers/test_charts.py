"""The picture of chasers by the age of their case."""

from __future__ import annotations

import re

import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import chasers
from diagnostic.wording import LANGUAGES

AGES = Disclosed(
    {
        "clock": "due",
        "first_day": [-10, -5, 0],
        "last_day": [-5, 0, 10],
        "chasers": [20, 30, 40],
        "months": [50.0, 50.0, 40.0],
        "rate": [40.0, 60.0, 100.0],
        "usual": 3.0,
    }
)


def charts():
    yield chasers.charts.ages(LANGUAGES, AGES)


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_chasers_turn_rust_on_the_announced_date(drawn):
    from diagnostic.charts.canvas import NAVY, RUST

    bars = {colour: len(re.findall(f"fill: {colour.lower()}", drawn["ages"].images["fr"])) for colour in (NAVY, RUST)}
    assert bars == {NAVY: 2 + 1, RUST: 1 + 1}  # and a word of each


def test_a_chart_without_data_is_not_drawn():
    assert chasers.charts.ages(["fr"], AGES.iloc[:1]) is None
