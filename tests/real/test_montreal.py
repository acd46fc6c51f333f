"""Montréal 311, Plateau borough: a request knows its month, weekday, hour and every channel used; no instant, no person, no case."""

from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest

from .conftest import DATA

pytestmark = pytest.mark.long
FILE = "montreal311/montreal_plateau_311_2022_2026.csv.gz"
SETTINGS = """
client: {name: Le Plateau-Mont-Royal, population: 105000, languages: [fr, en], timezone: America/Montreal, holidays: CA-QC}
period: {start: 2025-01-01, end: 2025-12-31, extract_date: 2026-01-10}
perimeter: {channels: [phone, app, web_form, email, counter, letter]}
sources:
  - file: data/montreal_plateau_311_2022_2026.csv.gz
    table: contacts
    columns: {month: mois_creation, weekday: jour_semaine, hour: heure, topic: activite, channel: provenances, is_complaint: nature}
    list_separator: "|"
    values:
      channel:
        Téléphone: phone
        Mobile: app
        Site internet: web_form
        Courriel: email
        En personne: counter
        Courrier: letter
        Médias sociaux: social
      is_complaint: {Plainte: "true", Requete: "false", Commentaire: "false"}
"""


@pytest.fixture(scope="module")
def town(diagnose):
    return diagnose("montreal", FILE, SETTINGS)


@pytest.fixture(scope="module")
def requests():
    if not (DATA / FILE).exists():
        pytest.skip(f"the public data are not here: {FILE}")
    with gzip.open(DATA / FILE, "rt", encoding="utf-8") as lines:
        everything = list(csv.DictReader(lines))
    assert len(everything) == 135_782
    assert sum("|" in request["provenances"] for request in everything) == 3_401
    assert sum(not request["provenances"] for request in everything) == 357
    return [request for request in everything if request["mois_creation"].startswith("2025")]


def test_every_request_of_the_year_is_one_contact(town, requests):
    assert town.row("volume.contacts")["value"] == len(requests)


def test_a_request_counts_once_in_each_channel_it_names(town, requests):
    named = Counter(channel for request in requests for channel in request["provenances"].split("|") if channel)
    for word, channel in {"Téléphone": "phone", "Mobile": "app", "En personne": "counter"}.items():
        row = town.row("channel.share", f"channel={channel}")
        assert row["numerator"] == named[word]
        assert row["value"] == pytest.approx(named[word] / len(requests))


def test_multichannel_requests_are_those_that_name_two(town, requests):
    naming = [request for request in requests if request["provenances"]]
    several = [request for request in naming if "|" in request["provenances"]]
    assert town.row("channel.multichannel_requests")["value"] == pytest.approx(len(several) / len(naming))


def test_digital_requests_of_each_month_name_a_digital_channel(town, requests):
    digital = {"Courriel", "Mobile", "Site internet", "Médias sociaux"}
    for month in ("2025-01", "2025-07"):
        mine = [request for request in requests if request["mois_creation"] == month]
        named = sum(bool(digital & set(request["provenances"].split("|"))) for request in mine)
        row = town.row("channel.digital_share", f"month={month}")
        assert (row["numerator"], row["denominator"]) == (named, len(mine))


def test_what_the_data_forbid_is_said_and_not_shown_as_zero(town):
    for indicator in (
        "repeat.rate",
        "repeat.excess_rate",
        "repeat.chaser_rate",
        "repeat.delay_elasticity",
        "repeat.hours",
        "processing.p50",
        "channel.multichannel_share",
        "opening.demand_coverage",
    ):
        row = town.row(indicator)
        assert row["status"] == "not_measurable", indicator
        assert row["note"].startswith("missing:")
    assert "non mesurable" in town.text("fr")
    assert "not measurable" in town.text("en")


def test_every_figure_of_the_report_is_accounted_for(town):
    assert town.unaccounted() == []
