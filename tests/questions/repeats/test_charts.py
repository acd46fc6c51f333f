"""Charts of repeats: each channel shared out, and windows."""

from __future__ import annotations

import numpy as np
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


def test_what_is_said_of_the_curve_its_range_and_the_window_retained_is_drawn(drawn):
    split = drawn["split"]
    assert "n = 900" in split.images["fr"].replace("\u00a0", " ")
    assert "À droite" in split.caption.text("fr") and "l’écart" in split.caption.text("fr") and "à côté" in split.alt.text("fr")
    alone = repeats.charts.split(["fr"], ORIGINS, WINDOWS.assign(value=np.nan), 7)
    assert "À droite" not in alone.caption.text("fr") and "à côté" not in alone.alt.text("fr")
    bare = repeats.charts.split(["fr"], ORIGINS, WINDOWS.assign(low=np.nan, high=np.nan), 7)
    assert "À droite" in bare.caption.text("fr") and "l’écart" not in bare.caption.text("fr")
    other = repeats.charts.windows(["fr"], WINDOWS.assign(denominator=400.0), WINDOWS, 14)
    assert "accent" in drawn["windows"].caption.text("fr") and "accent" not in other.caption.text("fr")
