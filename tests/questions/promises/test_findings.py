"""Findings on promises: which is told, kept by whom, and acknowledgements."""

from __future__ import annotations

import pytest

from diagnostic.blocks import Note
from diagnostic.engagement import Promise
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import processing, promises
from tests.questions.rows import days, rows, share
from tests.questions.sentences import speaks, text


@pytest.fixture
def promising(engagement):
    announced = (Promise(procedure="Passeport", days=20), Promise(procedure="Permis", days=60))
    return engagement.model_copy(update={"promises": announced})


def kept(procedure, value, kind="announced", n=500):
    """The share in time of a procedure, and that of the one kind of promise that binds its cases."""
    figures = {"indicator": "processing.within_announced", "value": value, "low": value - 0.1, "high": value + 0.1}
    figures |= {"numerator": value * n, "denominator": n}
    return [figures | {"scope": scope} for scope in (f"procedure={procedure}", f"kind={kind};procedure={procedure}")]


def half(procedure, value):
    return days("processing.p50", value, f"procedure={procedure}")


def test_the_weakest_promise_is_the_one_least_kept_not_the_longest(promising):
    given = rows(*kept("Passeport", 0.4), *kept("Permis", 0.8), half("Passeport", 12.0), half("Permis", 50.0))
    finding = promises.findings.least_kept(given, promising, None)
    assert text(finding) == "Passeport : 40 % des demandes closes l’ont été dans les 20 jours annoncés"
    assert finding.users == pytest.approx(300)


@pytest.mark.parametrize(("kind", "told"), [("legal", "dans le délai légal de 30 jours"), ("target", "dans le délai visé de 30 jours")])
def test_a_promise_is_called_what_it_is_and_holds_however_the_name_is_written(promising, kind, told):
    settings = promising.model_copy(
        update={"promises": (Promise(procedure="PASSEPORT", days=30, kind=kind, confirmed=True), *promising.promises[1:])}
    )
    finding = promises.findings.least_kept(rows(*kept("Passeport", 0.4, kind), half("Passeport", 12.0)), settings, None)
    assert finding.values["announced"].value == 30 and text(finding).endswith(told)
    assert "annoncé" not in text(finding, "decision")
    times = Disclosed({"procedure": ["Passeport"], "value": [12.0], "denominator": [500.0]})
    chart = processing.charts.ranges(["fr"], times, times, settings.announced)
    assert chart.data.rows[0][3] == 30


@pytest.mark.parametrize(("language", "words"), [("fr", "61 observations seulement"), ("en", "61 observations only")])
def test_a_share_of_few_requests_is_told_with_care_and_is_indicative(promising, language, words):
    for n, careful in ((61, True), (150, False)):
        found = promises.findings.least_kept(rows(*kept("Passeport", 0.4, n=n), half("Passeport", 12.0)), promising, None)
        assert (words in text(found, "reading", language)) == careful
        assert (found.reliability == "indicative") == careful


def test_a_share_of_one_procedure_alone_is_told_once(promising):
    whole = {**kept("Passeport", 0.4)[0], "scope": "all"}
    assert promises.findings.kept(rows(whole, *kept("Passeport", 0.4)), promising).annex
    both = {**whole, "denominator": 1000.0, "numerator": 600.0, "value": 0.6}
    assert not promises.findings.kept(rows(both, *kept("Passeport", 0.4), *kept("Permis", 0.8)), promising).annex


def test_due_dates_of_cases_are_told_without_a_time_that_nobody_announced(engagement):
    finding = promises.findings.least_kept(rows(*kept("Passeport", 0.4), half("Passeport", 12.0)), engagement, None)
    for language, words in (("fr", "au plus tard à leur échéance"), ("en", "by their due date")):
        assert words in text(finding, "title", language) and text(finding, "reading", language)


def test_a_procedure_of_which_half_are_not_closed_is_told_so_and_a_hidden_time_not_at_all(promising):
    reading = [
        text(promises.findings.least_kept(rows(*kept("Passeport", 0.4), median), promising, None), "reading")
        for median in (half("Passeport", 12.0), half("Passeport", None), half("Passeport", None) | {"status": "suppressed"})
    ]
    assert "12 jours" in reading[0] and "trop peu" in reading[1] and not reading[2]


