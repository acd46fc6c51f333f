"""The picture of a town among its peers."""

from __future__ import annotations

import pytest

from diagnostic.charts.canvas import Words
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


@pytest.mark.parametrize("here", [12.0, 25.0, 34.0])
def test_the_median_and_the_town_are_named_where_they_stand_and_neither_lies_over_the_other(here, monkeypatch):
    from itertools import combinations

    from matplotlib.figure import Figure

    painted = {}
    monkeypatch.setattr(peers.charts, "draw", lambda name, languages, paint, *rest, **more: painted.update(paint=paint))
    peers.charts.standing(["fr"], STANDING.assign(value=[here, 0.7]), PEERS)
    figure = Figure(figsize=(6.5, 2.2), layout="constrained")
    axes = figure.subplots()
    painted["paint"](axes, Words("standing", "fr"))
    figure.draw_without_rendering()
    words = {text.get_text().replace("\u00a0", " "): text.get_window_extent() for text in axes.texts}
    assert any(word.startswith("médiane : 20 h") for word in words) and any(word.startswith("La collectivité") for word in words)
    assert not [pair for pair in combinations(words.values(), 2) if pair[0].overlaps(pair[1])]
