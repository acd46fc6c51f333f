"""The repeat rate beyond chance: exact on all the ways to deal a few dates, nothing left once persons, topics or dates are shuffled."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data_samples.towns.simulate import SmallParameters, simulate_small, small_engagement
from diagnostic.engagement import Client, Engagement, Hours
from diagnostic.questions.repeats import chance
from diagnostic.questions.repeats import measures as repeats
from tests.questions.random_towns import one, open_town
from tests.towns import with_facts

DAY = pd.Timedelta(days=1)
SIX = [
    ("2024-01-10 10:00", 1, "a", None),
    ("2024-01-13 10:00", 1, "a", None),
    ("2024-02-05 10:00", 2, "a", None),
    ("2024-02-20 10:00", 1, "b", "d1"),
    ("2024-02-24 10:00", 3, "b", "d1"),
    ("2024-03-19 10:00", 2, "a", None),
]


def rate(rows) -> float:
    """Repeats within seven days ÷ contacts that have seven days of data before them, by looking at every pair."""
    first = min(at for at, *_ in rows)
    eligible = [row for row in rows if row[0] >= first + 7 * DAY]
    return sum(any(_same(row, other) and row[0] - 7 * DAY <= other[0] < row[0] for other in rows) for row in eligible) / len(eligible)


def _same(row, other):
    return row[1:3] == other[1:3] or (row[3] and row[3] == other[3])


def test_chance_is_the_mean_over_all_the_ways_to_deal_the_dates(tmp_path, monkeypatch):
    monkeypatch.setattr(chance, "SHUFFLES", 4_000)
    rows = [{"occurred_local": at, "person": p, "topic": t, "case_id": c, "channel": "email"} for at, p, t, c in SIX]
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = one(chance.excess(store), "repeat.excess_rate")
    known = [(pd.Timestamp(at), *row) for at, *row in SIX]
    topics = [[row for row in known if row[2] == topic] for topic in "ab"]
    ways = [itertools.permutations([at for at, *_ in rows]) for rows in topics]
    everybody = [row for rows in topics for row in rows]
    dealt = [[(at, *row[1:]) for at, row in zip(one + other, everybody, strict=True)] for one, other in itertools.product(*ways)]
    expected, observed = [rate(rows) for rows in dealt], rate(known)
    assert found["value"] == pytest.approx(observed - np.mean(expected), abs=0.015)


def test_dates_of_school_holidays_are_never_dealt_to_a_contact_of_term(tmp_path, monkeypatch):
    # one pair in the Christmas holidays, one in term: dealt within its season, each pair keeps its two dates
    monkeypatch.setattr(chance, "SHUFFLES", 50)
    stamps = [("2023-12-26 10:00", 1), ("2024-01-03 10:00", 1), ("2024-01-18 10:00", 2), ("2024-01-22 10:00", 2)]
    rows = [{"occurred_local": at, "person": person, "topic": "t", "channel": "email"} for at, person in stamps]
    settings = {"client": Client(name="Ville", school_zone="C"), "hours": (Hours(site="Mairie", rules="Mo-Fr 09:00-17:00"),)}
    with with_facts(open_town(tmp_path, **settings), contacts=rows) as store:
        found = one(chance.excess(store), "repeat.excess_rate")
    assert (found["numerator"], found["denominator"]) == (0, 3)


@pytest.fixture(scope="module")
def planted():
    contacts = simulate_small(3, SmallParameters())["contacts"]
    # as many topics as a town's list holds: two shuffled ones are seldom the same
    return contacts.assign(topic=contacts["topic"] + (contacts["person"] % 20).map(" {}".format))


@pytest.mark.parametrize("shuffled", ["person", "topic", "dates"])
def test_nothing_is_left_beyond_chance_once_one_of_the_three_is_shuffled(planted, shuffled, tmp_path):
    before, after = (excess(tmp_path / name, rows) for name, rows in (("planted", planted), ("control", control(planted, shuffled))))
    assert before["low"] > 0.12
    assert after["low"] < 0.1 * before["value"]
    assert abs(after["value"]) < 0.15 * before["value"]


@pytest.mark.parametrize("one_in", [2, 3])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_some_persons_stand_for_all_where_contacts_are_too_many(step, one_in, tmp_path, monkeypatch):
    contacts = simulate_small(3, SmallParameters())["contacts"]
    # numbers of persons that a step runs through: what is chosen follows none
    contacts = contacts.assign(person=contacts["person"] * step)
    whole = excess(tmp_path / "whole", contacts)
    sql = Path(chance.__file__).with_name("chance_contacts.sql").read_text(encoding="utf-8")
    asked = sql.replace("2000000", str(len(contacts) // one_in + 1))
    assert asked != sql
    monkeypatch.setattr(chance, "sql", lambda store, *_: store.query(asked))
    sample = excess(tmp_path / "sample", contacts)
    assert sample["denominator"] == pytest.approx(whole["denominator"] / one_in, rel=0.15)
    # a part of the whole: how far it may lie from it is less than how far from others
    apart = (sample["high"] - sample["low"]) / 2 * (1 - 1 / one_in) ** 0.5
    assert sample["value"] == pytest.approx(whole["value"], abs=apart)
    assert sample["high"] - sample["low"] == pytest.approx((whole["high"] - whole["low"]) * one_in**0.5, rel=0.25)


def excess(folder, contacts) -> pd.Series:
    settings = small_engagement(SmallParameters()) | {"parameters": {"small_group": 1}}
    engagement = Engagement.model_validate({**settings, "folder": folder})
    with with_facts(engagement, contacts=contacts) as store:
        return one(chance.excess(store), "repeat.excess_rate")


def control(contacts: pd.DataFrame, what: str) -> pd.DataFrame:
    order = np.random.default_rng(8).permutation(len(contacts))
    columns = {"person": ["person"], "topic": ["topic"], "dates": ["occurred_at", "occurred_local"]}[what]
    made = contacts.copy()
    for column in columns:
        made[column] = contacts[column].array[order]
    return made.assign(case_id=None)


def test_the_excess_is_the_rate_less_what_chance_gives_and_shares_its_contacts(tmp_path, planted):
    engagement = Engagement.model_validate({**small_engagement(SmallParameters()), "folder": tmp_path})
    with with_facts(engagement, contacts=planted) as store:
        rows = repeats.measure(store)
    for scope in ("all", "window=1", "window=30"):
        whole, beyond = one(rows, "repeat.rate", scope), one(rows, "repeat.excess_rate", scope)
        assert beyond["denominator"] == whole["denominator"]
        assert 0 < beyond["value"] < whole["value"]
