"""What a finding is called, what it rests on, and what its chart has to show."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

from diagnostic import questions
from diagnostic.blocks import Finding, Message, Note, from_json, to_json
from diagnostic.engagement import Target
from diagnostic.errors import UserError
from diagnostic.findings import declaration
from diagnostic.findings.declaration import DECLARED, holds
from diagnostic.indicators import COLUMNS, decode
from diagnostic.indicators.catalogue import catalogue
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import causes, flow, hours, procedures, reach
from diagnostic.questions.causes.measures import Sample
from diagnostic.wording import LANGUAGES
from tests.altered import altered
from tests.questions.flow.made import WENT, stock_rows
from tests.questions.random_towns import open_town
from tests.questions.rows import grounds


def functions():
    for question in questions.every():
        if hasattr(question, "findings"):
            for name, function in inspect.getmembers(question.findings, inspect.isfunction):
                if function.__module__ == question.findings.__name__ and not name.startswith("_"):
                    yield f"{question.__name__.rpartition('.')[2]}.{name}", function


GIVING = {name: function for name, function in functions() if "Finding" in str(inspect.signature(function).return_annotation)}


def rows(*given):
    made = [{"scope": "all", "unit": "share", "status": "measured", "note": ""} | row for row in given]
    return Disclosed(made).reindex(columns=list(COLUMNS))


def share(indicator, value=0.5, **more):
    return {"indicator": indicator, "value": value, "numerator": value * 1000, "denominator": 1000, "low": value, "high": value} | more


def test_every_function_that_gives_findings_declares_them():
    assert set(GIVING) == set(DECLARED)
    assert len(GIVING) > 35


def test_a_finding_rests_on_indicators_of_the_catalogue():
    named = {indicator for declared in DECLARED.values() for indicator in declared.indicators}
    assert named and named <= set(catalogue())
    assert [name for name, declared in DECLARED.items() if not declared.indicators] == ["quality.catch_all"]


def test_a_finding_that_may_carry_a_chart_has_a_claim_and_no_other_has():
    drawn = {name for name, function in GIVING.items() if {"chart", "charts"} & set(inspect.signature(function).parameters)}
    assert drawn == {name for name, declared in DECLARED.items() if declared.claim}


def test_variants_of_the_wording_are_one_finding(tmp_path):
    town = open_town(tmp_path)
    courses = [WENT, WENT | {"sure": False}, WENT | {"highest": 900.0, "sure": False}]
    said = [flow.findings.backlog(stock_rows(course), Disclosed([course]), town, None) for course in courses]
    assert [one.key.rpartition("_")[2] for one in said] == ["grew", "moved", "peaked"]
    calls = rows(share("reach.answer_rate_agent"))
    own = town.model_copy(update={"targets": {"reach.answer_rate_agent": Target(value=0.7, source="Charte")}})
    said += [reach.findings.answered(calls, one) for one in (town, own)]
    assert said[3].key != said[4].key
    assert [one.id for one in said] == ["flow.backlog"] * 3 + ["reach.answered"] * 2


def test_one_of_several_scopes_is_named_by_its_scope(tmp_path):
    town = open_town(tmp_path)
    closed = rows(*(share("opening.out_of_hours_share", scope=f"channel={channel}") for channel in ("phone", "email")))
    for channel in ("phone", "email"):
        assert hours.findings.closed_contacts(closed, town, channel, None).id == f"hours.closed_contacts;channel={channel}"
    name = "Acte; naissance=décès"
    named = procedures.findings.one(grounds("procedures.one"), portfolio(name), name, town, None).id
    assert decode(named.partition(";")[2]) == {"procedure": name}


def test_what_is_no_finding_passes_through_and_each_of_a_list_is_named(monkeypatch):
    monkeypatch.setattr(declaration, "DECLARED", {})
    monkeypatch.setattr(given_back, "__module__", "diagnostic.questions.reach.findings")
    declared = declaration.finding()(given_back)
    note, plain = Note(Message("findings.nothing")), Finding("findings.x", {}, "solid", 0.0, 0.0)
    assert declared(note) is note and declared(None) is None
    first, second = declared([note, plain])
    assert first is note and second.id == "reach.given_back" and not plain.id
    with pytest.raises(UserError):
        declared(pd.DataFrame({"contacts": [3]}))


def given_back(shown):
    return shown


def test_a_notebook_saved_before_findings_had_a_name_still_opens():
    saved = to_json(Finding("findings.closed_phone", {}, "solid", 1000.0, 0.25))
    assert saved.pop("id") == "" and saved.pop("scope") == "all"
    assert from_json(saved).id == ""


def portfolio(name):
    known = {"procedure": name, "service": None, "contacts": 310.0, "share": 0.4, "cumulative": 0.4}
    return Disclosed([known | dict.fromkeys(["repeat_rate", "hours", "repeat_hours", "p50", "p90", "announced", "cases"])])


def one_procedure(tmp_path):
    cells = Disclosed({"procedure": "Passeport", "channel": ["phone", "email"], "contacts": [200.0, 100.0], "share": [2 / 3, 1 / 3]})
    grounded, drawn = grounds("procedures.one"), procedures.charts.channels(LANGUAGES, cells)
    return procedures.findings.one(grounded, portfolio("Passeport"), "Passeport", open_town(tmp_path), drawn)


def avoidable(tmp_path):
    shares = Disclosed({"cause": ["chaser", "error"], "scope": "all", "value": [0.45, 0.3], "low": 0.1, "high": 0.6, "denominator": 60})
    sample = Sample(drawn=80, population=900, coded=60, undetermined=4)
    coded = rows(share("repeat.avoidable_share", 0.75))
    picture = causes.charts.causes(LANGUAGES, shares, causes.findings.share_of_value(coded))
    return causes.findings.avoidable(coded, rows(share("repeat.rate")), sample, open_town(tmp_path), picture)


@pytest.mark.parametrize("make", [one_procedure, avoidable])
def test_the_claims_that_no_sample_town_shows_hold_and_are_not_empty(tmp_path, make):
    stated = make(tmp_path)
    assert holds(stated)
    assert not holds(altered(stated))
