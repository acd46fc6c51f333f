"""Acknowledgements and first answers against loops over plain Python cases."""

import datetime as dt
import random

import pandas as pd
import pytest

from diagnostic.engagement import Client, Hours, Period
from diagnostic.questions.promises import measures as promises
from tests.questions.random_towns import counted, one, open_town
from tests.towns import with_facts

START, END, EXTRACT = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-04-01"), pd.Timestamp("2024-04-11")
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31), extract_date=dt.date(2024, 4, 10))
DAY = pd.Timedelta(days=1)
ELECTRONIC = ("web_form", "email")
EVERY_HOUR = (Hours(site="Mairie", rules="24/7"),)


def utc_town(folder, **settings):
    return open_town(folder, **({"client": Client(name="Ville", timezone="UTC"), "period": PERIOD} | settings))


def random_cases(seed, count=200):
    rng, made = random.Random(seed), []
    for number in range(count):
        opened = pd.Timestamp("2023-12-10") + pd.Timedelta(hours=rng.randrange(24 * 120))
        acknowledged = opened + rng.choice([0.5, 6.9, 7, 7.01, 13, 14, 14.01]) * DAY
        answered = opened + rng.choice([1, 3, 5, 20, 60]) * DAY
        closed = opened + rng.choice([2, 6, 30, 90]) * DAY
        made.append(
            {
                "case_id": str(number),
                "opened_local": opened,
                "acknowledged_local": acknowledged if rng.random() < 0.8 else None,
                "first_response_local": answered if rng.random() < 0.7 else None,
                "closed_local": closed if closed < EXTRACT else None,
                "channel": rng.choice([*ELECTRONIC, "letter", "phone", "counter", None]),
                "procedure": rng.choice(["births", "permits"]),
                "reopen_count": rng.choice([0, 0, 1, 3, None]),
            }
        )
    return made


def opened_in_period(case):
    return START <= case["opened_local"] < END


def test_acknowledgements_are_judged_by_channel_once_they_are_due(tmp_path):
    cases = random_cases(1)
    silent = [case | {"acknowledged_local": None, "source": "silent"} for case in cases[:40]]  # a tool that records none says nothing
    with with_facts(utc_town(tmp_path), cases=[*({**case, "source": "told"} for case in cases), *silent]) as store:
        found = promises.acknowledged(store)
    limits = dict.fromkeys(ELECTRONIC, 7 * DAY) | {"letter": 14 * DAY}
    due = [
        case
        for case in cases
        if opened_in_period(case) and case["channel"] in limits and EXTRACT - case["opened_local"] >= limits[case["channel"]]
    ]
    kept = [
        case for case in due if case["acknowledged_local"] and case["acknowledged_local"] - case["opened_local"] <= limits[case["channel"]]
    ]
    assert counted(found, "processing.acknowledged_in_time") == (len(kept), len(due))
    assert any(case["acknowledged_local"] - case["opened_local"] == limits[case["channel"]] for case in kept)
    letters = [case for case in due if case["channel"] == "letter"]
    assert one(found, "processing.acknowledged_in_time", "channel=letter")["denominator"] == len(letters)


def test_an_acknowledgement_known_by_the_day_is_judged_in_whole_days(tmp_path):
    cases = [
        {"opened_local": "2024-02-01 23:00", "acknowledged_local": stamp, "acknowledged_precision": "day", "channel": "email"}
        for stamp in ("2024-02-08", "2024-02-09")
    ]
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        assert counted(promises.acknowledged(store), "processing.acknowledged_in_time") == (1, 2)


def test_half_of_first_answers_counts_those_that_still_wait_or_ended_without_one(tmp_path):
    cases = random_cases(2)
    with with_facts(utc_town(tmp_path, hours=EVERY_HOUR), cases=cases) as store:
        row = one(promises.first_response(store), "processing.first_response_p50")
    kept = []
    for case in filter(opened_in_period, cases):
        answered, closed = case["first_response_local"], case["closed_local"]
        if answered is not None and answered < EXTRACT:
            kept.append(((answered - case["opened_local"]) / DAY, "answered"))
        else:
            kept.append((((closed or EXTRACT) - case["opened_local"]) / DAY, "waiting"))
    waiting, half = 1.0, None
    for time in sorted({time for time, _ in kept}):
        waiting *= 1 - sum(span == (time, "answered") for span in kept) / sum(span[0] >= time for span in kept)
        half = time if half is None and waiting <= 0.5 + 1e-12 else half
    assert row["value"] == pytest.approx(half * 24)
    assert (row["numerator"], row["denominator"]) == (sum(state == "answered" for _, state in kept), len(kept))


def test_first_answers_need_opening_hours_and_the_time_of_day(tmp_path):
    by_day = {"opened_local": "2024-02-01", "opened_precision": "day", "first_response_local": "2024-02-03 10:00"}
    with with_facts(utc_town(tmp_path, hours=EVERY_HOUR), cases=[by_day]) as store:
        row = one(promises.first_response(store), "processing.first_response_p50")
    assert (row["status"], row["note"]) == ("not_measurable", "no_working_time")
