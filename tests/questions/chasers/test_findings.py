"""From rows about chasers to findings: what is said, what it rests on, and when there is nothing to say."""

from __future__ import annotations

import pytest

from diagnostic.blocks import Chart, Finding, Message, Table
from diagnostic.findings.declaration import holds
from diagnostic.questions import chasers
from tests.questions.rows import rows


def slope(more, tens, low, high, scope="all"):
    figures = {"value": more / tens, "numerator": more, "denominator": tens, "low": low, "high": high}
    return {"indicator": "repeat.delay_elasticity", "scope": scope, "unit": "chasers_per_10_days", **figures}


def test_ten_days_more_go_with_chasers_and_hours_of_the_time_compared(engagement):
    found = chasers.findings.ten_days(rows(slope(200, 1000, 0.1, 0.3)), 6.0, engagement)
    values = found.values
    year = 365 / ((engagement.period.end - engagement.period.start).days + 1)
    assert [values[name].value for name in ("calls_low", "calls", "calls_high")] == [pytest.approx(n * year) for n in (100, 200, 300)]
    assert [values[f"hours_{edge}"].value for edge in ("low", "high")] == [pytest.approx(n * year) for n in (10, 30)]
    assert found.users == pytest.approx(200 * year)
    assert "dix jours d’attente de plus vont de pair avec 20 relances de plus" in found.message("title").text("fr").replace("\u00a0", " ")
    assert "compris entre 10 et 30" in found.message("reading").text("fr")


def test_the_lines_of_the_table_add_up_to_what_is_told(engagement):
    many = [slope(20 - 3 * place, 100, 0.01, 0.3, f"procedure=P{place}") for place in range(9)]
    small = slope(-5, 10, -2.0, 0.1, "procedure=Rare")
    whole = slope(sum(row["numerator"] for row in (*many, small)) + 4, 920, 0.05, 0.3)  # one procedure is hidden
    found = chasers.findings.ten_days(rows(whole, *many, small), 6.0, engagement)
    table = found.table
    assert table.column("procedure") == [*(f"P{place}" for place in range(8)), "others"]
    assert sum(table.column("calls")) == pytest.approx(found.values["calls"].value)
    assert sum(table.column("tens")) == pytest.approx(920)
    assert table.cell("procedure", "others", "fr") == "Autres"


def test_without_a_handling_time_no_hours_are_told(engagement):
    found = chasers.findings.ten_days(rows(slope(200, 1000, 0.1, 0.3)), None, engagement)
    assert "hours_low" not in found.values
    assert " h par an" not in found.message("reading").text("fr")


@pytest.mark.parametrize("low", [-0.1, 0.0, None])
def test_chasers_that_do_not_come_more_often_with_age_make_no_finding(engagement, low):
    assert chasers.findings.ten_days(rows(slope(50, 1000, low, 0.2)), 6.0, engagement) is None


def rate(value, low, scope="all"):
    figures = {"value": value, "low": low, "high": value + 5}
    return {"indicator": "repeat.chaser_rate", "unit": "per_100_case_months", "scope": scope, **figures}


def chased(share, *more, low=None, overall=None):
    low = share - 0.01 if low is None else low
    numbers = {"value": share, "unit": "share", "numerator": share * 1000, "denominator": 1000, "low": low, "high": share + 0.01}
    return rows({"indicator": "repeat.chased_share", **numbers}, overall or rate(40.0, 35.0), *more)


def early(value):
    return {"indicator": "repeat.chaser_before_due_share", "unit": "share", "value": value, "low": value, "high": value}


def edges(before, after):
    return rate(before, before - 2, "edge=before"), rate(after, after - 2, "edge=after")


@pytest.mark.parametrize(
    ("before", "after", "share", "key"),
    [(30.0, 80.0, 0.4, "after"), (80.0, 30.0, 0.6, "before"), (80.0, 30.0, 0.4, "both"), (30.0, 80.0, 0.6, "both")],
)
def test_chasers_come_mostly_where_both_their_number_and_their_rate_say_so(engagement, before, after, share, key):
    found = chasers.findings.chased(chased(0.25, *edges(before, after), early(share)), engagement, None)
    assert found.key == f"findings.chased_{key}"
    told = found.message("reading").text("fr").replace("\u00a0", " ")
    assert f"{before:.0f} par mois pour 100 dossiers ouverts avant l’échéance, {after:.0f} par mois pour 100 dossiers ouverts" in told


def test_a_side_that_has_no_more_than_usual_is_told_without_a_figure(engagement):
    sides = rate(1.0, -2.0, "edge=before"), rate(80.0, 75.0, "edge=after")
    told = chasers.findings.chased(chased(0.25, *sides, early(0.02)), engagement, None).message("reading").text("fr")
    assert "pas plus que d’ordinaire avant l’échéance, 80" in told


def test_without_an_announced_time_nothing_is_said_of_it_and_without_a_share_nothing_of_where(engagement):
    assert "Sans délai annoncé" in chasers.findings.chased(chased(0.25), engagement, None).message("reading").text("fr")
    unsure = chasers.findings.chased(chased(0.25, *edges(2.0, 3.0)), engagement, None)
    assert unsure.key == "findings.chased"
    assert "échéance" not in unsure.message("reading").text("fr")


def test_what_is_no_more_than_usual_is_no_finding(engagement):
    assert chasers.findings.chased(chased(0.02, low=0.0), engagement, None) is None
    assert chasers.findings.chased(chased(0.02, overall=rate(2.0, -1.0)), engagement, None) is None


def test_few_chased_cases_are_a_strength(engagement):
    assert chasers.findings.chased(chased(0.03), engagement, None).strength
    assert not chasers.findings.chased(chased(0.2), engagement, None).strength


def drawn(*steps) -> Chart:
    kinds = {"first": "count_exact", "last": "count_exact", "chasers": "count", "rate": "per_100_case_months"}
    said = Message("charts.ages.title")
    return Chart("ages", {}, said, said, Table("charts.ages", kinds, [list(step) for step in steps]))


def test_the_chart_goes_with_the_sentence_that_it_bears_out_alone(engagement):
    late = drawn((-10, 0, 40.0, 20.0), (0, 10, 60.0, 80.0))
    given = chased(0.25, *edges(30.0, 80.0), early(0.4))
    found = chasers.findings.chased(given, engagement, late)
    assert isinstance(found, Finding) and found.chart is late and holds(found)
    for other in (drawn((-10, 0, 40.0, 80.0), (0, 10, 60.0, 20.0)), drawn((-10, 0, 60.0, 20.0), (0, 10, 40.0, 80.0))):
        assert chasers.findings.chased(given, engagement, other).chart is None
