"""The picture of changes of channel."""

from __future__ import annotations

import numpy as np
import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import paths
from diagnostic.wording import LANGUAGES

PATHS = Disclosed([[50.0, 20.0], [np.nan, 30.0]], index=["phone", "email"], columns=["phone", "email"])


def charts():
    yield paths.charts.transitions(LANGUAGES, PATHS)


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_a_hidden_cell_of_the_paths_says_so_and_the_most_frequent_change_is_named(drawn):
    paths = drawn["transitions"]
    assert "masqué" in paths.images["fr"]
    assert (paths.alt.values["before"].key, paths.alt.values["now"].key) == ("words.channel.phone", "words.channel.email")


def test_a_chart_without_data_is_not_drawn():
    assert paths.charts.transitions(["fr"], PATHS * 0) is None


def test_a_channel_of_which_no_figure_may_be_shown_is_left_out_and_the_caption_says_so(drawn):
    names = ["phone", "email", "letter"]
    wide = Disclosed([[50.0, 20.0, np.nan], [0.0, 30.0, 0.0], [np.nan, 0.0, np.nan]], index=names, columns=names)
    chart = paths.charts.transitions(["fr"], wide)
    assert "Courrier" not in chart.images["fr"] and "masqué" not in chart.images["fr"]
    assert "laissés" in chart.caption.text("fr") and "masqué" not in chart.caption.text("fr")
    assert "laissés" not in drawn["transitions"].caption.text("fr") and "masqué" in drawn["transitions"].caption.text("fr")
