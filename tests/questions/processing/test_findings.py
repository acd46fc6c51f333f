"""Findings on promises, flow and steps: which sentence, for which figures."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Client, Engagement, Period, Source
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import flow, processing, promises, stages
from diagnostic.wording import LANGUAGES, text
from tests.findings.test_findings import rows

CLEARING = {"stock": 300.0, "weeks": 13, "opened": 20.0, "ended": 24.0, "day": None, "early": None, "late": None}
DAY = pd.Timestamp("2026-06-01")
EVENT = {
    "position": 0,
    "day": dt.date(2025, 3, 10),
    "kind": "peak",
    "label": "Courrier",
    "what": "contacts",
    "before": 800.0,
    "after": 1000.0,
}


@pytest.fixture
def engagement(tmp_path):
    year = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
    return Engagement(folder=tmp_path, client=Client(name="Ville"), period=year, sources=())


def told(finding: Finding) -> None:
    """Every sentence of a finding can be written in every language."""
    for language in LANGUAGES:
        for part in ("title", "reading", "clause", "decision", "question"):
            message = finding.message(part)
            assert message is None or message.text(language)


@pytest.mark.parametrize(
    ("days", "key"),
    [
        ({"ended": 16.0}, "grows"),
        ({"ended": 19.0, "early": DAY}, "stands"),
        ({"day": DAY, "early": DAY}, "slow"),
        ({"day": DAY, "early": DAY, "late": DAY}, "clears"),
    ],
)
def test_a_stock_grows_stands_or_clears_as_its_days_say(engagement, days, key):
    finding = flow.findings.backlog(Disclosed([CLEARING | days]), engagement, None)
    assert finding.key == f"findings.backlog_{key}" and finding.strength == (key == "clears")
    told(finding)


@pytest.mark.parametrize("pace", [{"opened": 105.4, "ended": 104.6}, {"opened": 104.6, "ended": 105.4, "day": DAY}, {"ended": 20.6}])
def test_a_stock_that_gets_as_many_as_it_gives_is_stable_and_has_no_day(engagement, pace):
    finding = flow.findings.backlog(Disclosed([CLEARING | {"early": DAY} | pace]), engagement, None)
    assert finding.key == "findings.backlog_stable"
    for language in LANGUAGES:
        assert not any((run.source or "").startswith("day:") for run in finding.message("reading").runs(language))
    told(finding)


def test_no_best_day_is_told_of_a_stock_that_does_not_clear(engagement):
    finding = flow.findings.backlog(Disclosed([CLEARING | {"ended": 19.0, "early": DAY}]), engagement, None)
    for language in LANGUAGES:
        assert not any((run.source or "").startswith("day:") for run in finding.message("reading").runs(language))


def test_never_is_said_plainly(engagement):
    finding = flow.findings.backlog(Disclosed([CLEARING | {"ended": 18.0}]), engagement, None)
    assert "ne se résorbe jamais" in finding.message("reading").text("fr") and "never cleared" in finding.message("reading").text("en")
    assert flow.findings.backlog(Disclosed(columns=list(CLEARING)), engagement, None) is None


def test_an_export_that_holds_a_part_of_the_cases_is_told(engagement):
    assert flow.findings.partial(engagement) is None
    part = Source(file="data/cases.csv", table="cases", columns={"opened_at": "A"}, extract_frame="closed")
    assert isinstance(flow.findings.partial(engagement.model_copy(update={"sources": (part,)})), Note)


@pytest.mark.parametrize(("change", "low", "high", "key"), [(200, 50, 350, "more"), (-300, -500, -100, "less"), (100, -50, 250, None)])
def test_what_followed_an_event_is_told_beyond_what_ordinary_weeks_do(engagement, change, low, high, key):
    compared = Disclosed([EVENT | {"change": change, "low": low, "high": high, "weeks_before": 8, "weeks_after": 2}])
    finding = flow.findings.followed(compared, engagement)
    assert (finding and finding.key) == (key and f"findings.followed_by_{key}")
    if finding:
        told(finding)
        assert finding.values["change"].value == abs(change)
        assert finding.values["low"].value == min(abs(low), abs(high))
    assert "10\u00a0mars\u00a02025" in flow.findings.around(compared).html("fr")


def test_an_event_is_named_once_in_the_table_of_what_followed(engagement):
    moves = {"change": 100, "low": -50, "high": 250, "weeks_before": 8, "weeks_after": 2}
    rows = flow.findings.around(Disclosed([EVENT | moves, EVENT | moves | {"what": "opened"}])).rows
    assert [row[:3] for row in rows] == [["2025-03-10", "Courrier", "findings.moved.contacts"], ["", "", "findings.moved.opened"]]


def test_the_event_with_the_largest_share_is_told(engagement):
    small = EVENT | {"change": 200, "low": 50, "high": 350, "weeks_before": 8, "weeks_after": 2}
    large = small | {"label": "Rentrée", "before": 100.0, "change": 190, "low": 40}
    assert flow.findings.followed(Disclosed([small, large]), engagement).values["label"] == "Rentrée"


def share(indicator, value, **more):
    figure = {"value": value, "numerator": value * 1000, "denominator": 1000, "low": value - 0.01, "high": value + 0.01}
    return {"indicator": indicator, **figure, **more}


def test_a_promise_is_told_with_and_without_open_cases_and_kept_well_is_a_strength(engagement):
    late = promises.findings.kept(rows(share("processing.within_announced", 0.6), share("processing.within_announced_km", 0.5)), engagement)
    assert "50" in late.message("reading").text("fr") and not late.strength
    well = promises.findings.kept(rows(share("processing.within_announced", 0.95)), engagement)
    assert well.strength and well.users == pytest.approx(50)
    told(late), told(well)


def test_acknowledgements_are_told_with_the_first_answer_where_it_is_known(engagement):
    answer = {"indicator": "processing.first_response_p50", "value": 12.0, "unit": "working_hour", "denominator": 500}
    both = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.77), answer), engagement)
    alone = promises.findings.acknowledged(rows(share("processing.acknowledged_in_time", 0.93)), engagement)
    assert "12\u00a0heures ouvrées" in both.message("reading").text("fr")
    assert "heures" not in alone.message("reading").text("fr") and alone.strength
    missing = rows({"indicator": "processing.acknowledged_in_time", "status": "not_measurable", "note": "missing: cases.acknowledged_at"})
    assert isinstance(promises.findings.acknowledged(missing, engagement), Note)


def days(indicator, value, scope="all"):
    return {"indicator": indicator, "scope": scope, "value": value, "unit": "day", "denominator": 500}


def test_closings_made_by_a_tool_are_told_where_they_change_the_times():
    without = "artefact=excluded"
    whole = [days("processing.p50", 14.0), days("processing.p90", 300.0)]
    note = promises.findings.without_artefacts(rows(*whole, days("processing.p50", 13.8, without), days("processing.p90", 160.0, without)))
    assert "300" in note.message.text("fr") and "160" in note.message.text("en")
    assert promises.findings.without_artefacts(rows(*whole)) is None
    same = [days("processing.p50", 14.0, without), days("processing.p90", 300.5, without)]
    assert promises.findings.without_artefacts(rows(*whole, *same)) is None


def test_the_step_that_takes_most_time_is_told_with_who_has_the_request(engagement):
    holders = Disclosed(
        {"activity": ["Dépôt", "Instruction", "Instruction"], "held": ["within", "user", "between"], "days": [20.0, 50.0, 30.0]}
    )
    handed = {"indicator": "processing.handover_mean", "value": 0.4, "unit": "count", "denominator": 900}
    finding = stages.findings.longest(rows(handed), holders, engagement, None)
    assert finding.values["step"] == "Instruction" and finding.values["share"].value == 0.8
    assert "50\u00a0%" in finding.message("reading").text("fr") and "0,4" in finding.message("reading").text("fr")
    told(finding)
    assert stages.findings.longest(rows(handed), holders.iloc[:0], engagement, None) is None


def test_paths_and_steps_done_again_are_tables_of_the_annex():
    paths = Disclosed(
        {"path": [("A", "B"), ()], "cases": [30, 20], "days": [300.0, 100.0], "case_share": [0.6, 0.4], "day_share": [0.75, 0.25]}
    )
    table = stages.findings.paths(paths)
    assert table.annex and table.rows == [["A → B", 30.0, 0.6, 0.75, 10.0], ["—", 20.0, 0.4, 0.25, 5.0]]
    again = stages.findings.again(Disclosed({"activity": ["A"], "steps": [50], "redo": [12], "referral": [3], "cases": [15]}))
    assert again.annex and again.rows == [["A", 15.0, 12.0, 3.0]]
    assert stages.findings.paths(paths.iloc[:0]) is None


def test_the_age_of_what_waits_is_told_as_the_clock_that_measures_it(engagement):
    stock = {"indicator": "processing.open_stock", "value": 315.0, "unit": "count", "numerator": 315}
    finding = flow.findings.open_stock(rows(stock, days("processing.open_age_p50", 31.0)), engagement)
    assert "31\u00a0jours, hors attente de pièces" in finding.message("title").text("fr")
    assert "waits for documents left out" in finding.message("title").text("en")
    for name in ("open_age_p50", "open_age_p90"):
        assert "hors attente de pièces" in text(f"indicators.processing.{name}.definition", "fr")
    told(finding)


def test_an_open_stock_of_none_is_no_finding_but_a_doubt_on_the_export(engagement):
    none = flow.findings.open_stock(rows({"indicator": "processing.open_stock", "value": 0.0, "unit": "count"}), engagement)
    assert isinstance(none, Note) and none.kind == "missing"
    assert "aucune demande" in none.message.text("fr") and "not handed over" in none.message.text("en")


def test_a_time_that_is_measured_is_not_told_as_missing():
    few = {"indicator": "processing.closed_only_p50", "status": "suppressed", "value": None, "unit": "day"}
    assert processing.findings.flattering(rows(days("processing.p50", 647.0), few), None) is None
    kept = {"indicator": "processing.within_announced", "status": "not_measurable"}
    assert processing.findings.slowest(rows(kept, days("processing.p80", 900.0)), None, None) is None
    assert isinstance(processing.findings.slowest(rows(kept, few | {"indicator": "processing.p80"}), None, None), Note)


@pytest.mark.parametrize(
    ("note", "said"), [("nothing_opened_since", "aucune demande ouverte après"), ("opened_since", "diffère du stock"), ("", None)]
)
def test_the_stock_says_why_it_is_not_that_of_the_periods_end(engagement, note, said):
    stock = {"indicator": "processing.open_stock", "value": 315.0, "unit": "count", "numerator": 315, "note": note}
    finding = flow.findings.open_stock(rows(stock), engagement)
    reading = finding.message("reading").text("fr")
    assert said in reading if said else reading.endswith("toutes démarches confondues.")
    told(finding)
