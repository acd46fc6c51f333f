"""A service desk's tickets: callers who come back on the same category, and how long a ticket takes."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections import defaultdict

import pandas as pd
import pytest

from .conftest import DATA

pytestmark = pytest.mark.long
FILE = "uci_incidents/incident_event_log.csv.gz"
SETTINGS = """
client: {name: Service desk, languages: [en], timezone: UTC, holidays: US}
period: {start: 2016-03-01, end: 2016-05-31, extract_date: 2017-02-20}
sources:
  - file: data/incident_event_log.csv.gz
    table: cases
    columns: {case_id: number, opened_at: opened_at, closed_at: closed_at, user_id: caller_id, procedure: category, channel: contact_type}
    dates: "%d/%m/%Y %H:%M"
    values: {channel: {Phone: phone, Email: email, Self service: web_form, IVR: phone, Direct opening: other}}
"""
WEEK = dt.timedelta(days=7)


@pytest.fixture(scope="module")
def town(diagnose):
    return diagnose("uci", FILE, SETTINGS)


@pytest.fixture(scope="module")
def tickets():
    if not (DATA / FILE).exists():
        pytest.skip(f"the public data are not here: {FILE}")
    found = {}
    with gzip.open(DATA / FILE, "rt", encoding="utf-8") as lines:
        for event in csv.DictReader(lines):
            found.setdefault(event["number"], event)
    assert len(found) == 24_918
    made = []
    for order, event in enumerate(found.values()):
        opened, closed = (dt.datetime.strptime(event[name], "%d/%m/%Y %H:%M") for name in ("opened_at", "closed_at"))
        made.append((opened, order, event["caller_id"], event["category"], closed))
    return sorted(made)


def in_period(opened):
    return dt.datetime(2016, 3, 1) <= opened < dt.datetime(2016, 6, 1)


def test_repeats_equal_a_walk_through_each_callers_tickets(town, tickets):
    first = min(opened for opened, *_ in tickets)
    eligible = repeated = 0
    previous = defaultdict(lambda: None)
    for opened, _, caller, category, _ in tickets:
        if "?" in (caller, category):
            continue
        before = previous[caller, category]
        previous[caller, category] = opened
        if in_period(opened) and opened - first >= WEEK:
            eligible += 1
            repeated += before is not None and opened - before <= WEEK
    row = town.row("repeat.rate")
    assert (row["denominator"], row["numerator"]) == (eligible, repeated)
    assert row["low"] < row["value"] < row["high"]


def test_a_share_whose_complement_is_a_handful_of_people_is_hidden(town, tickets):
    unknown = [caller for opened, _, caller, *_ in tickets if in_period(opened) and caller == "?"]
    assert 1 <= len(unknown) <= 10
    row = town.row("repeat.identified_share")
    assert row["status"] == "suppressed"
    assert pd.isna(row["value"]) and pd.isna(row["numerator"])


def test_median_processing_time_equals_the_sorted_middle(town, tickets):
    durations = sorted((closed - opened).total_seconds() / 86_400 for opened, *_, closed in tickets if in_period(opened))
    row = town.row("processing.closed_only_p50")
    middle = len(durations) // 2
    median = durations[middle] if len(durations) % 2 else (durations[middle - 1] + durations[middle]) / 2
    assert row["value"] == pytest.approx(median, abs=1e-4)


def test_every_figure_of_the_report_is_accounted_for(town):
    assert town.unaccounted() == []
