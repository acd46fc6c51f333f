"""Where the time of a case goes, against a walk through each case's steps."""

import random
from collections import Counter

import pandas as pd
import pytest

from diagnostic.engagement import ClockStop, Parameters
from diagnostic.questions.stages import measures as stages
from tests.questions.promises.test_measures import START, opened_in_period, utc_town
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
