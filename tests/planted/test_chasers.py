"""Chasers in towns by the hundred: none is found where none is planted, and those planted are found, whatever people ask anyway."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from data_samples.towns.simulate_chased import ChasedParameters, chased_engagement, simulate_chased
from diagnostic.blocks import Finding
from diagnostic.engagement import Engagement
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions.chasers import findings, measures
from tests.planted.trials import Trials
from tests.questions.random_towns import one
from tests.towns import with_facts

A_MONTH = 100 * 365.25 / 12  # of a hundred cases, from a pace a day
FACTS = ("fact_case_watch", "fact_case_contacts", "fact_contacts")
NONE = ChasedParameters(chasers_a_day=0.0, late_a_day=0.0, usual_a_month=0.15, case_noted=0.5)
STEADY = ChasedParameters(chasers_a_day=0.02, late_a_day=0.02, usual_a_month=0.1, case_noted=0.6)
RISING = ChasedParameters(chasers_a_day=0.004, late_a_day=0.03, usual_a_month=0.1, case_noted=0.6)
PLANTED = {"none": NONE, "steady": STEADY, "rising": RISING}
NUMBER = 1_000_000
TOWNS = 200
pytestmark = pytest.mark.long


def measured(planted: ChasedParameters, folder) -> Iterator[tuple[pd.DataFrame, Engagement]]:
    """The rows of each town, the facts of all of them derived once."""
    made = [simulate_chased(seed, planted) for seed in range(TOWNS)]
    settings = {**chased_engagement(planted), "parameters": {"draws": 400, "small_group": 1}}
    engagement = Engagement.model_validate({**settings, "folder": folder})
    tables = {name: pd.concat([_apart(town[name], seed) for seed, town in enumerate(made)], ignore_index=True) for name in made[0]}
    with with_facts(engagement, **tables) as store:
        for fact in FACTS:
            store.prepare(f"every_{fact}", f"select * from {fact}")
        for seed in range(TOWNS):
            for fact in FACTS:
                of_town = f"source = 'town{seed}'" if fact == "fact_contacts" else f"floor(case_key / {NUMBER}) = {seed}"
                store.prepare(fact, f"select * from every_{fact} where {of_town}")
            yield measures.measure(store), engagement


def _apart(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    return rows.assign(
        id=rows["id"] + seed * NUMBER,
        source=f"town{seed}",
        person=rows["person"] + seed * NUMBER,
        case_id=rows["case_id"].map(lambda case: f"{seed}-{case}", na_action="ignore"),
    )


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    return {name: list(measured(planted, tmp_path_factory.mktemp(name))) for name, planted in PLANTED.items()}


def trials(made, truth: float, finding, indicator: str, scope: str = "all") -> Trials:
    """What the towns say of a rate; a share is taken before it is kept within 0 and 1."""
    rows = [one(rows, indicator, scope) for rows, _ in made]
    share = "share" in indicator
    effects = [row["numerator"] / row["denominator"] if share else row["value"] for row in rows]
    ranges = () if share else [(row["low"], row["high"]) for row in rows]
    said = [isinstance(finding(Disclosed(rows), engagement), Finding) for rows, engagement in made]
    found = Trials(f"{indicator}[{scope}]", truth, said, effects, ranges)
    print(found.told())
    return found


def chased(rows: Disclosed, engagement: Engagement):
    return findings.chased(rows, engagement, None)


def ten_days(rows: Disclosed, engagement: Engagement):
    return findings.ten_days(rows, 5.0, engagement)


@pytest.mark.parametrize(
    ("indicator", "scope"),
    [
        ("repeat.chaser_rate", "all"),
        ("repeat.chaser_rate", "edge=before"),
        ("repeat.chaser_rate", "edge=after"),
        ("repeat.chased_share", "all"),
    ],
)
def test_no_chaser_is_found_in_returns_and_in_what_people_ask_anyway(towns, indicator, scope):
    found = trials(towns["none"], 0.0, chased, indicator, scope)
    assert found.share_printed <= 0.05
    assert found.errors_away <= 2
    assert not found.ranges or found.share_covered >= 0.9


def test_no_share_of_no_chasers_is_told(towns):
    told = [one(rows, "repeat.chaser_before_due_share")["status"] == "measured" for rows, _ in towns["none"]]
    assert sum(told) <= 0.05 * len(told)


@pytest.mark.parametrize("planted", ["none", "steady"])
def test_ten_more_days_go_with_no_more_chasers_where_their_pace_is_one(towns, planted):
    found = trials(towns[planted], 0.0, ten_days, "repeat.delay_elasticity")
    assert found.share_printed <= 0.05
    assert found.errors_away <= 2
    assert found.share_covered >= 0.9


@pytest.mark.parametrize(
    ("planted", "scope", "pace"),
    [
        ("steady", "all", STEADY.chasers_a_day),
        ("steady", "edge=before", STEADY.chasers_a_day),
        ("steady", "edge=after", STEADY.late_a_day),
        ("rising", "edge=before", RISING.chasers_a_day),
        ("rising", "edge=after", RISING.late_a_day),
    ],
)
def test_planted_paces_are_found_before_and_after_the_due_date(towns, planted, scope, pace):
    found = trials(towns[planted], A_MONTH * pace, chased, "repeat.chaser_rate", scope)
    assert found.share_printed == 1
    assert abs(sum(found.effects) / len(found.effects) / found.truth - 1) < 0.06
    assert found.share_covered >= 0.9


def test_a_pace_that_rises_once_a_case_is_due_is_found(towns):
    found = trials(towns["rising"], 0.0, ten_days, "repeat.delay_elasticity")
    assert found.share_printed >= 0.9
    assert min(found.effects) > 0
