"""Findings on the stock and on what followed an event: which sentence, for which figures."""

from __future__ import annotations

import datetime as dt

import pytest

from diagnostic.blocks import Note
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import flow
from diagnostic.wording import text
from tests.questions.flow.made import WENT, stock_rows
from tests.questions.rows import days, grounds, rows
from tests.questions.sentences import speaks
from tests.questions.sentences import text as sentence

EVENT = {
    "position": 0,
    "day": dt.date(2025, 3, 10),
    "kind": "peak",
    "label": "Courrier",
    "what": "contacts",
    "before": 800.0,
    "after": 1000.0,
}


def told(engagement, **changed):
    went = WENT | changed
    finding = flow.findings.backlog(stock_rows(went), Disclosed([went]), engagement, None)
    speaks(finding)
    return finding


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({}, "grew"),
        ({"sure": False}, "moved"),
        ({"net": -2.0, "low": -3.5, "high": -0.5}, "moved"),  # only what a tool closed makes the difference
        ({"start": 400.0, "end": 300.0, "net": -2.0, "low": -3.5, "high": -0.5}, "fell"),
        ({"highest": 600.0, "sure": False}, "peaked"),
        ({"start": 380.0, "lowest": 370.0, "highest": 430.0}, "stable"),
        ({"start": 380.0, "lowest": 300.0, "highest": 430.0, "sure": False}, "moved"),  # as much in as out, and yet not near
    ],
)
def test_a_course_is_told_as_the_whole_curve_goes(engagement, changed, key):
    finding = told(engagement, **changed)
    assert finding.key == f"findings.backlog_{key}" and finding.strength == (key == "fell")


def test_what_a_tool_closed_is_told_with_what_the_stock_would_be_without(engagement):
    tool = {"by_tool": 164.0, "without": 564.0}
    assert "en a clos 164" in text_of(told(engagement, **tool)) and "564 seraient en attente" in text_of(told(engagement, **tool))
    assert "surtout pour « Voirie »" in text_of(told(engagement, **tool, mostly="Voirie"))
    for none in (0.0, None):
        assert "L'outil" not in text_of(told(engagement, by_tool=none if none is not None else float("nan")))


def test_no_direction_is_told_of_less_than_half_a_year_nor_of_a_course_that_chance_explains(engagement):
    short = told(engagement, weeks=20, low=None, high=None, sure=False)
    assert "trop peu de semaines pour dire une tendance : il en faut 26" in text_of(short)
    assert "varie trop d'une semaine à l'autre" in text_of(told(engagement, sure=False))
    assert "2 demandes de plus qu'il n'en sort, entre 0,5 et 3,5" in text_of(told(engagement))


def test_the_recent_pace_is_told_last_and_of_its_own_weeks(engagement):
    assert text_of(told(engagement)).endswith("Sur les 13 dernières semaines, il en arrive 100 par semaine et il en sort 98.")
    assert "dernières semaines" not in text_of(told(engagement, weeks=13, low=None, high=None, sure=False))


def test_nothing_is_told_of_a_course_that_is_hidden(engagement):
    assert flow.findings.backlog(stock_rows(WENT), Disclosed(columns=list(WENT)), engagement, None) is None


def test_a_stock_that_begins_at_nothing_is_that_of_files_which_begin_with_the_period(engagement):
    for start, sure, silent in ((0.0, False, True), (1.0, False, False), (0.0, True, False)):
        went = WENT | {"start": start, "lowest": 0.0, "sure": sure}
        assert (flow.findings.backlog(stock_rows(went), Disclosed([went]), engagement, None) is None) == silent


def text_of(finding):
    return sentence(finding, "reading").replace("’", "'")


def test_the_procedures_whose_stock_grew_are_named_with_their_figures(engagement):
    course = {"first": WENT["first"], "last": WENT["last"], "opened": 700.0, "ended": 600.0, "by_tool": 0.0}
    grew = course | {"procedure": "Permis", "start": 75.0, "end": 160.0, "grown": True}
    stood = course | {"procedure": "Acte", "start": 90.0, "end": 91.0, "grown": False}
    levels = [
        {"indicator": "processing.open_stock", "unit": "count", "scope": scope, "value": value, "numerator": value}
        for scope, value in (
            ("procedure=Permis", 160.0),
            ("moment=start;procedure=Permis", 75.0),
            ("procedure=Acte", 91.0),
            ("moment=start;procedure=Acte", 90.0),
        )
    ]
    shown = stock_rows(WENT, *levels)
    finding = flow.findings.procedures(shown, Disclosed([grew, stood]), engagement, None)
    assert sentence(finding) == "« Permis » : 75 demandes en attente au début de la période, 160 à la fin"
    speaks(finding)
    both = flow.findings.procedures(shown, Disclosed([stood | {"grown": True}, grew]), engagement, None)
    assert both.values["names"] == ["Permis", "Acte"] and both.id == finding.id == "flow.procedures"
    speaks(both)
    assert flow.findings.procedures(shown, Disclosed([stood]), engagement, None) is None


