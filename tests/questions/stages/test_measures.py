"""Where the time of a case goes, against a walk through each case's steps."""

import random
from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest

from diagnostic.engagement import ClockStop, Parameters
from diagnostic.questions.stages import measures as stages
from tests.questions.promises.test_measures import DAY, END, START, opened_in_period, random_cases, utc_town
from tests.questions.random_towns import counted, one
from tests.towns import with_facts

WAIT = ClockStop.model_validate({"from": "asked", "to": "received"})
HOUR = pd.Timedelta(hours=1)


def log(seed, count=80):
    rng, cases, steps = random.Random(seed), [], []
    for number in range(count):
        opened = START + rng.randrange(-20 * 24, 80 * 24) * HOUR
        at, key = opened, str(number)
        for _ in range(rng.randrange(6)):
            steps.append(
                {"case_id": key, "activity": rng.choice(["work", "asked", "received"]), "team": rng.choice(["A", "B", None]), "local": at}
            )
            at += rng.randrange(1, 60) * HOUR
        cases.append({"case_id": key, "opened_local": opened, "closed_local": at})
    return cases, steps


@pytest.fixture(scope="module", params=[1, 2])
def followed(request, tmp_path_factory):
    cases, steps = log(request.param)
    shuffled = random.Random(9).sample(steps, len(steps))
    parameters = Parameters(small_group=1, min_cases=1, draws=100)
    town = utc_town(tmp_path_factory.mktemp("town"), clock_stops=(WAIT,), parameters=parameters)
    with with_facts(town, cases=cases, case_events=shuffled) as store:
        yield walked(cases, steps), store


def walked(cases, steps):
    """Per case opened in the period, its steps in order: what, by whom, the hours until the next or the end, whether for the user."""
    found = []
    for case in filter(opened_in_period, cases):
        own, waiting, made = [step for step in steps if step["case_id"] == case["case_id"]], False, []
        for step, after in zip(own, [*(step["local"] for step in own[1:]), case["closed_local"]], strict=False):
            waiting = {"asked": True, "received": False}.get(step["activity"], waiting)
            made.append((step["activity"], step["team"], (after - step["local"]) / HOUR, waiting))
        found.append(made)
    return found


def test_time_is_the_users_another_teams_or_within_one(followed):
    cases, store = followed
    expected = Counter()
    for made in cases:
        for (activity, team, hours, waiting), after in zip(made, [*made[1:], (None, None, 0, False)], strict=False):
            between = after[1] is not None and team is not None and after[1] != team
            expected[activity, "user" if waiting else "between" if between else "within"] += hours
    found = {(row.activity, row.held): row.days * 24 for row in stages.holders(store).itertuples()}
    assert found == pytest.approx({key: hours for key, hours in expected.items() if key in found or hours})


def test_steps_done_again_are_redone_by_the_same_team_or_referred_to_another(followed):
    cases, store = followed
    expected = Counter()
    for made in cases:
        last = {}
        for activity, team, *_ in made:
            if activity in last and team and last[activity]:
                expected[activity, "redo" if team == last[activity] else "referral"] += 1
            last[activity] = team
    found = stages.again(store).set_index("activity")
    assert {(activity, kind): found.loc[activity, kind] for activity in found.index for kind in ("redo", "referral")} == expected


def test_paths_are_the_order_of_steps_and_carry_the_time_of_their_cases(followed):
    cases, store = followed
    counts, hours = Counter(), Counter()
    for made in filter(None, cases):
        path = tuple(step[0] for step, before in zip(made, [None, *made], strict=False) if before is None or before[0] != step[0])
        counts[path] += 1
        hours[path] += sum(step[2] for step in made)
    found = stages.paths(store)
    assert dict(zip(found["path"], found["cases"], strict=True)) == counts
    assert dict(zip(found["path"], found["days"] * 24, strict=True)) == pytest.approx(hours)
    assert found["days"].is_monotonic_decreasing and found["day_share"].sum() == pytest.approx(1)


def test_rare_paths_and_steps_are_taken_together(tmp_path):
    cases, steps = log(3)
    with with_facts(utc_town(tmp_path, parameters=Parameters(small_group=11, draws=100)), cases=cases, case_events=steps) as store:
        found, holders = stages.paths(store), stages.holders(store)
    assert (found["cases"][:-1] >= 11).all() and found["path"].iloc[-1] == ()
    assert found["cases"].sum() == sum(bool(made) for made in walked(cases, steps))
    assert holders["days"].sum() * 24 == pytest.approx(sum(step[2] for made in walked(cases, steps) for step in made))


def test_the_event_log_has_the_columns_of_xes(tmp_path):
    steps = [
        {"case_id": "A", "activity": "work", "local": "2024-02-01 10:00", "team": "T"},
        {"case_id": "Z", "activity": "work", "local": "2024-02-02"},
    ]
    cases = [{"case_id": "A", "opened_local": "2024-02-01 10:00", "procedure": "births", "channel": "email"}]
    with with_facts(utc_town(tmp_path), cases=cases, case_events=steps) as store:
        found = stages.event_log(store)
    names = ["case:concept:name", "concept:name", "time:timestamp", "org:group", "case:procedure", "case:channel"]
    assert list(found.columns) == names
    assert found.iloc[0].tolist() == ["A", "work", pd.Timestamp("2024-02-01 10:00", tz="UTC"), "T", "births", "email"]
    assert len(found) == 2


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
