"""Charts of repeats: each channel shared out, and windows."""

from __future__ import annotations

import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import repeats
from diagnostic.wording import LANGUAGES

ORIGINS = Disclosed(
    {
        "channel": ["all", "phone", "email"],
        "eligible": [900, 600, 300],
        "first": [700, 480, 220],
        "redialled": [60, 60, 0],
        "repeated": [140, 60, 80],
    }
)
WINDOWS = Disclosed({"window": ["1", "7", "30"], "value": [0.1, 0.2, 0.3], "low": [0.09, 0.19, 0.29], "high": [0.11, 0.21, 0.31]})


def charts():
    yield repeats.charts.split(LANGUAGES, ORIGINS, WINDOWS, 7)
    yield repeats.charts.windows(LANGUAGES, WINDOWS.assign(denominator=400.0), WINDOWS.assign(value=[0.05, 0.12, 0.2]), 7)


@pytest.fixture(scope="module")
def drawn():
    return {chart.name: chart for chart in charts()}


def test_the_bars_of_contacts_share_out_each_channel(drawn):
    for _, contacts, *parts in drawn["split"].data.rows:
        assert sum(parts) == pytest.approx(1) and contacts in (900, 600, 300)
    assert drawn["split"].alt.values["share"].value == pytest.approx(140 / 900)


def test_a_chart_without_data_is_not_drawn():
    assert repeats.charts.split(["fr"], ORIGINS.iloc[:0], WINDOWS, 7) is None
