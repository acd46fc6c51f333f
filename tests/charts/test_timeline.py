"""Lines over time: no line runs over a break, no label over another."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.charts import timeline
from diagnostic.engagement import Event

EVENTS = (Event(date=dt.date(2025, 4, 1), kind="change", label="Nouvel outil"), Event(date=dt.date(2025, 4, 20), kind="break"))


def test_no_line_runs_over_a_break():
    series = timeline.broken(pd.Series(1.0, index=pd.date_range("2025-01-01", "2025-06-30")), EVENTS)
    assert series[series.isna()].index.tolist() == [pd.Timestamp("2025-04-20")]


@pytest.mark.parametrize(
    ("places", "levels"),
    [
        ([0.1, 0.5], [0, 0]),
        ([0.1, 0.2, 0.3], [2, 1, 0]),
        ([0.3, 0.95], [0, 0]),
        ([0.6, 0.95], [0, 1]),
        ([0.68, 0.95], [0, 1]),
        ([0.2, 0.9, 0.95], [0, 0, 1]),
        ([], []),
    ],
)
def test_labels_of_events_lie_over_no_other_label_and_no_line(places, levels):
    assert timeline._levels(places) == levels
