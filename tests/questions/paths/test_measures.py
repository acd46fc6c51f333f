"""How people come back, on a few paths worked out by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

import pandas as pd
import pytest

from diagnostic.engagement import Parameters
from diagnostic.questions.paths import measures as paths
from tests.questions.random_towns import contacts, open_town
from tests.towns import with_facts


def contact(day: int, channel: str, person: int = 1, **more) -> dict:
    return {"occurred_local": f"2024-02-{day:02d} 10:00", "channel": channel, "topic": "t", "person": person, **more}


EARLIER = {"occurred_local": "2024-01-01 10:00", "channel": "phone"}
ROWS = [
    EARLIER,
    contact(1, "phone", team="A"),
    contact(3, "phone", team="A"),
    contact(5, "counter", team="B", case_id="d1"),
    contact(14, "counter"),
    contact(1, "email", person=2, service="S"),
    contact(2, "counter", person=2, service="S"),
    contact(3, "email", person=2),
    contact(1, "phone", person=3),
    contact(2, "counter", person=3),
    contact(2, "email", person=4, party="relay"),
    contact(2, "phone", party="internal", person=5),
]
CASES = [{"opened_local": "2024-01-20 10:00", "closed_local": "2024-02-04 10:00", "end": "closed", "case_id": "d1", "procedure": "p"}]


def test_transitions_pair_each_repeat_with_the_channel_before(tmp_path):
    with with_facts(open_town(tmp_path), contacts=ROWS) as store:
        found = paths.transitions(store).stack()
    counts = {pair: count for pair, count in found.items() if count}
    expected = {("phone", "phone"): 1, ("phone", "counter"): 2, ("email", "counter"): 1, ("counter", "email"): 1}
    assert counts == expected


def test_small_cells_of_the_matrix_are_empty(tmp_path):
    with with_facts(open_town(tmp_path, parameters=Parameters(small_group=2)), contacts=ROWS) as store:
        found = paths.transitions(store)
    assert pd.isna(found.loc["phone", "phone"])
    # the repeats at the counter less the two after a call would be the one after a message
    assert pd.isna(found.loc["email", "counter"]) and pd.isna(found.loc["phone", "counter"])
    assert found.loc["counter", "phone"] == 0


def test_a_repeat_is_a_redo_by_the_same_team_else_service_and_a_referral_by_another(tmp_path):
    with with_facts(open_town(tmp_path), contacts=ROWS, cases=CASES) as store:
        found = paths.kinds(store).set_index(["question", "kind"])["repeats"].to_dict()
    assert (found["handler", "redo"], found["handler", "referral"]) == (2, 1)  # two repeats name nobody
    assert (found["channel", "same_channel"], found["channel", "other_channel"]) == (1, 4)
    assert ("answer", "before") not in found  # every repeat of a case follows its end: no two kinds to tell apart


def test_paths_that_end_in_a_visit_name_each_channel_once_in_a_row(tmp_path):
    with with_facts(open_town(tmp_path), contacts=ROWS) as store:
        found = paths.visits(store)
    assert dict(zip(found["path"], found["visits"], strict=True)) == {("phone", "counter"): 2}


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_paths_that_end_in_a_visit_are_those_followed_contact_by_contact(tmp_path, seed):
    parameters = Parameters(small_group=1, repeat_window_days=(5, 12)[seed % 2])
    with with_facts(open_town(tmp_path, parameters=parameters), contacts=contacts(seed, 500)) as store:
        found = paths.visits(store)
        known = "counted and handled and person is not null and topic is not null and channel is not null"
        followed = f"select person, topic, at_s, channel, comparable from fact_contacts where {known} order by contact"
        rows = store.connection.execute(followed).fetchall()
        assert store.query("select lacks from fact_recognition where channel = 'counter'")["lacks"].isna().all()
    walked = defaultdict(list)
    for person, topic, at_s, channel, comparable in rows:
        ways = walked[person, topic]
        if not ways or at_s - ways[-1][-1][0] > parameters.repeat_window_days * 86400:
            ways.append([])
        ways[-1].append((at_s, channel, comparable))
    ended = [way for ways in walked.values() for way in ways if len(way) > 1 and way[-1][1:] == ("counter", True)]
    routes = Counter(tuple(channel for channel, _ in groupby(channel for _, channel, _ in way)) for way in ended)
    told = {route: visits for route, visits in routes.items() if len(route) <= 12}
    assert len(told) > paths.MOST_PATHS or set(zip(found["path"], found["visits"], strict=True)) == set(told.items())
    assert found["visits"].tolist() == sorted(told.values(), reverse=True)[: paths.MOST_PATHS]
    assert all(told[path] == visits for path, visits in zip(found["path"], found["visits"], strict=True))


@pytest.mark.parametrize("length, told", [(2, True), (12, True), (13, False)])
def test_a_route_of_more_than_twelve_channels_is_left_out(tmp_path, length, told):
    route = [("phone", "email")[place % 2] for place in range(length - 1)] + ["counter"]
    walked = [contact(day, channel) for day, channel in enumerate(route, start=1)]
    with with_facts(open_town(tmp_path), contacts=[EARLIER, *walked, contact(1, "phone", person=2)]) as store:
        found = paths.visits(store)
    assert list(zip(found["path"], found["visits"], strict=True)) == ([(tuple(route), 1)] if told else [])


def test_topics_that_only_the_counter_finishes_come_with_what_reaches_the_other_channels(tmp_path):
    served = {("T", "counter"): True, ("T", "phone"): False, ("u", "counter"): True, ("u", "email"): True, ("v", "phone"): False}
    offer = [{"topic": topic, "channel": channel, "served": yes} for (topic, channel), yes in served.items()]
    with with_facts(open_town(tmp_path), contacts=ROWS, offer=offer) as store:
        found = paths.counter_only(store).to_dict("records")
    assert found == [{"topic": "T", "visits": 4, "others": 5}]


def test_relays_and_internal_lines_are_counted_apart(tmp_path):
    with with_facts(open_town(tmp_path), contacts=[*ROWS, contact(9, "phone", party="relay", direction="out")]) as store:
        assert dict(paths.parties(store).itertuples(index=False)) == {"internal": 1, "relay": 1}
