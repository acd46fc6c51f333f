"""What a day of calling gives, counted one number after the other."""

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic.questions.reach import callers
from diagnostic.questions.reach import measures as reach
from tests.questions.random_towns import OUTCOMES, PERIOD, counted, one, open_town
from tests.towns import with_facts

TAKEN_BY_NOBODY = ("abandoned", "deflected", "unanswered")


def busy(seed=4, count=700):
    """Calls of a few numbers, many of them minutes apart, some exactly an hour, some around midnight; emails in between."""
    rng = random.Random(seed)
    at, rows = pd.Timestamp("2023-12-20 08:00:00"), []
    for _ in range(count):
        at += pd.Timedelta(seconds=rng.choice([60, 600, 3599, 3600, 3601, 7200, 43_200]))
        rows.append(
            {
                "occurred_local": at.isoformat(),
                "channel": rng.choice(["phone", "phone", "phone", "email"]),
                "outcome": rng.choice(OUTCOMES),
                "person": rng.choice([None, 1, 2, 3]),
                "party": rng.choice(["user", "user", "unknown", "internal"]),
            }
        )
    for row in rows:
        if row["channel"] == "email":
            row["outcome"] = None
    return rows


def calls_of(rows):
    return [row | {"at": pd.Timestamp(row["occurred_local"])} for row in rows if row["channel"] == "phone" and row["party"] != "internal"]


def within(call):
    return PERIOD[0] <= call["at"].date() <= PERIOD[1]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    rows = busy()
    with with_facts(open_town(tmp_path_factory.mktemp("town")), contacts=rows) as store:
        return calls_of(rows), reach.measure(store)


def test_a_caller_is_reached_on_the_days_when_one_of_their_calls_is_answered(measured):
    calls, found = measured
    days = {}
    for call in calls:
        if within(call) and call["person"] is not None:
            days.setdefault((call["person"], call["at"].date()), []).append(call["outcome"])
    reached = sum("answered" in outcomes for outcomes in days.values())
    asking = sum(bool({"answered", *TAKEN_BY_NOBODY} & set(outcomes)) for outcomes in days.values())
    assert counted(found, "reach.callers_reached_share") == (reached, len(days))
    row = one(found, "reach.callers_reached_share")
    assert (row["low_definition"], row["high_definition"]) == pytest.approx((reached / len(days), reached / asking))


def test_a_redial_follows_an_unanswered_call_of_the_same_number_within_the_hour(measured):
    calls, found = measured
    end = max(call["at"] for call in calls)
    tried = redialled = 0
    for call in calls:
        if not within(call) or call["person"] is None or call["outcome"] not in TAKEN_BY_NOBODY or end - call["at"] < dt.timedelta(hours=1):
            continue
        later = [other["at"] - call["at"] for other in calls if other["person"] == call["person"] and other["at"] > call["at"]]
        tried += 1
        redialled += any(gap <= dt.timedelta(hours=1) for gap in later)
    assert counted(found, "reach.redial_rate") == (redialled, tried)
    assert 0 < redialled < tried


def two(first, second, **other):
    row = {"channel": "phone", "person": 1}
    last = {"occurred_local": "2024-03-30 12:00", "channel": "phone", "outcome": "answered"}
    return [row | {"occurred_local": first, "outcome": "abandoned"}, row | {"occurred_local": second, "outcome": "answered"} | other, last]


@pytest.mark.parametrize(
    ("second", "other", "redials"),
    [
        ("2024-02-01 11:00:00", {}, 1),
        ("2024-02-01 11:00:01", {}, 0),
        ("2024-02-01 10:00:00", {}, 1),
        ("2024-02-01 10:30:00", {"person": 2}, 0),
        ("2024-02-01 10:30:00", {"channel": "email", "outcome": None}, 0),
        ("2024-02-01 10:30:00", {"direction": "out"}, 0),
    ],
)
def test_sixty_minutes_are_within_the_hour_and_only_a_call_of_the_same_number_is_a_redial(tmp_path, second, other, redials):
    with with_facts(open_town(tmp_path), contacts=two("2024-02-01 10:00:00", second, **other)) as store:
        assert counted(callers.redialled(store), "reach.redial_rate") == (redials, 1)


