"""Volumes and months observed against loops over plain Python rows."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import Absent, Client, Perimeter, Period
from diagnostic.questions.channels import measures as channels
from diagnostic.questions.volume import coverage
from diagnostic.questions.volume import measures as volume
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts

PERIMETER = Perimeter(
    services=("Mairie", "Voirie"), channels=("phone", "email", "video"), absent=(Absent(channel="video", why="not recorded"),)
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = contacts(21, count=400)
    for i, row in enumerate(rows, 1):
        row["service"] = ("Mairie", " mairie", None)[i % 3]
    town = open_town(tmp_path_factory.mktemp("town"), perimeter=PERIMETER, client=Client(name="Ville", population=2000))
    with with_facts(town, contacts=rows) as store:
        return rows, volume.measure(store)


def inbound(rows):
    return [row for row in rows if in_period(row) and row["party"] in ("user", "unknown")]


def test_volume_counts_every_contact_answered_or_not(measured):
    rows, found = measured
    kept = inbound(rows)
    row = one(found, "volume.contacts")
    assert row["value"] == len(kept)
    assert one(found, "volume.contacts", "channel=phone")["value"] == sum(row["channel"] == "phone" for row in kept)
    assert one(found, "volume.contacts", "month=2024-03")["value"] == sum("2024-03" in row["occurred_local"] for row in kept)
    assert one(found, "volume.per_1000_inhabitants")["value"] == pytest.approx(len(kept) / 2000 * 1000 * 365 / 91)


def test_totals_and_tally_sheets_count_as_contacts(tmp_path):
    calls = [{"day": "2024-02-01", "offered": 30, "answered": 20}]
    tallies = [{"month": "2024-02", "channel": "counter", "contacts": 50}]
    with with_facts(open_town(tmp_path), call_counts=calls, counts=tallies) as store:
        found = pd.concat([volume.measure(store), channels.measure(store)])
    assert one(found, "volume.contacts")["value"] == 80
    assert counted(found, "channel.share", "channel=counter") == (50, 70)


def test_busiest_week_is_set_against_the_median_of_whole_weeks(measured):
    rows, found = measured
    weeks = {pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=n): 0 for n in range(13)}
    for row in inbound(rows):
        at = pd.Timestamp(row["occurred_local"]).normalize()
        weeks[at - pd.Timedelta(days=at.weekday())] += 1
    counts = pd.Series(weeks.values())
    assert counted(found, "volume.peak_week_ratio") == (counts.max(), counts.median())


def test_coverage_keeps_absent_cells_in_the_denominator_and_compares_names_loosely(measured):
    rows, found = measured
    named = {(row["channel"], row["occurred_local"][:7]) for row in rows if in_period(row) and row["service"]}
    cells = {(channel, month) for channel in PERIMETER.channels for month in ("2024-01", "2024-02", "2024-03")}
    assert counted(found, "coverage.observed_share") == (len(named & cells), 18)  # two services, one of them never named
    anyone = {(row["channel"], row["occurred_local"][:7]) for row in rows if in_period(row) and not row["service"]}
    perhaps = len(cells & (named | anyone)) + len(cells & anyone)
    assert one(found, "coverage.observed_share")["high_definition"] == pytest.approx(perhaps / 18)
    assert one(found, "coverage.observed_share", "channel=video")["value"] == 0


def test_services_do_not_count_where_no_data_name_them(tmp_path):
    rows = [{"occurred_local": "2024-02-01 10:00", "channel": "phone"}]
    with with_facts(open_town(tmp_path, perimeter=PERIMETER), contacts=rows) as store:
        assert counted(volume.measure(store), "coverage.observed_share") == (1, 9)


def test_months_observed_per_cell_leave_what_is_not_recorded_unmeasured(tmp_path):
    contacts = [
        {"occurred_local": f"2024-{month:02d}-10 09:00", "channel": channel, "service": service, "site": "Annexe"}
        for month, channel, service in [(1, "phone", "Accueil"), (1, "phone", "Accueil"), (2, "phone", " accueil"), (3, "email", None)]
    ]
    year = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 29), extract_date=dt.date(2025, 1, 5))
    town = open_town(tmp_path, period=year, perimeter=Perimeter(services=("Accueil", "Voirie"), channels=("phone", "letter")))
    with with_facts(town, contacts=contacts) as store:
        found, sites = coverage.months(store), coverage.sites(store)
    cells = {
        (None if pd.isna(row.service) else row.service, row.channel): None if pd.isna(row.months) else row.months
        for row in found.itertuples()
    }
    assert cells == {
        ("Accueil", "phone"): 2,
        ("Accueil", "letter"): None,
        ("Voirie", "phone"): None,
        ("Voirie", "letter"): None,
        (None, "email"): 1,
    }
    assert set(found["period"]) == {12} and sites == ["Annexe"]
