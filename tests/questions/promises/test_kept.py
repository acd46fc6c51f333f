"""Promises kept, with and without open cases, against loops over plain Python cases."""

from __future__ import annotations

import pandas as pd
import pytest

from diagnostic.questions.promises import measures as promises
from tests.questions.cohort import END, START, random_cases, spans, utc_town
from tests.questions.random_towns import counted, one
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
        if case["end"] == "closed" and case["procedure"] in promised and START <= pd.Timestamp(case["closed_at"]) < END
    ]
    kept = sum(elapsed <= pd.Timedelta(days=days) for elapsed, days in closed)
    assert counted(found, "processing.within_announced") == (kept, len(closed))
    assert any(elapsed == pd.Timedelta(days=days) for elapsed, days in closed)


def test_promise_kept_with_open_cases_is_the_incidence_at_the_promise(measured):
    cases, found = measured
    kept = spans(cases, "births")
    alive, incidence = 1.0, 0.0
    for time in sorted({span[0] for span in kept if span[0] <= 10}):
        at_risk = [span for span in kept if span[2] <= time <= span[0]]
        incidence += alive * sum(span[0] == time and span[1] == "closed" for span in at_risk) / len(at_risk)
        alive *= 1 - sum(span[0] == time and span[1] != "open" for span in at_risk) / len(at_risk)
    assert one(found, "processing.within_announced_km", "procedure=births")["value"] == pytest.approx(incidence)
