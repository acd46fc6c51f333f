"""From rows about chasers to findings: what is said, what it rests on, and when there is nothing to say."""

from __future__ import annotations

import pytest

from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import chasers
from tests.questions.rows import rows


def slope(value, low, high, scope="all"):
    unit = "chasers_per_10_days"
    return {
        "indicator": "repeat.delay_elasticity",
        "scope": scope,
        "value": value,
        "unit": unit,
        "low": low,
        "high": high,
        "denominator": 900,
    }


LONG = chasers.LongCases(400, Disclosed({"procedure": ["Passeport", "Permis"], "cases": [300, 100]}))


def test_ten_days_less_go_with_calls_and_hours_of_long_cases_alone(engagement):
    found = chasers.findings.ten_days(rows(slope(0.5, 0.4, 0.7)), LONG, 6.0, engagement)
    values = found.values
    assert (values["cases"].value, values["calls_low"].value, values["calls_high"].value) == (400, 160, pytest.approx(280))
    assert (values["hours_low"].value, values["hours_high"].value) == (16, pytest.approx(28))
    assert found.users == 200
    assert "vont de pair avec 50 relances pour cent dossiers" in found.message("title").text("fr")
    assert "entre 40 et 70 relances" in found.message("reading").text("fr")
    assert found.table is None


def test_a_table_shows_the_procedures_with_enough_long_cases(engagement):
    given = rows(slope(0.5, 0.4, 0.7), slope(0.3, 0.1, 0.5, "procedure=Passeport"), slope(0.9, 0.1, 1.5, "procedure=Rare"))
    found = chasers.findings.ten_days(given, LONG, 6.0, engagement)
    assert found.table.rows == [["Passeport", 300, pytest.approx(30), pytest.approx(10), pytest.approx(50)]]


def test_without_a_handling_time_no_hours_are_told(engagement):
    found = chasers.findings.ten_days(rows(slope(0.5, 0.4, 0.7)), LONG, None, engagement)
    assert "hours_low" not in found.values
    assert " h par an" not in found.message("reading").text("fr")


@pytest.mark.parametrize("low", [-0.1, 0.0, None])
def test_chasers_that_do_not_go_with_the_delay_make_no_finding(engagement, low):
    assert chasers.findings.ten_days(rows(slope(0.05, low, 0.2)), LONG, 6.0, engagement) is None


def chased(share, *more):
    numbers = {"value": share, "unit": "share", "numerator": share * 1000, "denominator": 1000, "low": share - 0.01, "high": share + 0.01}
    return rows(
        {"indicator": "repeat.chased_share", **numbers},
        {"indicator": "repeat.chaser_rate", "unit": "per_100_case_months", "value": 40.0},
        *more,
    )


EDGES = [
    {"indicator": "repeat.chaser_rate", "unit": "per_100_case_months", "scope": f"edge={edge}", "value": value}
    for edge, value in (("before", 30.0), ("after", 80.0))
]
EARLY = {"indicator": "repeat.chaser_before_due_share", "unit": "share", "value": 0.4}


def test_chasers_are_told_before_and_after_the_announced_date_where_there_is_one(engagement):
    dated = chasers.findings.chased(chased(0.25, *EDGES, EARLY), engagement, None)
    assert dated.message("title").text("fr") == "Un dossier sur quatre donne lieu à une relance de l’usager"
    assert "30 pour 100 mois de dossier avant la date annoncée, 80 pour 100 mois de dossier" in dated.message("reading").text("fr").replace(
        "\u00a0", " "
    )
    undated = chasers.findings.chased(chased(0.25), engagement, None)
    assert "Sans délai annoncé" in undated.message("reading").text("fr")


def test_few_chased_cases_are_a_strength(engagement):
    assert chasers.findings.chased(chased(0.03), engagement, None).strength
    assert not chasers.findings.chased(chased(0.2), engagement, None).strength
