"""Lines over time: no line runs over a break, each event has its letter, none over another."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from diagnostic.charts import timeline
from diagnostic.engagement import Event

EVENTS = (Event(date=dt.date(2025, 4, 1), kind="change", label="Nouvel outil"), Event(date=dt.date(2025, 4, 20), kind="break"))
YEAR = pd.Timestamp("2025-01-01"), pd.Timestamp("2025-12-31")


def test_no_line_runs_over_a_break():
    series = timeline.broken(pd.Series(1.0, index=pd.date_range("2025-01-01", "2025-06-30")), EVENTS)
    assert series[series.isna()].index.tolist() == [pd.Timestamp("2025-04-20")]


@pytest.mark.parametrize("places", [[0.1, 0.5], [0.1, 0.11, 0.12], [0.995, 0.999, 1.0], list(np.linspace(0, 1, 26)), []])
def test_no_letter_lies_over_another(places):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.5, 2.6))
    axes = figure.subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    timeline.mark(axes, [(place, place) for place in places])
    assert [text.get_text() for text in axes.texts] == list("abcdefghijklmnopqrstuvwxyz"[: len(places)])
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_letters_are_those_of_the_labels_in_the_order_of_their_days():
    dated = [
        Event(date=dt.date(2025, 9, 1), kind="peak", label="Rentrée"),
        *EVENTS,
        Event(date=dt.date(2024, 9, 1), kind="peak", label="Avant"),
    ]
    named = timeline.named(timeline.labelled(dated, *YEAR))
    assert named.text("fr").replace("\u00a0", " ") == " Traits verticaux : Nouvel outil (a) et Rentrée (b)."
    assert timeline.named([]) == ""
