"""Vancouver's contact centre, fifteen years of calls counted by day: the answer rate, and days whose totals contradict each other."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter

import pytest

from .conftest import DATA

pytestmark = pytest.mark.long
FILE = "vancouver311/contact_centre_daily.csv"
SETTINGS = """
client: {name: City of Vancouver, population: 662000, languages: [en], timezone: America/Vancouver, holidays: CA-BC}
period: {start: 2009-06-01, end: 2024-09-30, extract_date: 2024-10-01}
perimeter: {channels: [phone]}
sources:
  - file: data/contact_centre_daily.csv
    table: call_counts
    columns: {day: Date, offered: CallsOffered, answered: CallsHandled, abandoned: CallsAbandoned, wait_s: AverageSpeedofAnswer}
    dates: "%Y-%m-%d"
events:
  - {date: 2020-03-17, kind: change, label: Offices closed to the public}
"""


@pytest.fixture(scope="module")
def days():
    if not (DATA / FILE).exists():
        pytest.skip(f"the public data are not here: {FILE}")
    with (DATA / FILE).open(encoding="utf-8-sig") as lines:
        found = list(csv.DictReader(lines, delimiter=";"))
    assert len(found) == 5_585
    return [
        {
            "day": dt.date.fromisoformat(row["Date"]),
            **{name: int(row[f"Calls{name}"]) for name in ("Offered", "Handled", "Abandoned")},
            "wait": float(row["AverageSpeedofAnswer"]) if row["AverageSpeedofAnswer"] else None,
        }
        for row in found
    ]


@pytest.fixture(scope="module")
def town(days, diagnose):
    return diagnose("vancouver", FILE, SETTINGS)


def test_the_answer_rate_takes_offered_calls_as_given(town, days):
    answered, offered = sum(day["Handled"] for day in days), sum(day["Offered"] for day in days)
    for name in ("agent", "open", "all"):
        row = town.row(f"reach.answer_rate_{name}")
        assert (row["numerator"], row["denominator"]) == (answered, offered)
        assert row["value"] == pytest.approx(answered / offered)
    row = town.row("reach.abandon_rate")
    abandoned = sum(day["Abandoned"] for day in days)
    assert (row["numerator"], row["denominator"]) == (abandoned, abandoned + answered)


def test_every_month_has_its_rate(town, days):
    by_month = {}
    for day in days:
        by_month.setdefault(f"{day['day']:%Y-%m}", []).append(day)
    found = town.indicators[town.indicators["indicator"] == "reach.answer_rate_agent"].set_index("scope")
    assert {scope for scope in found.index if scope.startswith("month=")} == {f"month={month}" for month in by_month}
    for month, members in by_month.items():
        expected = sum(day["Handled"] for day in members) / sum(day["Offered"] for day in members)
        assert found.loc[f"month={month}", "value"] == pytest.approx(expected)


def test_the_mean_wait_weighs_each_day_by_its_answered_calls(town, days):
    timed = [day for day in days if day["wait"] is not None]
    expected = sum(day["wait"] * day["Handled"] for day in timed) / sum(day["Handled"] for day in timed)
    assert town.row("reach.wait_mean")["value"] == pytest.approx(expected)


def test_days_that_contradict_themselves_are_flagged_counted_and_listed(town, days):
    wrong = [day for day in days if day["Offered"] != day["Handled"] + day["Abandoned"]]
    balanced = 1 - len(wrong) / len(days)
    print(f"{len(wrong)} days of {len(days)} contradict themselves; {balanced:.1%} do not")
    assert 0.02 < balanced < 0.04
    assert town.row("reach.answer_rate_agent")["note"] == "unbalanced_days"
    page = " ".join(re.sub(r"<[^>]+>", " ", town.text("en")).split())
    assert f"On {len(wrong):,} of the {len(days):,} days recorded" in page
    by_year = Counter(day["day"].year for day in wrong)
    table = page[page.index("Days on which the calls received are not the sum of what became of them") :]
    for year, count in by_year.items():
        assert re.search(rf"{year} {count}\b", table), year


def test_what_totals_cannot_tell_is_said_and_the_report_stands(town):
    lacking = dict.fromkeys(("wait_p50", "end_to_end_rate", "callers_reached_share", "redial_rate", "transfer_rate"), "contacts.")
    for name, what in (lacking | {"service_level": "call_counts.answered_in_time"}).items():
        row = town.row(f"reach.{name}")
        assert row["status"] == "not_measurable" and row["note"].startswith(f"missing: {what}"), name
    assert "What the files received cannot tell" in town.text("en")
    assert town.unaccounted() == []
