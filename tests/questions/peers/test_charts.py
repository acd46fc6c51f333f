"""The picture of a town among its peers."""

from __future__ import annotations

import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import peers
from diagnostic.wording import LANGUAGES

PEERS = Disclosed({"weekly_minutes": [600, 1200, 1800], "town_halls": [20, 50, 30]})
STANDING = Disclosed({"indicator": ["opening.weekly_hours", "opening.peer_percentile"], "scope": "all", "value": [25.0, 0.7]})


def charts():
    yield peers.charts.standing(LANGUAGES, STANDING, PEERS)


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_the_peers_are_counted_by_length_of_week_and_half_of_them_lie_at_the_median_or_below(drawn):
    standing = drawn["standing"]
    assert standing.data.rows == [[10.0, 20], [20.0, 50], [30.0, 30]]
    assert standing.alt.values["median"].value == 20.0
    assert standing.alt.values["share"].value == 0.7


def test_a_chart_without_data_is_not_drawn():
    assert peers.charts.standing(["fr"], STANDING.assign(value=float("nan")), PEERS) is None