def test_a_promise_is_told_with_what_it_does_not_see_and_kept_well_is_a_strength(engagement):
    whole = share("processing.within_announced", 0.6, 1000)
    followed = share("processing.within_announced_km", 0.45, 1000)
    among = share("processing.within_announced_km", 0.49, 1000, scope="estimate=closed")
    late = promises.findings.kept(rows(whole, followed, among), engagement)
    assert (
        "49 % de celles qui finissent closes" in text(late, "reading")
        and "45 % de toutes les demandes" in text(late, "reading")
        and not late.strength
    )
    unsettled = promises.findings.kept(rows(whole, followed), engagement)
    assert "De toutes les demandes, closes ou non, 45 %" in text(unsettled, "reading") and "attendent" not in text(unsettled, "reading")
    all_close = promises.findings.kept(rows(whole, followed, among | {"value": 0.452}), engagement)
    assert "En comptant les demandes encore ouvertes, 45 %" in text(all_close, "reading") and "finissent" not in text(all_close, "reading")
    well = promises.findings.kept(rows(share("processing.within_announced", 0.95, 1000)), engagement)
    assert well.strength and well.users == pytest.approx(50)
    for finding in (late, unsettled, all_close, well):
        speaks(finding)


def test_kinds_of_promises_are_named_where_there_are_several_and_the_title_says_the_only_one(engagement):
    def told(*kinds):
        parts = [share("processing.within_announced", value, n, scope=f"kind={kind}") for kind, value, n in kinds]
        return promises.findings.kept(rows(share("processing.within_announced", 0.62, 1000), *parts), town)

    town = engagement.model_copy(update={"promises": (Promise(procedure="Permis", days=60, kind="legal", confirmed=True),)})
    both = told(("announced", 0.6, 600), ("legal", 0.65, 400))
    assert text(both).endswith("délai promis")
    assert "de 60 % pour les délais annoncés et de 65 % pour les délais légaux" in text(both, "reading")
    assert text(told(("legal", 0.62, 1000))).endswith("délai légal")
    # each case has an announced time, and some a legal one beside it
    assert text(told(("announced", 0.62, 1000), ("legal", 0.65, 400))).endswith("délai annoncé")


def test_a_legal_time_is_told_of_once_the_service_has_confirmed_it(engagement):
    for confirmed in (False, True):
        promised = (Promise(procedure="Permis", days=60, kind="legal", confirmed=confirmed), Promise(procedure="Acte", days=5))
        town = engagement.model_copy(update={"promises": promised})
        parts = [
            share("processing.within_announced", v, n, scope=f"kind={k}") for k, v, n in (("announced", 0.6, 600), ("legal", 0.65, 400))
        ]
        reading = text(promises.findings.kept(rows(share("processing.within_announced", 0.62, 1000), *parts), town), "reading")
        assert ("65 % pour les délais légaux" in reading) == confirmed
        given = rows(*kept("Permis", 0.3, "legal"), *kept("Acte", 0.7))
        assert promises.findings.least_kept(given, town, None).values["procedure"] == ("Permis" if confirmed else "Acte")
        alone = share("processing.within_announced", 0.65, 400)
        found = promises.findings.kept(rows(alone, alone | {"scope": "kind=legal"}), town)
        assert (found is not None) == confirmed


def test_a_share_without_a_range_reads_well(engagement):
    figure = share("processing.within_announced", 0.62, 1000) | {"low": None, "high": None}
    reading = text(promises.findings.kept(rows(figure), engagement), "reading")
    assert "None" not in reading and "selon la période" not in reading and "62 %" in reading


def test_acknowledgements_are_told_with_the_first_answer_where_it_is_known(engagement):
    answer = {"indicator": "processing.first_response_p50", "value": 12.0, "unit": "working_hour", "denominator": 500}
    both = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.77, 1000), answer), engagement)
    alone = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.93, 1000)), engagement)
    assert "12\u00a0heures ouvrées" in both.message("reading").text("fr")
    assert "heures" not in alone.message("reading").text("fr") and alone.strength
    missing = rows({"indicator": "processing.acknowledged_in_time", "status": "not_measurable", "note": "missing: cases.acknowledged_at"})
    assert isinstance(promises.findings.acknowledged(missing, engagement), Note)


def test_closings_made_by_a_tool_are_told_where_they_change_the_share(engagement):
    whole, own = share("processing.within_announced", 0.62, 1000), {"scope": "artefact=excluded"}
    moved = promises.findings.kept(rows(whole, share("processing.within_announced", 0.66, 900, **own)), engagement)
    same = promises.findings.kept(rows(whole, share("processing.within_announced", 0.625, 900, **own)), engagement)
    assert "66 %" in text(moved, "reading") and "outil" not in text(same, "reading")
