"""Findings on the steps: where the time goes, which paths and which steps done again."""

from __future__ import annotations

from diagnostic.blocks import Chart, Finding, Message
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import stages
from tests.questions.rows import rows
from tests.questions.sentences import speaks


def test_the_step_that_takes_most_time_is_told_with_who_has_the_request(engagement):
    holders = Disclosed(
        {"activity": ["Dépôt", "Instruction", "Instruction"], "held": ["within", "user", "between"], "days": [20.0, 50.0, 30.0]}
    )
    handed = {"indicator": "processing.handover_mean", "value": 0.4, "unit": "count", "denominator": 900}
    finding = stages.findings.longest(rows(handed), holders, engagement, None)
    assert finding.values["step"] == "Instruction" and finding.values["share"].value == 0.8
    assert "50\u00a0%" in finding.message("reading").text("fr") and "0,4" in finding.message("reading").text("fr")
    speaks(finding)
    assert stages.findings.longest(rows(handed), holders.iloc[:0], engagement, None) is None


def test_no_step_is_named_the_longest_where_the_next_is_about_as_long(engagement):
    handed = rows({"indicator": "processing.handover_mean", "value": 0.4, "unit": "count", "denominator": 900})
    picture = Chart("stages", {"fr": "<svg/>"}, Message("findings.nothing"), Message("findings.nothing"), None)
    for days, told in ((47.9, False), (48.1, True)):
        holders = Disclosed({"activity": ["Dépôt", "Instruction"], "held": ["within", "between"], "days": [40.0, days]})
        shown = stages.findings.longest(handed, holders, engagement, picture)
        assert isinstance(shown, Finding) == told
        assert told or (isinstance(shown, Chart) and shown.annex)


def test_paths_and_steps_done_again_are_tables_of_the_annex():
    paths = Disclosed(
        {"path": [("A", "B"), ()], "cases": [30, 20], "days": [300.0, 100.0], "case_share": [0.6, 0.4], "day_share": [0.75, 0.25]}
    )
    table = stages.findings.paths(paths)
    assert table.annex and table.rows == [["A → B", 30.0, 0.6, 0.75, 10.0], ["—", 20.0, 0.4, 0.25, 5.0]]
    again = stages.findings.again(Disclosed({"activity": ["A"], "redo": [12], "referral": [3], "cases": [15]}))
    assert again.annex and again.rows == [["A", 15.0, 12.0, 3.0]]
    assert stages.findings.paths(paths.iloc[:0]) is None
