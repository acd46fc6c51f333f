"""Vancouver's requests: opened at an instant with its UTC offset, closed on a day. Read in UTC, 306 would close before they open."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from fractions import Fraction

import pytest

from .conftest import DATA

pytestmark = pytest.mark.long
FILE = "vancouver311/requests_10000.csv.gz"
SETTINGS = """
client: {name: Vancouver, languages: [en], timezone: America/Vancouver, holidays: CA-BC}
period: {start: 2023-12-01, end: 2024-01-31, extract_date: 2024-02-29}
sources:
  - file: data/requests_10000.csv.gz
    table: cases
    columns:
      procedure: service_request_type
      service: department
      opened_at: service_request_open_timestamp
      closed_at: service_request_close_date
      channel: channel
    values:
      channel:
        WEB: web_form
        Phone: phone
        Mobile App: app
        E-mail: email
        Chat: chat
        Social Media: social
        Mail Out: letter
        Unknown: ""
promises:
  - {procedure: Garbage Bin Request Case, days: 14}
  - {procedure: Missed Garbage Bin Pickup Case, days: 2}
"""
START, END, EXTRACT = dt.date(2023, 12, 1), dt.date(2024, 1, 31), dt.date(2024, 2, 29)
PROMISES = {"Garbage Bin Request Case": 14, "Missed Garbage Bin Pickup Case": 2}


@pytest.fixture(scope="module")
def town(diagnose):
    return diagnose("vancouver", FILE, SETTINGS)


@pytest.fixture(scope="module")
def requests():
    """Local day of opening, day of closing (None while open at the extract), procedure: the offset written is Vancouver's own."""
    if not (DATA / FILE).exists():
        pytest.skip(f"the public data are not here: {FILE}")
    with gzip.open(DATA / FILE, "rt", encoding="utf-8") as lines:
        everything = list(csv.DictReader(lines))
    assert len(everything) == 10_000
    made = []
    for request in everything:
        opened = dt.datetime.fromisoformat(request["service_request_open_timestamp"])
        closed = dt.date.fromisoformat(request["service_request_close_date"]) if request["service_request_close_date"] else None
        made.append((opened.date(), closed if closed and closed <= EXTRACT else None, request["service_request_type"]))
    evening = [
        request
        for request in everything
        if request["service_request_close_date"]
        and dt.datetime.fromisoformat(request["service_request_open_timestamp"]).astimezone(dt.UTC).date().isoformat()
        > request["service_request_close_date"]
    ]
    assert len(evening) == 306
    return made


def cohort(requests, procedure=None):
    """(days, closed, days at entry) of the requests opened in the period, or open at its start."""
    kept = []
    for opened, closed, kind in requests:
        if procedure in (None, kind) and opened <= END and (opened >= START or closed is None or closed >= START):
            kept.append((((closed or EXTRACT) - opened).days, closed is not None, max((START - opened).days, 0)))
    return kept


def reached(kept, share):
    """The first day by which the share is closed, in exact fractions, one risk set at a time."""
    surviving = Fraction(1)
    for day in sorted({days for days, closed, _ in kept if closed}):
        at_risk = sum(entry <= day <= days for days, _, entry in kept)
        surviving *= 1 - Fraction(sum(days == day and closed for days, closed, _ in kept), at_risk)
        if surviving <= 1 - share:
            return day
    return None


def test_no_request_closes_before_it_opens(town):
    (source,) = json.loads((town.folder / "work" / "intake.json").read_text(encoding="utf-8"))["sources"]
    assert not [doubt for doubt in source["doubts"] if doubt["reason"] == "out_of_order"]


@pytest.mark.parametrize(("name", "share"), [("p50", Fraction(1, 2)), ("p80", Fraction(4, 5)), ("p90", Fraction(9, 10))])
@pytest.mark.parametrize("procedure", [None, "Garbage Bin Request Case", "Building and Development Inquiry Case"])
def test_percentiles_are_whole_days_with_open_and_earlier_requests(town, requests, name, share, procedure):
    kept = cohort(requests, procedure)
    row = town.row(f"processing.{name}", f"procedure={procedure}" if procedure else "all")
    expected = reached(kept, share)
    assert row["denominator"] == len(kept)
    assert (row["note"] == "not_reached") if expected is None else row["value"] == expected


def test_the_announced_time_is_judged_in_whole_local_days(town, requests):
    closed = [
        ((closed - opened).days, PROMISES[kind])
        for opened, closed, kind in requests
        if kind in PROMISES and closed and START <= closed <= END
    ]
    row = town.row("processing.within_announced")
    assert (row["numerator"], row["denominator"]) == (sum(days <= promised for days, promised in closed), len(closed))


def test_the_stock_is_every_request_open_when_the_period_ends(town, requests):
    waiting = [opened <= END and (closed is None or closed > END) for opened, closed, _ in requests]
    assert town.row("processing.open_stock")["value"] == sum(waiting)


def test_working_time_is_not_measurable_where_closings_are_days(town):
    assert town.row("processing.working_p50")["status"] == "not_measurable"


def test_every_figure_of_the_report_is_accounted_for(town):
    assert town.unaccounted() == []
