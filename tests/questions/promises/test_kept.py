"""Promises kept, with and without open cases, against loops over plain Python cases."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.engagement import Promise
from diagnostic.questions import processing
from diagnostic.questions.processing.findings import slowest
from diagnostic.questions.promises import findings
from diagnostic.questions.promises import measures as promises
from tests.questions.cohort import END, START, among_closed, curve, lasting, random_cases, spans, utc_town
from tests.questions.random_towns import counted, one
from tests.questions.sentences import text
from tests.towns import with_facts


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, promises.measure(store)


def test_announced_time_is_kept_when_closed_at_its_last_instant(measured):
    cases, found = measured
    promised = {"births": 10, "permits": 30}
    closed = [
        (pd.Timestamp(case["closed_at"]) - pd.Timestamp(case["opened_at"]), promised[case["procedure"]])
        for case in cases
        if case["end"] == "closed"
        and case["opened_at"] != case["closed_at"]
        and case["procedure"] in promised
        and START <= pd.Timestamp(case["closed_at"]) < END
    ]
    kept = sum(elapsed <= pd.Timedelta(days=days) for elapsed, days in closed)
    assert counted(found, "processing.within_announced") == (kept, len(closed))
    assert any(elapsed == pd.Timedelta(days=days) for elapsed, days in closed)


def test_promise_kept_with_open_cases_is_the_incidence_at_the_promise(measured):
    cases, found = measured
    kept = spans(cases, "births")
    in_time = [ended for time, ended, _ in curve(kept)[0] if time <= 10]
    assert one(found, "processing.within_announced_km", "procedure=births")["value"] == pytest.approx(float(in_time[-1]))


def test_promises_are_kept_together_each_case_on_its_own_and_told_of_what_if_and_of_those_closed(measured):
    cases, found = measured
    kept = [(span[0] / days, *span[1:2], span[2] / days) for name, days in (("births", 10), ("permits", 30)) for span in spans(cases, name)]
    told, grain = curve(kept)
    closed = among_closed(told, grain)
    expected = {"all": told, "estimate=cause_specific": curve(kept, ("competing",))[0]} | ({"estimate=closed": closed} if closed else {})
    for scope, points in expected.items():
        share = float([ended for time, ended, _ in points if time <= 1][-1])
        assert one(found, "processing.within_announced_km", scope)["value"] == pytest.approx(share)


def test_every_kind_of_promise_has_its_rows_and_the_due_date_of_a_case_is_announced(tmp_path):
    promises_made = (
        Promise(procedure="permits", days=30, kind="legal"),
        Promise(procedure="permits", days=8),
        Promise(procedure="births", days=3, kind="target"),
    )
    cases = [lasting("01-10", days, procedure="permits") for days in (5, 10, 40)]
    cases += [lasting("01-10", days, procedure="births", due_local=f"2024-01-{10 + due}") for days, due in ((2, 1), (2, 4), (4, 5))]
    cases += [lasting("01-10", 4, procedure="births"), lasting("01-10", 9, end="withdrawn", procedure="permits")]
    cases += [{"opened_local": "2024-01-10", "procedure": "permits"}]
    with with_facts(utc_town(tmp_path, promises=promises_made), cases=cases) as store:
        found = promises.measure(store)
    kinds = {"all": (1 + 2 + 0, 7), "kind=announced": (1 + 2, 6), "kind=legal": (2, 3), "kind=target": (2, 4)}
    for scope, counts in kinds.items():
        assert counted(found, "processing.within_announced", scope) == counts
    assert counted(found, "processing.within_announced", "kind=legal;procedure=permits") == (2, 3)
    followed = {scope: one(found, "processing.within_announced_km", scope) for scope in kinds}
    assert {scope: row["denominator"] for scope, row in followed.items()} == {
        "all": 9,
        "kind=announced": 8,
        "kind=legal": 5,
        "kind=target": 4,
    }
    assert followed["kind=legal"]["value"] == pytest.approx(2 / 5)  # of five permits, one withdrawn and one still open


def test_requests_that_carry_their_date_alone_have_an_announced_time_and_nobody_is_asked_for_one(tmp_path):
    """As in the 311 exports: opened, due, closed. Of 500 requests 48 are closed after the date that they were given."""
    cases = [lasting("01-10", 5 + (number < 48), due_local="2024-01-15 12:00") for number in range(500)]
    town = utc_town(tmp_path, promises=())
    with with_facts(town, cases=cases) as store:
        rows = pd.concat([processing.measure(store), promises.measure(store)])
    assert counted(rows, "processing.within_announced") == counted(rows, "processing.within_announced", "kind=announced") == (452, 500)
    finding = findings.kept(rows, town)
    assert text(finding) == "Neuf demandes sur dix sont closes dans le délai annoncé"
    assert findings.least_kept(rows, town, None) is None and slowest(rows, town, None) is None


def test_a_request_typed_in_afterwards_was_not_closed_within_any_time(tmp_path):
    cases = [lasting("01-10", days, procedure="births") for days in (0, 0, 0, 5, 20)]
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        assert counted(promises.within_announced(store), "processing.within_announced") == (1, 2)


def test_what_nobody_was_followed_for_is_not_told(tmp_path):
    """Forty requests opened a month before the extract, with sixty days announced: nobody knows how many are closed by then."""
    cases = [{"opened_local": "2024-03-28", "procedure": "P"} for _ in range(40)] + [lasting("03-28", 5, procedure="P")] * 40
    with with_facts(utc_town(tmp_path, promises=(Promise(procedure="P", days=60),)), cases=cases) as store:
        row = one(promises.within_announced_km(store), "processing.within_announced_km")
    assert pd.isna(row["value"]) and row["note"] == "not_reached"