def test_an_unanswered_call_of_the_last_hour_of_the_data_tells_nothing(tmp_path):
    call = {"channel": "phone", "person": 1, "outcome": "unanswered"}
    rows = [{**call, "occurred_local": f"2024-02-01 {time}"} for time in ("08:00", "11:00", "11:30", "12:00")]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        assert counted(callers.redialled(store), "reach.redial_rate") == (1, 2)


def test_a_call_after_the_period_still_follows_one_of_its_last_hour(tmp_path):
    rows = two("2024-03-31 23:50", "2024-04-01 00:10")
    rows[2]["occurred_local"] = "2024-04-02 12:00"
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        assert counted(callers.redialled(store), "reach.redial_rate") == (1, 1)


def test_the_hour_is_an_hour_on_the_night_that_repeats_one(tmp_path):
    """02:30 comes twice on 27 October 2024 in Paris: 01:50 to 02:40 (the second) is an hour and fifty minutes, not fifty minutes."""
    from diagnostic.engagement import Period

    autumn = Period(start=dt.date(2024, 10, 1), end=dt.date(2024, 10, 31), extract_date=dt.date(2024, 10, 31))
    rows = [
        {"occurred_at": "2024-10-26 23:50", "channel": "phone", "outcome": "abandoned", "person": 1},
        {"occurred_at": "2024-10-27 01:40", "channel": "phone", "outcome": "answered", "person": 1},
        {"occurred_at": "2024-10-28 09:00", "channel": "phone", "outcome": "answered", "person": None},
    ]
    with with_facts(open_town(tmp_path, period=autumn), contacts=rows) as store:
        assert counted(callers.redialled(store), "reach.redial_rate") == (0, 1)


def test_the_day_of_a_caller_is_the_local_one(tmp_path):
    """23:30 and 00:30 in Paris in summer are one day in UTC and two days for the caller."""
    from diagnostic.engagement import Period

    summer = Period(start=dt.date(2024, 7, 1), end=dt.date(2024, 7, 31), extract_date=dt.date(2024, 7, 31))
    call = {"channel": "phone", "person": 1}
    rows = [
        {**call, "occurred_local": "2024-07-10 23:30", "outcome": "abandoned"},
        {**call, "occurred_local": "2024-07-11 00:30", "outcome": "answered"},
    ]
    with with_facts(open_town(tmp_path, period=summer), contacts=rows) as store:
        assert counted(callers.reached(store), "reach.callers_reached_share") == (1, 2)


def test_few_callers_are_hidden_however_often_they_call(tmp_path):
    """Ten persons who called on twenty days each are ten persons."""
    from diagnostic.engagement import Parameters

    def town(folder, persons):
        rows = [
            {"occurred_local": f"2024-02-{day:02d} 10:00", "channel": "phone", "person": person, "outcome": outcome}
            for person in range(persons)
            for day in range(1, 21)
            for outcome in (["abandoned", "answered"][(person + day) % 2],)
        ]
        with with_facts(open_town(folder, parameters=Parameters(draws=100)), contacts=rows) as store:
            return one(callers.reached(store), "reach.callers_reached_share")["status"]

    assert (town(tmp_path / "ten", 10), town(tmp_path / "eleven", 11)) == ("suppressed", "measured")


def test_on_a_day_of_very_many_callers_every_one_of_them_counts(tmp_path):
    persons = 1_200
    first = [{"outcome": "answered" if person % 3 == 0 else "abandoned", "minute": 0, "person": person} for person in range(1, persons + 1)]
    # those whose number ends in 0 call again within the hour, and get nobody
    again = [{"outcome": "abandoned", "minute": 30, "person": person} for person in range(10, persons + 1, 10)]
    rows = [
        {"occurred_local": f"2024-01-10 10:{call['minute']:02}:00", "channel": "phone", "party": "user", **call} for call in first + again
    ]
    rows.append({"occurred_local": "2024-01-11 10:00:00", "channel": "phone", "party": "user", "outcome": "voice_server", "person": 1})
    with with_facts(open_town(tmp_path), contacts=[{name: one for name, one in row.items() if name != "minute"} for row in rows]) as store:
        found = reach.measure(store)
    reached, redialled = one(found, "reach.callers_reached_share"), one(found, "reach.redial_rate")
    assert (reached["numerator"], reached["denominator"]) == (400, 1_201)
    assert reached["high_definition"] == pytest.approx(400 / 1_200)
    # 800 first calls and 120 second ones that nobody took; of the numbers ending in 0, two in three had a first one
    assert (redialled["numerator"], redialled["denominator"]) == (80, 920)
