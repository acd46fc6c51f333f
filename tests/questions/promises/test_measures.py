"""Acknowledgements, first answers, hand-overs and reopened cases against loops over plain Python cases."""

import datetime as dt
import random
from itertools import pairwise

import pandas as pd
import pytest

from diagnostic.engagement import Client, Event, Hours, Parameters, Period, Promise
from diagnostic.questions import flow
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.promises import measures as promises
from diagnostic.questions.stages import measures as stages
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


def test_handovers_are_changes_of_team_over_steps_that_name_one(tmp_path):
    rng = random.Random(3)
    cases = random_cases(3, 60)
    steps, teams = [], {}
    for case in cases:
        teams[case["case_id"]] = [rng.choice(["A", "B", None]) for _ in range(rng.randrange(5))]
        steps += [
            {"case_id": case["case_id"], "activity": "step", "team": team, "local": case["opened_local"] + number * DAY / 24}
            for number, team in enumerate(teams[case["case_id"]])
        ]
    rng.shuffle(steps)
    with with_facts(utc_town(tmp_path), cases=cases, case_events=steps) as store:
        row = one(stages.handovers(store), "processing.handover_mean")
    named = [[team for team in teams[case["case_id"]] if team] for case in cases if opened_in_period(case)]
    changes = sum(before != after for path in named for before, after in pairwise(path))
    assert (row["numerator"], row["denominator"]) == (changes, sum(bool(path) for path in named))
    assert row["value"] == pytest.approx(changes / sum(bool(path) for path in named))


def test_reopened_cases_are_counted_among_those_closed_in_the_period(tmp_path):
    cases = random_cases(4)
    with with_facts(utc_town(tmp_path), cases=cases) as store:
        found = stages.reopened(store)
    closed = [case for case in cases if case["closed_local"] is not None and START <= case["closed_local"] < END]
    known = [case for case in closed if case["reopen_count"] is not None]
    assert counted(found, "processing.reopened_share") == (sum(case["reopen_count"] > 0 for case in known), len(known))


# What is taken together


def every_time(store):
    return pd.concat([question.measure(store) for question in (processing, flow, promises, stages)])


def plain(opened, days, **more):
    return {"opened_local": f"2024-{opened}", "closed_local": pd.Timestamp(f"2024-{opened}") + days * DAY, **more}


def test_times_are_told_by_channel_team_and_month_of_opening(tmp_path):
    cases = [plain("01-10", 2, channel="email", team="A"), plain("02-10", 8, channel="letter", team="B"), plain("02-11", 8, team="B")]
    staff = [{"team": "B", "fte": 5.0}, {"team": "A", "fte": 4.0}]
    early = {"opened_local": "2023-12-30", "closed_local": "2024-01-08"}
    with with_facts(utc_town(tmp_path), cases=[*cases, early], staff=staff) as store:
        found = processing.times(store)
    assert one(found, "processing.p50", "channel=email")["value"] == 2.0
    assert one(found, "processing.p50", "month=2024-02")["denominator"] == 2
    assert "month=2023-12" not in set(found["scope"])
    assert one(found, "processing.p50", "team=B")["value"] == 8.0
    hidden = one(found, "processing.p50", "team=A")
    assert (hidden["status"], hidden["denominator"]) == ("suppressed", pytest.approx(float("nan"), nan_ok=True))


def test_a_team_of_unknown_size_is_hidden(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[plain("01-10", 2, team="A")]) as store:
        assert one(processing.times(store), "processing.p50", "team=A")["status"] == "suppressed"


def test_closings_made_by_a_tool_are_told_apart(tmp_path):
    cases = [plain("01-10", 2, artefact=artefact, procedure="P") for artefact in (None, None, "typed_afterwards")]
    cases += [plain("01-10", 50, artefact=artefact, procedure="P") for artefact in ("bulk_closing", "automatic_closing", "bulk_closing")]
    with with_facts(
        utc_town(tmp_path, promises=(Promise(procedure="P", days=3),)), cases=[*cases, plain("01-11", 50, procedure="P")]
    ) as store:
        found = every_time(store)
    assert (one(found, "processing.p50")["value"], one(found, "processing.p50", "artefact=excluded")["value"]) == (50.0, 2.0)
    assert one(found, "processing.p50", "artefact=excluded")["denominator"] == 4
    assert counted(found, "processing.within_announced") == (3, 7)
    assert counted(found, "processing.within_announced", "artefact=excluded") == (3, 4)


def test_without_such_closings_there_is_nothing_to_tell_apart(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[plain("01-10", 2)]) as store:
        assert "artefact=excluded" not in set(every_time(store)["scope"])


def test_nothing_is_averaged_across_a_declared_break(tmp_path):
    before = [plain("01-10", 2, reopen_count=1), {"opened_local": "2023-12-20", "closed_local": "2024-01-12"}]
    after = [plain("02-10", 8, reopen_count=0), plain("02-12", 9, reopen_count=0), plain("02-09", 20, reopen_count=0)]
    settings = {"events": (Event(date=dt.date(2024, 2, 9), kind="break"),), "parameters": Parameters(small_group=1, min_cases=1, draws=100)}
    with with_facts(utc_town(tmp_path, **settings), cases=[*before, *after]) as store:
        found = every_time(store)
    row = one(found, "processing.p50")
    assert (row["value"], row["denominator"], row["period_start"], row["note"]) == (9.0, 3, "2024-02-09", "since_break")
    assert counted(found, "processing.net_flow") == (3, 3)
    assert counted(found, "processing.reopened_share") == (0, 3)
    assert one(found, "processing.open_stock")["period_start"] == "2024-01-01"  # a stock is that of one day
