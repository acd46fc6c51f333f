"""Calls answered, by rows and by totals."""

import pandas as pd
import pytest

from diagnostic.engagement import Hours
from diagnostic.measures import reach
from tests.measures.towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts

HOURS = (Hours(site="Mairie", channel="phone", rules="Mo-Fr 09:00-12:00"),)


def calls_of(rows):
    return [row for row in rows if row["channel"] == "phone" and row["party"] in ("user", "unknown") and in_period(row)]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = contacts(8, count=600)
    with with_facts(open_town(tmp_path_factory.mktemp("town"), hours=HOURS), contacts=rows) as store:
        return calls_of(rows), reach.measure(store)


def test_answer_rate_leaves_out_calls_that_asked_for_no_agent(measured):
    calls, found = measured
    answered = sum(call["outcome"] == "answered" for call in calls)
    asked = sum(call["outcome"] in ("answered", "abandoned", "deflected", "unanswered") for call in calls)
    assert counted(found, "reach.answer_rate_agent") == (answered, asked)
    assert counted(found, "reach.answer_rate_all") == (answered, len(calls))


def test_answer_rate_in_phone_hours_counts_the_voice_server_and_the_hours(measured):
    calls, found = measured

    def during(call):
        at = pd.Timestamp(call["occurred_local"])
        return at.weekday() < 5 and 9 <= at.hour < 12

    inside = [call for call in calls if during(call) and call["outcome"] != "out_of_hours"]
    assert counted(found, "reach.answer_rate_open") == (sum(call["outcome"] == "answered" for call in inside), len(inside))


def test_short_abandons_are_those_under_five_seconds(measured):
    calls, found = measured
    answered = sum(call["outcome"] == "answered" for call in calls)
    given_up = [call for call in calls if call["outcome"] == "abandoned"]
    lasting = [call for call in given_up if call["wait_s"] is None or call["wait_s"] >= 5]
    assert counted(found, "reach.abandon_rate") == (len(given_up), answered + len(given_up))
    assert counted(found, "reach.abandon_rate", "short=excluded") == (len(lasting), answered + len(lasting))


def test_totals_of_the_telephone_system_stand_in_for_rows(tmp_path):
    totals = [
        {"day": "2024-01-31", "offered": 100, "answered": 60, "abandoned": 20, "voice_server": 10},
        {"day": "2024-03-31", "offered": 50, "answered": 20, "abandoned": None},
        {"day": "2024-04-01", "offered": 999, "answered": 999, "abandoned": 0},
    ]
    with with_facts(open_town(tmp_path), call_counts=totals) as store:
        found = reach.measure(store)
    assert counted(found, "reach.answer_rate_agent") == (80, 140)
    assert counted(found, "reach.answer_rate_all") == (80, 150)
    assert counted(found, "reach.abandon_rate") == (20, 80)
    assert counted(found, "reach.answer_rate_agent", "month=2024-03") == (20, 50)


def test_a_target_stands_beside_its_indicator(tmp_path):
    from diagnostic.engagement import Target

    targets = {"reach.answer_rate_agent": Target(value=0.85, source="Services Publics+")}
    with with_facts(open_town(tmp_path, targets=targets), contacts=contacts(2)) as store:
        found = reach.measure(store)
    row = one(found, "reach.answer_rate_agent")
    assert (row["target"], row["target_source"]) == (0.85, "Services Publics+")
    assert pd.isna(one(found, "reach.abandon_rate")["target"])
