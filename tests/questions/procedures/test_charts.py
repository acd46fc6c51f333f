"""The picture of the procedures: names beside their points, none over another."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from diagnostic.charts.canvas import Words
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import procedures
from diagnostic.wording import LANGUAGES

PROCEDURES = Disclosed({"procedure": ["A", "B", "C", "D"], "contacts": [400.0, 300, 200, 100], "repeat_rate": [0.3, 0.1, 0.4, 0.05]})


def test_what_is_much_asked_for_and_asked_again_stands_out_in_every_language():
    chart = procedures.charts.quadrant(LANGUAGES, procedures.quadrant(PROCEDURES, 0.2), 0.2)
    assert chart.alt.values["heavy"].value == 1  # A: B is seldom repeated, C little asked for
    for language in LANGUAGES:
        ElementTree.fromstring(chart.images[language])
    assert chart.data.rows[0] == ["A", 400.0, 0.3]
    assert "accent" in chart.caption.text("fr")
    none = procedures.charts.quadrant(["fr"], procedures.quadrant(PROCEDURES, 0.9), 0.9)
    assert "accent" not in none.caption.text("fr")


def test_the_rate_of_all_is_written_clear_of_every_name_and_point(monkeypatch):
    from matplotlib.figure import Figure

    painted = {}
    monkeypatch.setattr(procedures.charts, "draw", lambda name, languages, paint, *rest, **more: painted.update(paint=paint))
    close = Disclosed(
        {"procedure": ["Carte d'identité", "Voirie", "Cantine"], "contacts": [400.0, 390, 100], "repeat_rate": [0.19, 0.2, 0.3]}
    )
    procedures.charts.quadrant(["fr"], procedures.quadrant(close, 0.19), 0.19)
    figure = Figure(figsize=(6.5, 3.2), layout="constrained")
    axes = figure.subplots()
    painted["paint"](axes, Words("quadrant", "fr"))
    figure.draw_without_rendering()
    label, *names = (text.get_window_extent() for text in axes.texts)
    assert len(names) == 3 and not label.count_overlaps(names)
    assert not [point for point in axes.collections[0].get_offsets() if label.padded(3).contains(*axes.transData.transform(point))]
    assert figure.bbox.x1 >= label.x1


@pytest.mark.parametrize(("listed", "rate"), [(PROCEDURES.head(1), 0.2), (PROCEDURES, None)])
def test_one_procedure_or_no_rate_makes_no_picture(listed, rate):
    assert procedures.charts.quadrant(["fr"], procedures.quadrant(listed, rate), rate) is None


def test_the_channels_of_a_procedure_are_bars():
    cells = Disclosed({"channel": ["phone", "email"], "contacts": [30.0, 10.0], "share": [0.75, 0.25]})
    assert procedures.charts.channels(["fr"], cells).alt.values["share"].value == 0.75
    assert procedures.charts.channels(["fr"], cells.iloc[:0]) is None