def test_files_that_are_left_out_are_named(engagement):
    notes = flow.findings.left_out({"without_end": ["demandes"], "partial_export": ["anciens"]})
    assert [isinstance(note, Note) and note.kind for note in notes] == ["missing", "missing"]
    assert "demandes" in notes[0].message.text("fr") and "anciens" in notes[1].message.text("en")
    assert flow.findings.left_out({}) == []


@pytest.mark.parametrize(("change", "low", "high", "key"), [(200, 50, 350, "more"), (-300, -500, -100, "less"), (100, -50, 250, None)])
def test_what_followed_an_event_is_told_beyond_what_ordinary_weeks_do(engagement, change, low, high, key):
    compared = Disclosed([EVENT | {"change": change, "low": low, "high": high, "weeks_before": 8, "weeks_after": 2}])
    finding = flow.findings.followed(grounds("flow.followed"), compared, engagement)
    assert (finding and finding.key) == (key and f"findings.followed_by_{key}")
    if finding:
        speaks(finding)
        assert finding.values["change"].value == abs(change)
        assert finding.values["low"].value == min(abs(low), abs(high))
    assert "10\u00a0mars\u00a02025" in flow.findings.around(compared).html("fr")


def test_an_event_is_named_once_in_the_table_of_what_followed(engagement):
    moves = {"change": 100, "low": -50, "high": 250, "weeks_before": 8, "weeks_after": 2}
    table = flow.findings.around(Disclosed([EVENT | moves, EVENT | moves | {"what": "opened"}]))
    assert [row[:3] for row in table.rows] == [["2025-03-10", "Courrier", "findings.moved.contacts"], ["", "", "findings.moved.opened"]]


def test_the_event_with_the_largest_share_is_told(engagement):
    small = EVENT | {"change": 200, "low": 50, "high": 350, "weeks_before": 8, "weeks_after": 2}
    large = small | {"label": "Rentrée", "before": 100.0, "change": 190, "low": 40}
    assert flow.findings.followed(grounds("flow.followed"), Disclosed([small, large]), engagement).values["label"] == "Rentrée"


def test_the_age_of_what_waits_is_told_as_the_clock_that_measures_it(engagement):
    stock = {"indicator": "processing.open_stock", "value": 315.0, "unit": "count", "numerator": 315}
    plain, full = (
        flow.findings.open_stock(rows(stock, days("processing.open_age_p50", 31.0)), clocks, engagement)
        for clocks in ((), ("complete", "stopped"))
    )
    assert "31\u00a0jours" in plain.message("title").text("fr")
    for words, language in (("pièce", "fr"), ("dossier complet", "fr"), ("owed a document", "en"), ("complete", "en")):
        assert words in full.message("reading").text(language) and words not in plain.message("reading").text(language)
    for name in ("open_age_p50", "open_age_p90"):
        assert "hors attente de pièces" in text(f"indicators.processing.{name}.definition", "fr")
    speaks(full)


@pytest.mark.parametrize(("language", "words"), [("fr", "si les fichiers commencent avec elle"), ("en", "if the files begin with it")])
def test_a_stock_of_files_that_begin_with_the_period_says_what_it_lacks(engagement, language, words):
    stock = {"indicator": "processing.open_stock", "value": 315.0, "unit": "count", "numerator": 315}
    for start in (0.0, 20.0, None):
        began = stock | {"scope": "moment=start", "value": start, "status": "measured" if start is not None else "suppressed"}
        for aged in ([days("processing.open_age_p50", 31.0)], []):
            finding = flow.findings.open_stock(rows(stock, began, *aged), set(), engagement)
            assert (words in sentence(finding, "reading", language)) == (start == 0.0)


def test_an_open_stock_of_none_is_no_finding_but_a_doubt_on_the_export(engagement):
    none = flow.findings.open_stock(rows({"indicator": "processing.open_stock", "value": 0.0, "unit": "count"}), set(), engagement)
    assert isinstance(none, Note) and none.kind == "missing"
    assert "aucune demande" in none.message.text("fr") and "not handed over" in none.message.text("en")
