"""The stock that waits when the period ends, its age and the net flow, against loops over plain Python cases."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from diagnostic.engagement import ClockStop, Parameters, Period, Promise
from diagnostic.questions.flow import course, measures
from tests.questions.cohort import END, PERIOD, START, random_cases, utc_town
from tests.questions.flow import made
from tests.questions.flow.made import CLOSED, DAY, case
from tests.questions.random_towns import counted, one
from tests.towns import with_facts


@pytest.fixture(scope="module", params=[1, 2])
def measured(request, tmp_path_factory):
    cases = random_cases(request.param)
    with with_facts(utc_town(tmp_path_factory.mktemp("town")), cases=cases) as store:
        return cases, measures.measure(store)


def waits(case, moment):
    closed = case["closed_at"] and pd.Timestamp(case["closed_at"])
    return pd.Timestamp(case["opened_at"]) < moment and (closed is None or closed >= moment)


def test_stock_holds_every_case_open_when_the_period_ends_whenever_opened(measured):
    cases, found = measured
    ages = sorted((END - pd.Timestamp(case["opened_at"])) / pd.Timedelta(days=1) for case in cases if waits(case, END))
    assert one(found, "processing.open_stock")["value"] == len(ages)
    assert one(found, "processing.open_age_p50")["value"] == pytest.approx(ages[(len(ages) + 1) // 2 - 1])


@pytest.mark.parametrize("extract", ["2024-03-31", "2024-04-30", "2024-08-31"])
def test_the_stock_does_not_depend_on_how_long_after_the_period_the_extract_was_made(tmp_path, extract):
    period = PERIOD.model_copy(update={"extract_date": dt.date.fromisoformat(extract)})
    with with_facts(utc_town(tmp_path, period=period), cases=random_cases(3)) as store:
        rows = measures.measure(store)
        assert one(rows, "processing.open_stock")["value"] == course.daily(store)["backlog"].iloc[-1]
    assert one(rows, "processing.open_stock")["value"] == sum(waits(case, END) for case in random_cases(3))


def test_where_the_extract_comes_before_the_end_the_stock_is_that_of_the_extract(tmp_path):
    period = PERIOD.model_copy(update={"extract_date": dt.date(2024, 2, 29)})
    with with_facts(utc_town(tmp_path, period=period), cases=random_cases(3)) as store:
        rows, days = measures.measure(store), course.daily(store)
    over = pd.Timestamp("2024-03-01")
    assert one(rows, "processing.open_stock")["value"] == sum(waits(case, over) for case in random_cases(3)) == days["backlog"].iloc[-1]
    assert days["day"].iloc[-1] == pd.Timestamp("2024-02-29")


@pytest.mark.parametrize("hour", ["", " 10:00"])
def test_the_age_stands_still_while_the_user_owes_a_document_and_stops_with_the_period(tmp_path, hour):
    """Asked on 2024-03-11, received on 2024-03-21; or asked on 2024-03-21 and received after the period: 2024-04-10."""
    period = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31), extract_date=dt.date(2024, 4, 30))
    precision = {} if hour else {"opened_precision": "day"}
    cases = [
        {"opened_local": f"2024-03-01{hour}", "case_id": name, "closed_local": closed and f"{closed}{hour}"} | precision
        for name, closed in (("a", None), ("b", None), ("c", "2024-04-20"), ("d", "2024-03-10"))
    ]
    asked = {"a": ("2024-03-11", "2024-03-21"), "b": ("2024-03-21", "2024-04-10"), "c": ("2024-04-05", "2024-04-06")}
    events = [
        {"case_id": name, "activity": activity, "local": f"{day} 10:00"}
        for name, days in asked.items()
        for activity, day in zip(("asked", "received"), days, strict=True)
    ]
    stops = (ClockStop.model_validate({"from": "asked", "to": "received"}),)
    with with_facts(utc_town(tmp_path, period=period, clock_stops=stops), cases=cases, case_events=events) as store:
        ages = measures.sql(store, measures.__file__, "stock")
    # a: 30 days and what is left of the last, less 10; b: 20, since the clock stands still from then on; c: nothing stops it in the period
    rest = 0 if not hour else 14 / 24
    found = sorted(ages.loc[ages.index.repeat(ages["cases"]), "duration_s"] / 86_400)
    assert found == pytest.approx(sorted([30 + rest - 10, 20.0, 30 + rest]) if hour else [20.0, 20.0, 30.0])


def test_net_flow_sets_openings_against_closures_of_the_period(measured):
    cases, found = measured
    opened = sum(START <= pd.Timestamp(case["opened_at"]) < END for case in cases)
    closed = sum(case["end"] == "closed" and START <= pd.Timestamp(case["closed_at"]) < END for case in cases)
    assert counted(found, "processing.net_flow") == (opened, closed)


def test_ages_of_the_open_stock_join_a_younger_band_where_too_few_cases_are_in_one(tmp_path):
    open_for = [0, 2, 3, 6, 6.9, 7, 29, 30, 31, 400]
    cases = [case(pd.Timestamp("2024-07-01") - days * DAY, procedure="P") for days in open_for] + [CLOSED]
    parameters = Parameters(small_group=3, min_cases=1, draws=100)
    with with_facts(made.utc_town(tmp_path, parameters=parameters, promises=(Promise(procedure="P", days=6.5),)), cases=cases) as store:
        found = measures.ages(store)
    # the case opened at the very end of the period is not there yet
    assert found[["since", "cases"]].to_numpy().tolist() == [[0, 6], [30, 3]]
    assert found["late"].tolist() == [3, 3]
    assert found["until"].tolist()[0] == 30 and pd.isna(found["until"].iloc[-1])


def test_a_handful_of_late_cases_or_a_stock_of_a_few_is_not_told(tmp_path):
    cases = [case(pd.Timestamp("2024-07-01") - days * DAY, procedure="P") for days in [1] * 20 + [6.9] * 4] + [CLOSED]
    settings = {"parameters": Parameters(small_group=5, min_cases=1, draws=100), "promises": (Promise(procedure="P", days=6.5),)}
    with with_facts(made.utc_town(tmp_path / "a", **settings), cases=cases) as store:
        found = measures.ages(store)
    assert found["cases"].tolist() == [24] and found["late"].isna().all()
