"""A service desk's tickets: callers who come back on the same category, and how long a ticket takes."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import random
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
    columns:
      case_id: number
      opened_at: opened_at
      closed_at: closed_at
      user_id: caller_id
      procedure: category
      channel: contact_type
      reopen_count: "last:reopen_count"
    dates: "%d/%m/%Y %H:%M"
    values: {channel: {Phone: phone, Email: email, Self service: web_form, IVR: phone, Direct opening: other}}
"""
LOG = """
client: {name: Service desk, languages: [en], timezone: UTC, holidays: US}
period: {start: 2016-03-01, end: 2016-05-31, extract_date: 2017-02-20}
sources:
  - file: data/log.csv
    table: contacts
    columns: {source_id: number, occurred_at: opened, user_id: caller, topic: category}
    dates: "%Y-%m-%d %H:%M:%S"
    channel: other
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


@pytest.fixture(scope="module")
def log(diagnose, tickets, tmp_path_factory):
    """The same tickets as a log of contacts: openings of requests alone do not say that somebody came back."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["number", "opened", "caller", "category"])
        rows.writerows([order, opened, caller, category] for opened, order, caller, category, _ in tickets)
    return diagnose("uci_log", str(path), LOG)


def in_period(opened):
    return dt.datetime(2016, 3, 1) <= opened < dt.datetime(2016, 6, 1)


def test_openings_of_requests_alone_tell_of_no_repeat(town):
    assert town.row("repeat.rate")["status"] == "not_measurable"


def test_repeats_equal_a_walk_through_each_callers_tickets(log, tickets):
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
    row = log.row("repeat.rate")
    assert (row["denominator"], row["numerator"]) == (eligible, repeated)
    assert row["low"] < row["value"] < row["high"]


def walked(tickets):
    """Every ticket of a known caller and category, with the gaps to the caller's tickets of the category before and after."""
    named = [ticket for ticket in tickets if "?" not in ticket[2:4]]
    met = defaultdict(list)
    for opened, order, caller, category, *_ in named:
        met[caller, category].append((opened, order))
    gaps = {}
    for moments in met.values():
        for place, (opened, order) in enumerate(moments):
            before = opened - moments[place - 1][0] if place else None
            after = moments[place + 1][0] - opened if place + 1 < len(moments) else None
            gaps[order] = before, after
    return [(opened, *gaps[order]) for opened, order, *_ in named]


def test_every_window_shares_the_tickets_that_have_thirty_days_behind_them(log, tickets):
    first = min(opened for opened, *_ in tickets)
    eligible = [before for opened, before, _ in walked(tickets) if in_period(opened) and opened - first >= dt.timedelta(days=30)]
    for days in (1, 3, 7, 15, 30):
        repeated = sum(before is not None and before <= dt.timedelta(days=days) for before in eligible)
        row = log.row("repeat.rate", f"window={days}")
        assert (row["denominator"], row["numerator"]) == (len(eligible), repeated)


def test_tickets_followed_by_another_are_those_with_a_week_of_data_after_them(log, tickets):
    last = max(opened for opened, *_ in tickets)
    followable = [after for opened, _, after in walked(tickets) if in_period(opened) and last - opened >= WEEK]
    row = log.row("repeat.forward_rate")
    assert (row["denominator"], row["numerator"]) == (len(followable), sum(after is not None and after <= WEEK for after in followable))


def test_shuffled_dates_give_the_part_that_chance_would(log, tickets):
    """Twenty shuffles of the opening dates among the tickets of a category, by another generator than the kit's."""
    random.seed(5)
    first = min(opened for opened, *_ in tickets)
    known = defaultdict(lambda: ([], []))
    for opened, _, caller, category, _ in tickets:
        if "?" not in (caller, category):
            known[category][0].append(opened)
            known[category][1].append((caller, category))
    rates = []
    for _ in range(20):
        previous, eligible, repeated = {}, 0, 0
        dealt = [pair for stamps, named in known.values() for pair in zip(random.sample(stamps, len(stamps)), named, strict=True)]
        for opened, pair in sorted(dealt):
            before = previous.get(pair)
            previous[pair] = opened
            if in_period(opened) and opened - first >= WEEK:
                eligible += 1
                repeated += before is not None and opened - before <= WEEK
        rates.append(repeated / eligible)
    expected = log.row("repeat.rate")["value"] - sum(rates) / len(rates)
    assert log.row("repeat.excess_rate")["value"] == pytest.approx(expected, abs=0.004)


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


def test_reopened_tickets_are_those_whose_last_line_says_so(town):
    last = {}
    with gzip.open(DATA / FILE, "rt", encoding="utf-8") as lines:
        for event in csv.DictReader(lines):
            last[event["number"]] = (dt.datetime.strptime(event["closed_at"], "%d/%m/%Y %H:%M"), int(event["reopen_count"]))
    closed = [count for at, count in last.values() if in_period(at)]
    row = town.row("processing.reopened_share")
    assert (row["numerator"], row["denominator"]) == (sum(count > 0 for count in closed), len(closed))


def test_every_figure_of_the_report_is_accounted_for(town):
    assert town.unaccounted() == []
