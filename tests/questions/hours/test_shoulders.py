"""The first and last half-hours of each opening against a walk over minutes, and what the survey says of hours."""

import pandas as pd
import pytest

from diagnostic.engagement import Hours, SurveyItems
from diagnostic.questions.hours import measures as opening
from diagnostic.questions.hours.shoulders import shoulders
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts

# the opening of Wednesday, 60 minutes long, has no first half-hour
HOURS = (
    Hours(site="Mairie", channel="phone", rules="Mo-Fr 08:30-12:00,13:30-17:00; We 09:00-10:00; PH off"),
    Hours(site="Annexe", rules="Tu 09:00-19:00"),
)


def intervals(day, channel):
    if day.strftime("%m-%d") == "01-01":
        return []
    if channel == "counter":
        return [(540, 1140)] if day.weekday() == 1 else []
    if day.weekday() == 2:
        return [(540, 600)]
    return [(510, 720), (810, 1020)] if day.weekday() < 5 else []


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    calls = [row for row in contacts(11, count=4000) if row["channel"] == "phone"]
    tickets = [{"site": "ANNEXE", "taken_local": row["occurred_local"]} for row in contacts(12, count=1500)]
    with with_facts(open_town(tmp_path_factory.mktemp("town"), hours=HOURS), contacts=calls, tickets=tickets) as store:
        return calls, tickets, shoulders(store)


def walked(stamps, channel, edge):
    """Arrivals and minutes in the shoulders, and in all open minutes of the weeks from the first arrival's to the last one's."""
    days = [pd.Timestamp(stamp).normalize() for stamp in stamps]
    monday, sunday = (day - pd.Timedelta(days=day.weekday()) for day in (min(days), max(days)))
    first, last = max(monday, pd.Timestamp("2024-01-01")), min(sunday + pd.Timedelta(days=6), pd.Timestamp("2024-03-31"))
    open_minutes, edge_minutes = set(), set()
    for day in pd.date_range(first, last):
        for start, end in intervals(day, channel):
            open_minutes |= {(day, minute) for minute in range(start, end)}
            if end - start >= 90:
                chosen = range(start, start + 30) if edge == "first" else range(end - 30, end)
                edge_minutes |= {(day, minute) for minute in chosen}
    moments = [(day, pd.Timestamp(stamp).hour * 60 + pd.Timestamp(stamp).minute) for day, stamp in zip(days, stamps, strict=True)]
    return [sum(m in edge_minutes for m in moments), len(edge_minutes), sum(m in open_minutes for m in moments), len(open_minutes)]


def stamps(measured):
    calls, tickets, _ = measured
    of_users = [row["occurred_local"] for row in calls if in_period(row) and row["party"] in ("user", "unknown")]
    return {"phone": of_users, "counter": [t["taken_local"] for t in tickets if "2024-01-01" <= t["taken_local"] < "2024-04-01"]}


@pytest.mark.parametrize("edge", ["first", "last"])
def test_the_load_of_a_shoulder_is_its_arrivals_over_those_at_the_mean_pace(measured, edge):
    together = [0, 0, 0, 0]
    for channel, moments in stamps(measured).items():
        counts = walked(moments, channel, edge)
        together = [a + b for a, b in zip(together, counts, strict=True)]
        arrived, minutes, arrivals, opened = counts
        found = counted(measured[2], "opening.shoulder_load", f"channel={channel};edge={edge}")
        assert found == (arrived, pytest.approx(arrivals / opened * minutes))
    arrived, minutes, arrivals, opened = together
    assert one(measured[2], "opening.shoulder_load", f"edge={edge}")["value"] == pytest.approx(arrived / minutes / (arrivals / opened))


def test_all_is_the_first_half_hour_of_all_places_together(measured):
    whole, first = (one(measured[2], "opening.shoulder_load", scope) for scope in ("all", "edge=first"))
    assert whole["value"] == first["value"]


def test_a_site_is_found_whatever_its_capitals(measured):
    assert one(measured[2], "opening.shoulder_load", "channel=counter;edge=first;site=ANNEXE")["status"] == "measured"


def answer(score, profile, question="Horaires adaptés ?", **scale):
    return {"question": question, "score": score, "profile": profile, "scale_min": 1, "scale_max": 5, "high_is": "good"} | scale


def test_answers_are_told_apart_by_service_and_site(tmp_path):
    answers = [
        answer(score, None, service=service, site="Mairie") for service, scores in (("A", (5, 4, 1)), ("B", (5, 1, 1))) for score in scores
    ]
    with with_facts(open_town(tmp_path, survey_items=SurveyItems(hours="horaires adaptés ?")), survey=answers) as store:
        found = opening.users_satisfied(store)
    assert counted(found, "opening.users_satisfied_share") == (3, 6)
    assert counted(found, "opening.users_satisfied_share", "service=A") == (2, 3)
    assert counted(found, "opening.users_satisfied_share", "service=B") == (1, 3)


def test_hours_suit_those_who_tick_the_upper_boxes_of_the_declared_question(tmp_path):
    answers = [
        *[answer(score, "En emploi") for score in (5, 4, 4, 3, 2, 1, 1)],
        *[answer(score, "Retraité", high_is="bad") for score in (1, 2, 3, 5)],
        answer(7, "Retraité", scale_min=0, scale_max=10),
        answer(8, "Retraité", scale_min=0, scale_max=10),
        answer(9, "Retraité", scale_max=5),
        answer(5, "Retraité", question="Les horaires de nuit"),
        answer(5, "Retraité", local="2024-04-01"),
    ]
    items = SurveyItems(hours="horaires adaptés ?")
    with with_facts(open_town(tmp_path, survey_items=items), survey=answers) as store:
        found = opening.users_satisfied(store)
    assert counted(found, "opening.users_satisfied_share") == (3 + 2 + 1, 7 + 4 + 2)
    assert counted(found, "opening.users_satisfied_share", "profile=En emploi") == (3, 7)
    row = one(found, "opening.users_satisfied_share", "profile=Retraité")
    from scipy.stats import binomtest

    expected = binomtest(3, 6).proportion_ci(method="wilson")
    assert (row["low"], row["high"]) == (pytest.approx(expected.low), pytest.approx(expected.high))
