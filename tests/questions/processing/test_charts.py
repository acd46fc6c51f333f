"""Charts of processing times: the bars of procedures and the curve of closings."""

from __future__ import annotations

import numpy as np

from diagnostic.charts.canvas import RUST
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import processing
from diagnostic.wording import LANGUAGES

PROCEDURES = Disclosed({"procedure": ["Passeport", "Permis"], "value": [10.0, 40.0], "denominator": [300.0, 100.0]})


def charts():
    days = np.arange(50.0)
    curve = Disclosed({"days": days, "share": days / 60, "low": days / 70, "high": days / 55, "waiting": days % 10 == 0})
    yield processing.charts.ranges(LANGUAGES, PROCEDURES, PROCEDURES.assign(value=[25.0, None]), {"passeport": 20.0})
    yield processing.charts.curve(LANGUAGES, curve)


def test_many_long_procedures_leave_room_for_their_bars():
    many = Disclosed({"procedure": [f"{n} " + "démarche " * 14 for n in range(40)], "value": 5.0, "denominator": 100.0})
    chart = processing.charts.ranges(["fr"], many, many.assign(value=9.0), {})
    assert chart.images["fr"].count("…") == len(chart.data.rows) == 15


def test_a_chart_without_data_is_not_drawn():
    assert processing.charts.ranges(["fr"], PROCEDURES.iloc[:0], PROCEDURES.iloc[:0], {}) is None


def test_the_curve_of_a_city_is_as_light_as_that_of_a_town():
    days = np.arange(200_000) / 1_000
    points = Disclosed({"days": days, "share": days / 200, "low": days / 210, "high": days / 190, "waiting": days > 100})
    chart = processing.charts.curve(("fr",), points)
    assert len(chart.images["fr"]) < 600_000
    assert chart.data.rows[-1][:2] == [199.999, days[-1] / 200]


def test_a_curve_without_a_case_that_waits_is_drawn():
    days = np.arange(50.0)
    points = Disclosed({"days": days, "share": days / 60, "low": days / 70, "high": days / 55, "waiting": 0})
    assert processing.charts.curve(("fr",), points)


def test_the_part_of_a_bar_beyond_the_promise_is_in_the_accent_and_named_where_drawn():
    late = processing.charts.ranges(["fr"], PROCEDURES, PROCEDURES.assign(value=[25.0, 50.0]), {"passeport": 20.0})
    kept = processing.charts.ranges(["fr"], PROCEDURES, PROCEDURES.assign(value=[25.0, 50.0]), {"passeport": 30.0})
    assert RUST.lower() in late.images["fr"] and "accent" in late.caption.text("fr")
    assert RUST.lower() not in kept.images["fr"] and "accent" not in kept.caption.text("fr") and "promis" in kept.caption.text("fr")


def test_marks_of_open_requests_are_told_only_where_drawn():
    days = np.arange(50.0)
    points = Disclosed({"days": days, "share": days / 60, "low": np.nan, "high": np.nan, "waiting": days % 10 == 0})
    waiting, none = (processing.charts.curve(("fr",), points.assign(waiting=more)) for more in (points["waiting"], 0))
    assert "Marques grises" in waiting.caption.text("fr") and "Marques grises" not in none.caption.text("fr")
    assert "bande" not in waiting.caption.text("fr")
