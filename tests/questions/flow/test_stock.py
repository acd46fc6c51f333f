"""The open stock and the net flow against loops over plain Python cases."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.questions.flow import measures as flow
from tests.questions.cohort import END, EXTRACT, PERIOD, START, random_cases, utc_town
from tests.questions.random_towns import counted, one
from tests.towns import with_facts


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, flow.measure(store)


def test_stock_holds_every_open_case_whenever_opened(measured):
    cases, found = measured
    ages = sorted((EXTRACT - pd.Timestamp(case["opened_at"])) / pd.Timedelta(days=1) for case in cases if not case["closed_at"])
    assert one(found, "processing.open_stock")["value"] == len(ages)
    assert one(found, "processing.open_age_p50")["value"] == pytest.approx(ages[(len(ages) + 1) // 2 - 1])


@pytest.mark.parametrize(
    ("extract", "last", "note"),
    [("2024-04-30", "2024-03-31", "nothing_opened_since"), ("2024-04-30", "2024-04-01", "opened_since"), ("2024-03-31", "2024-03-30", "")],
)
def test_a_stock_later_than_the_period_says_whether_it_holds_what_was_opened_since(tmp_path, extract, last, note):
    period = PERIOD.model_copy(update={"extract_date": dt.date.fromisoformat(extract)})
    cases = [{"opened_local": "2024-02-01 10:00", "closed_local": "2024-02-02 10:00"}, {"opened_local": f"{last} 23:30"}]
    with with_facts(utc_town(tmp_path, period=period), cases=cases) as store:
        assert one(flow.measure(store), "processing.open_stock")["note"] == note


def test_net_flow_sets_openings_against_closures_of_the_period(measured):
    cases, found = measured
    opened = sum(START <= pd.Timestamp(case["opened_at"]) < END for case in cases)
    closed = sum(case["end"] == "closed" and START <= pd.Timestamp(case["closed_at"]) < END for case in cases)
    assert counted(found, "processing.net_flow") == (opened, closed)
