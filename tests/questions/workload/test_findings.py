"""Findings on the work of repeats: hours first, posts as a range, positions that may be none."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.blocks import Finding, Note
from diagnostic.engagement import Hours
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import repeats, staffing, workload
from diagnostic.wording import LANGUAGES
from tests.questions.random_towns import open_town
from tests.questions.rows import rows
from tests.questions.sentences import text
from tests.towns import with_facts

HOURS = {"indicator": "repeat.hours", "unit": "hour_year", "value": 614.0, "low": 590.0, "high": 640.0}
POSTS = {"indicator": "repeat.fte", "unit": "fte", "value": 0.51, "low": 0.49, "high": 0.53}
RATE = {"indicator": "repeat.rate", "value": 0.2, "numerator": 200, "denominator": 1000, "low": 0.19, "high": 0.21}
FREED = {"indicator": "repeat.positions_freed", "unit": "count", "low": 0.0, "high": 1.0}

FACTORS = Disclosed(
    [["effort", "share", 0.0, 0.5, 1.0, 1.5, False], ["window", "day", 7.0, 30.0, 1.0, 1.2, False]],
    columns=["factor", "unit", "least", "most", "low", "high", "posts_only"],
)


@pytest.fixture
def engagement(tmp_path):
    return open_town(tmp_path)


def test_hours_stand_in_the_title_and_posts_in_the_reading_with_their_year(engagement):
    finding = workload.findings.hours(rows(HOURS, POSTS), rows(RATE), engagement)
    assert text(finding) == "Les réitérations occupent environ 610 heures d’agents par an"
    for factor in ("1 607 heures", "capacité redéployable"):
        assert factor in text(finding, "reading")


def test_hours_of_a_short_period_are_said_of_the_period_and_name_no_post(engagement):
    short = {**HOURS, "unit": "hour"}
    finding = workload.findings.hours(rows(short, {**POSTS, "status": "not_measurable", "value": None}), rows(RATE), engagement)
    assert text(finding) == "Les réitérations ont occupé environ 614 heures d’agents dans la période"
    assert "ETP" not in text(finding, "reading")


@pytest.mark.parametrize(("hours", "posts"), [(HOURS, POSTS), ({**HOURS, "unit": "hour"}, {"status": "none"})])
def test_hours_that_leave_channels_out_say_which_are_to_be_confirmed_and_are_no_least(engagement, hours, posts):
    certain = {**hours, "denominator": 1000}
    posts = {**POSTS, **posts}
    partial = {**certain, "note": "handling_assumed: web_form; no_handling_time: email, counter; no_rate: letter"}
    whole, lacking = (workload.findings.hours(rows(one, posts), rows(RATE), engagement) for one in (certain, partial))
    assert (whole.reliability, lacking.reliability) == ("solid", "to_confirm")
    for part in ("title", "clause", "reading"):
        assert "au moins" not in text(lacking, part) and "at least" not in text(lacking, part, "en")
        assert "minimum" not in text(lacking, part) + text(lacking, part, "en")
    assert "reçues par le courriel, le guichet et le courrier" in text(lacking, "reading")
    assert "supposée, faute de mesure, pour le formulaire en ligne" in text(lacking, "reading")
    assert "reçues par" not in text(whole, "reading")
    assert "supposée" not in text(whole, "reading")
    assert "à confirmer" in lacking.source.text("fr").replace("\u00a0", " ")


def test_no_hours_are_no_finding(engagement):
    none = {**HOURS, "value": 0.0, "low": 0.0, "high": 0.0}
    assert workload.findings.hours(rows(none, {**POSTS, "value": 0.0}), rows(RATE), engagement) is None


@pytest.mark.parametrize(
    ("without", "title", "fewer"),
    [
        (2, "demanderait 2 agents en même temps, avec ou sans réitérations", 0),
        (1, "demanderait 2 agents en même temps ; sans réitérations, 1", 2),
    ],
)
def test_a_minimum_presence_may_free_nobody_and_the_text_says_so(engagement, without, title, fewer):
    row = {**FREED, "value": 2.0 - without, "numerator": without, "denominator": 2}
    week = Disclosed({"weekday": 1, "slot": [18, 19, 20], "with_repeats": [2, 2, 1], "without": [without, without, 1]})
    finding = workload.findings.positions(rows(row), week, engagement)
    assert title in text(finding) and "C’est un calcul" in text(finding, "reading")
    assert f"{fewer} demi-heure{'s' * (fewer > 1)} sur 3" in text(finding, "reading")
    assert "présence minimale" in text(finding, "reading")


def test_what_cannot_be_counted_is_a_note(engagement):
    lacking = rows({**FREED, "status": "not_measurable", "value": None, "note": "no_rate: phone"})
    assert isinstance(workload.findings.positions(lacking, Disclosed(), engagement), Note)
    assert workload.findings.drivers(rows(HOURS, POSTS), FACTORS.iloc[:0], engagement, None) is None


def test_the_driver_named_is_the_widest_bar(engagement):
    shown = workload.sensitivity.drivers(FACTORS, 614.0, "hour_year")
    chart = workload.charts.drivers(LANGUAGES, shown, workload.findings.printed(rows(HOURS, POSTS)))
    finding = workload.findings.drivers(rows(HOURS, POSTS), shown, engagement, chart)
    assert (
        text(finding) == "Les heures que prennent les réitérations dépendent d’abord de la durée d’une réitération : de 610 à 920 h par an"
    )
    assert "année de travail" not in text(finding, "reading")


def test_the_table_prints_every_factor_of_each_channel():
    found = Disclosed([["phone", 900.0, 0.2, 5.0, 15.0, False], ["email", 100.0, 0.3, 6.0, 3.0, True]])
    found.columns = pd.Index(["channel", "contacts", "rate", "minutes", "hours", "assumed"])
    table = workload.findings.factors(found)
    assert table.rows[1] == ["words.channel.email", 100.0, 0.3, 6.0, "findings.workload_factors.assumed", 3.0]
    assert "supposée" in table.html("fr")


def test_little_work_is_told_in_a_line_without_a_picture(engagement):
    few = rows({**HOURS, "value": 60.0}, {**POSTS, "value": 0.05, "high": 0.06})
    shown = workload.sensitivity.drivers(FACTORS, 60.0, "hour_year")
    chart = workload.charts.drivers(["fr"], shown, workload.findings.printed(few))
    note = workload.findings.hours(few, rows(RATE), engagement, chart)
    assert isinstance(note, Note) and note.kind == "caveat"
    for language, said in (("fr", "prennent peu de temps aux agents (5"), ("en", "take agents little time (5")):
        assert said in note.message.text(language)
    assert workload.findings.drivers(few, shown, engagement, chart) is None
    assert workload.findings.busiest(few, Disclosed(), (1, 18, 2.0), ["phone"], engagement, chart) is None


OPEN = (Hours(site="Mairie", channel="phone", rules="Mo-Fr 08:30-12:00"),)
CALL = {"channel": "phone", "outcome": "answered", "topic": "t", "handle_s": 300.0, "wait_s": 5.0}
CALLS = [CALL | {"occurred_local": f"2024-0{m}-{d:02} 09:{d:02}", "person": 1 + d % 12} for m in (1, 2, 3) for d in range(1, 29)]
STAGES = [{"case_id": f"c{n}", "activity": step, "local": f"2024-02-0{1 + n % 5} 10:00"} for n in range(30) for step in ("a", "b")]


@pytest.mark.parametrize(
    ("tables", "hours_measured"),
    [
        ({"contacts": [call | {"handle_s": None} for call in CALLS]}, False),
        ({"contacts": [call | {"person": None} for call in CALLS]}, False),
        ({"contacts": [call | {"topic": None} for call in CALLS]}, False),
        ({"contacts": [call | {"occurred_precision": "day"} for call in CALLS]}, True),
        ({"contacts": [], "case_events": STAGES}, False),
    ],
    ids=["no handling time", "no identifier", "no topic", "day only", "event log only"],
)
def test_a_town_that_lacks_what_a_figure_rests_on_has_a_note_and_no_model(tmp_path, tables, hours_measured):
    town = open_town(tmp_path, hours=OPEN)
    with with_facts(town, **tables) as store:
        work, rates, week = workload.measure(store), repeats.rate(store), workload.positions.week(store)
        shown = [workload.findings.hours(work, rates, town), workload.findings.positions(work, week, town)]
        places = staffing.staffing(store)
    assert isinstance(shown[0], Finding) == hours_measured
    assert isinstance(shown[1], Note) and week.empty
    timed_to_the_minute = "contacts" in tables and any(
        call.get("handle_s") and "occurred_precision" not in call for call in tables["contacts"]
    )
    assert bool(places) == timed_to_the_minute


def test_positions_without_opening_hours_lack_the_hours_and_not_a_time(tmp_path):
    with with_facts(open_town(tmp_path), contacts=CALLS) as store:
        (row,) = workload.positions.freed(store).to_dict("records")
    assert (row["status"], row["note"]) == ("not_measurable", "missing: hours")
