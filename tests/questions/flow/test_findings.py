"""Findings on the stock and on what followed an event: which sentence, for which figures."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.blocks import Note
from diagnostic.engagement import Source
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import flow
from diagnostic.wording import LANGUAGES, text
from tests.questions.rows import days, grounds, rows
from tests.questions.sentences import speaks

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
    finding = flow.findings.backlog(grounds("flow.backlog"), Disclosed([CLEARING | days]), engagement, None)
    assert finding.key == f"findings.backlog_{key}" and finding.strength == (key == "clears")
    speaks(finding)


@pytest.mark.parametrize("pace", [{"opened": 105.4, "ended": 104.6}, {"opened": 104.6, "ended": 105.4, "day": DAY}, {"ended": 20.6}])
def test_a_stock_that_gets_as_many_as_it_gives_is_stable_and_has_no_day(engagement, pace):
    finding = flow.findings.backlog(grounds("flow.backlog"), Disclosed([CLEARING | {"early": DAY} | pace]), engagement, None)
    assert finding.key == "findings.backlog_stable"
    for language in LANGUAGES:
        assert not any((run.source or "").startswith("day:") for run in finding.message("reading").runs(language))
    speaks(finding)


def test_no_best_day_is_told_of_a_stock_that_does_not_clear(engagement):
    finding = flow.findings.backlog(grounds("flow.backlog"), Disclosed([CLEARING | {"ended": 19.0, "early": DAY}]), engagement, None)
    for language in LANGUAGES:
        assert not any((run.source or "").startswith("day:") for run in finding.message("reading").runs(language))


def test_never_is_said_plainly(engagement):
    finding = flow.findings.backlog(grounds("flow.backlog"), Disclosed([CLEARING | {"ended": 18.0}]), engagement, None)
    assert "ne se résorbe jamais" in finding.message("reading").text("fr") and "never cleared" in finding.message("reading").text("en")
    assert flow.findings.backlog(grounds("flow.backlog"), Disclosed(columns=list(CLEARING)), engagement, None) is None


def test_an_export_that_holds_a_part_of_the_cases_is_told(engagement):
    assert flow.findings.partial(engagement) is None
    part = Source(file="data/cases.csv", table="cases", columns={"opened_at": "A"}, extract_frame="closed")
    assert isinstance(flow.findings.partial(engagement.model_copy(update={"sources": (part,)})), Note)


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
    finding = flow.findings.open_stock(rows(stock, days("processing.open_age_p50", 31.0)), engagement)
    assert "31\u00a0jours, hors attente de pièces" in finding.message("title").text("fr")
    assert "waits for documents left out" in finding.message("title").text("en")
    for name in ("open_age_p50", "open_age_p90"):
        assert "hors attente de pièces" in text(f"indicators.processing.{name}.definition", "fr")
    speaks(finding)


def test_an_open_stock_of_none_is_no_finding_but_a_doubt_on_the_export(engagement):
    none = flow.findings.open_stock(rows({"indicator": "processing.open_stock", "value": 0.0, "unit": "count"}), engagement)
    assert isinstance(none, Note) and none.kind == "missing"
    assert "aucune demande" in none.message.text("fr") and "not handed over" in none.message.text("en")


@pytest.mark.parametrize(
    ("note", "said"), [("nothing_opened_since", "aucune demande ouverte après"), ("opened_since", "diffère du stock"), ("", None)]
)
def test_the_stock_says_why_it_is_not_that_of_the_periods_end(engagement, note, said):
    stock = {"indicator": "processing.open_stock", "value": 315.0, "unit": "count", "numerator": 315, "note": note}
    finding = flow.findings.open_stock(rows(stock), engagement)
    reading = finding.message("reading").text("fr")
    assert said in reading if said else reading.endswith("toutes démarches confondues.")
    speaks(finding)
