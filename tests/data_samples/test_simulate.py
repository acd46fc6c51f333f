"""The small towns: their shape is the store's, and their averages are the parameters said in closed form."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data_samples.towns.simulate import SmallParameters, simulate_small, small_engagement
from data_samples.towns.simulate_chased import ChasedParameters, chased_engagement, simulate_chased
from diagnostic import schema
from diagnostic.engagement import Engagement

TOWN = SmallParameters()
SEEDS = range(50)
CHASED = ChasedParameters()


@pytest.fixture(scope="module")
def towns() -> list[dict[str, pd.DataFrame]]:
    return [simulate_small(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def contacts(towns: list[dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """All towns' contacts of the period, with whether each comes within 7 days of one of its person and topic."""
    frames = []
    for seed, town in enumerate(towns):
        frame = town["contacts"].sort_values(["person", "topic", "occurred_at"])
        gap = frame["occurred_at"] - frame.groupby(["person", "topic"])["occurred_at"].shift()
        frames.append(frame.assign(town=seed, repeated=gap <= pd.Timedelta(days=7)))
    frame = pd.concat(frames)
    frame["closed"] = ~frame["occurred_local"].dt.hour.between(9, 16)
    frame["week"] = frame["occurred_local"].dt.to_period("W").dt.start_time
    return frame[frame["occurred_local"].dt.date.between(TOWN.start, TOWN.end)]


@pytest.mark.parametrize("table", ["contacts", "cases"])
def test_tables_have_exactly_the_columns_of_the_store(towns: list[dict[str, pd.DataFrame]], table: str) -> None:
    assert sorted(towns[0][table].columns) == sorted(schema.stored_columns(table))


def test_the_settings_of_a_small_town_are_valid(tmp_path) -> None:
    for settings in (small_engagement(TOWN), chased_engagement(ChasedParameters())):
        assert Engagement.model_validate({**settings, "folder": tmp_path}).period.start == TOWN.start


def test_a_seed_gives_one_town(towns: list[dict[str, pd.DataFrame]]) -> None:
    pd.testing.assert_frame_equal(simulate_small(3)["contacts"], towns[3]["contacts"])
    assert not simulate_small(4)["contacts"].equals(towns[3]["contacts"])


def test_contacts_arrive_while_closed_at_the_planted_share(contacts: pd.DataFrame) -> None:
    assert contacts["closed"].mean() == pytest.approx(TOWN.out_of_hours_share, abs=0.006)


def test_channels_come_at_the_planted_shares(contacts: pd.DataFrame) -> None:
    found = contacts["channel"].value_counts(normalize=True)
    assert found.to_dict() == pytest.approx(TOWN.channel_shares, abs=0.01)


def test_contacts_come_back_within_seven_days_at_the_planted_rate(contacts: pd.DataFrame) -> None:
    assert contacts["repeated"].mean() == pytest.approx(TOWN.repeat_rate, abs=0.01)


def test_weeks_differ_more_than_chance_alone(contacts: pd.DataFrame) -> None:
    weeks = contacts.groupby(["town", "week"])["closed"].agg(["mean", "size"])
    by_chance = (TOWN.closed * (1 - TOWN.closed) / weeks["size"]).mean()
    assert weeks["mean"].var() > 1.5 * by_chance
    assert weeks["size"].var() > 1.5 * weeks["size"].mean()


def test_persons_differ_in_how_they_come_back(contacts: pd.DataFrame) -> None:
    persons = contacts.groupby(["town", "person"])["repeated"].agg(["sum", "size"])
    often = persons[persons["size"] >= 5]
    by_chance = (TOWN.repeat * (1 - TOWN.repeat) / often["size"]).mean()
    assert (often["sum"] / often["size"]).var() > 1.5 * by_chance


def test_half_of_all_cases_are_closed_at_the_planted_median(towns: list[dict[str, pd.DataFrame]]) -> None:
    # cases opened long before the extract: nothing is censored, a plain count answers
    cases = pd.concat([town["cases"] for town in towns])
    old = cases[cases["opened_at"] < pd.Timestamp(2025, 8, 1)]
    took = (old["closed_at"] - old["opened_at"]) / pd.Timedelta(days=1)
    assert old["closed_at"].notna().mean() > 0.98
    assert ((took <= TOWN.processing_median) & (old["end"] == "closed")).mean() == pytest.approx(0.5, abs=0.012)


def test_every_case_is_opened_by_a_contact_that_carries_its_number(towns: list[dict[str, pd.DataFrame]]) -> None:
    for town in towns[:5]:
        joined = town["cases"].merge(town["contacts"].dropna(subset="case_id"), on="case_id", suffixes=("", "_contact"))
        assert len(joined) == len(town["cases"])
        assert np.all(joined["opened_at"] - joined["occurred_at"] == pd.Timedelta(minutes=5))


@pytest.fixture(scope="module")
def asked_after() -> pd.DataFrame:
    """The cases of forty towns, with the days that each was open while contacts were recorded, and its chasers."""
    frames = []
    recorded = pd.Timestamp(CHASED.end) + pd.Timedelta(hours=23)
    for seed in range(40):
        town = simulate_chased(seed)
        joined = town["contacts"].merge(town["cases"], on="case_id", suffixes=("", "_case"))
        asked = joined[joined["occurred_at"] > joined["opened_at"] + pd.Timedelta(hours=1)].groupby("case_id").size()
        open_for = town["cases"]["closed_at"].fillna(recorded).clip(upper=recorded) - town["cases"]["opened_at"]
        chasers = town["cases"]["case_id"].map(asked).fillna(0)
        frames.append(town["cases"].assign(days=open_for / pd.Timedelta(days=1), chasers=chasers.astype(float), town=seed))
    return pd.concat(frames, ignore_index=True)


def test_towns_of_chasers_have_exactly_the_columns_of_the_store() -> None:
    town = simulate_chased(1)
    assert all(sorted(town[table].columns) == sorted(schema.stored_columns(table)) for table in town)


def test_one_pace_of_chasers_gives_more_of_them_on_longer_cases_within_each_procedure(asked_after: pd.DataFrame) -> None:
    for _, part in asked_after.groupby("procedure"):
        slope = np.polyfit(part["days"], part["chasers"], 1)[0]
        assert slope == pytest.approx(CHASED.chasers_a_day, rel=0.15)


def test_setting_slow_procedures_against_quick_ones_finds_too_much(asked_after: pd.DataFrame) -> None:
    means = asked_after.groupby("procedure")[["days", "chasers"]].mean()
    assert np.polyfit(means["days"], means["chasers"], 1)[0] > 1.3 * CHASED.chasers_a_day


def test_persons_differ_in_how_often_they_ask(asked_after: pd.DataFrame) -> None:
    long = asked_after[asked_after["days"] > 20]
    persons = long.groupby(["town", "person"])["chasers"].sum()
    assert persons.var() > 1.3 * persons.mean()
