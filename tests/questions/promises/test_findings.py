"""Findings on promises: which is told, kept by whom, and acknowledgements."""

from __future__ import annotations

import pytest

from diagnostic.blocks import Note
from diagnostic.engagement import Promise
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import processing, promises
from tests.questions.rows import days, rows, share
from tests.questions.sentences import speaks


@pytest.fixture
def promising(engagement):
    announced = (Promise(procedure="Passeport", days=20), Promise(procedure="Permis", days=60))
    return engagement.model_copy(update={"promises": announced})


def test_the_weakest_promise_is_the_one_least_kept_not_the_longest(promising):
    share = {"indicator": "processing.within_announced", "low": 0.3, "high": 0.5}
    given = rows(
        {**share, "scope": "procedure=Passeport", "value": 0.4, "numerator": 200, "denominator": 500},
        {**share, "scope": "procedure=Permis", "value": 0.8, "numerator": 400, "denominator": 500},
        {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0},
        {"indicator": "processing.p50", "scope": "procedure=Permis", "unit": "day", "value": 50.0},
    )
    finding = promises.findings.least_kept(given, promising, None)
    title = finding.message("title").text("fr").replace("\u00a0", " ")
    assert title == "Passeport : 40 % des demandes closes l’ont été dans les 20 jours annoncés"
    assert finding.users == pytest.approx(300)


def test_a_promise_holds_for_its_procedure_however_the_name_is_written(promising):
    settings = promising.model_copy(update={"promises": (Promise(procedure="PASSEPORT", days=30, kind="legal"), *promising.promises[1:])})
    share = {"indicator": "processing.within_announced", "value": 0.4, "low": 0.3, "high": 0.5, "numerator": 200, "denominator": 500}
    median = {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0}
    finding = promises.findings.least_kept(rows({**share, "scope": "procedure=Passeport"}, median), settings, None)
    assert finding.values["announced"].value == 30
    times = Disclosed({"procedure": ["Passeport"], "value": [12.0], "denominator": [500.0]})
    chart = processing.charts.ranges(["fr"], times, times, settings.announced)
    assert chart.data.rows[0][3] == 30


def test_due_dates_of_cases_are_told_without_a_time_that_nobody_announced(engagement):
    share = {"indicator": "processing.within_announced", "value": 0.4, "low": 0.3, "high": 0.5, "numerator": 200, "denominator": 500}
    median = {"indicator": "processing.p50", "scope": "procedure=Passeport", "unit": "day", "value": 12.0}
    finding = promises.findings.least_kept(rows({**share, "scope": "procedure=Passeport"}, median), engagement, None)
    for language, words in (("fr", "au plus tard à leur échéance"), ("en", "by their due date")):
        assert words in finding.message("title").text(language) and finding.message("reading").text(language)


def test_a_promise_is_told_with_and_without_open_cases_and_kept_well_is_a_strength(engagement):
    late = promises.findings.kept(
        rows(share("processing.within_announced", 0.6, 1000), share("processing.within_announced_km", 0.5, 1000)), engagement
    )
    assert "50" in late.message("reading").text("fr") and not late.strength
    well = promises.findings.kept(rows(share("processing.within_announced", 0.95, 1000)), engagement)
    assert well.strength and well.users == pytest.approx(50)
    speaks(late), speaks(well)


def test_acknowledgements_are_told_with_the_first_answer_where_it_is_known(engagement):
    answer = {"indicator": "processing.first_response_p50", "value": 12.0, "unit": "working_hour", "denominator": 500}
    both = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.77, 1000), answer), engagement)
    alone = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.93, 1000)), engagement)
    assert "12\u00a0heures ouvrées" in both.message("reading").text("fr")
    assert "heures" not in alone.message("reading").text("fr") and alone.strength
    missing = rows({"indicator": "processing.acknowledged_in_time", "status": "not_measurable", "note": "missing: cases.acknowledged_at"})
    assert isinstance(promises.findings.acknowledged(missing, engagement), Note)


def test_closings_made_by_a_tool_are_told_where_they_change_the_times():
    without = "artefact=excluded"
    whole = [days("processing.p50", 14.0), days("processing.p90", 300.0)]
    note = promises.findings.without_artefacts(rows(*whole, days("processing.p50", 13.8, without), days("processing.p90", 160.0, without)))
    assert "300" in note.message.text("fr") and "160" in note.message.text("en")
    assert promises.findings.without_artefacts(rows(*whole)) is None
    same = [days("processing.p50", 14.0, without), days("processing.p90", 300.5, without)]
    assert promises.findings.without_artefacts(rows(*whole, *same)) is None
