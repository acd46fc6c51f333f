"""Charts of channels: their shares, and each month of the span in its place."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from diagnostic.engagement import Event
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import channels
from diagnostic.wording import LANGUAGES

CHANNELS = Disclosed(
    {
        "channel": ["phone", "email", "counter"],
        "value": [0.5, 0.2, 0.3],
        "low": [0.45, 0.18, 0.25],
        "high": [0.55, 0.22, 0.35],
        "numerator": [500.0, 200.0, 300.0],
        "denominator": 1000.0,
        "scope": ["channel=phone", "channel=email", "channel=counter"],
    }
)


def charts():
    months = pd.concat([CHANNELS.assign(time=f"2025-{month:02d}") for month in (1, 2, 3)])
    yield channels.charts.shares(LANGUAGES, CHANNELS)
    yield channels.charts.months(LANGUAGES, CHANNELS.assign(time="2025-Q2"))
    yield channels.charts.months(LANGUAGES, months, [Event(date=dt.date(2025, 2, 10), kind="peak", label="Envoi")])


def monthly(counts):
    rows = [CHANNELS.iloc[:1].assign(time=month, numerator=count) for month, count in counts.items()]
    return channels.charts.months(["fr"], pd.concat(rows))


def test_every_month_of_the_span_has_its_place_and_a_hidden_or_absent_one_breaks_the_line():
    whole = monthly({"2025-01": 50.0, "2025-02": 60.0, "2025-03": 70.0, "2025-04": 80.0})
    broken = monthly({"2025-01": 50.0, "2025-02": np.nan, "2025-04": 80.0})

    def strokes(chart):
        return re.search(r'<path d="([^"]*)" [^>]*stroke: #062a43', chart.images["fr"]).group(1)

    for month in ("janv.", "févr.", "mars", "avr."):
        assert month in broken.images["fr"]
    assert "L" in strokes(whole) and "L" not in strokes(broken)
    assert "masqués" in broken.caption.text("fr") and "masqués" not in whole.caption.text("fr")


def test_quarters_stand_for_months_where_these_are_too_fine_and_say_so():
    chart = monthly({"2025-Q1": 50.0, "2025-Q2": 90.0, "2025-Q4": 80.0})
    for time in ("T1", "T2", "T3", "T4"):
        assert f">{time}<" in chart.images["fr"]
    assert "trimestre" in chart.caption.text("fr") and "mois" not in chart.caption.text("fr")
    assert chart.alt.text("fr").endswith("Le trimestre le plus chargé est le deuxième.")
    assert chart.data.column("time") == ["words.quarter.1", "words.quarter.2", "words.quarter.4"]
    assert ">T1</td><td>2025</td>" in chart.data.html("fr")


def test_a_chart_without_data_is_not_drawn():
    assert channels.charts.shares(["fr"], CHANNELS.iloc[:0]) is None
