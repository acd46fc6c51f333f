"""Over two hundred small towns, the interval printed covers the parameter that made the town, about nineteen times in twenty."""

from __future__ import annotations

import pandas as pd
import pytest

from data_samples.towns.simulate import SmallParameters, simulate_small, small_engagement
from diagnostic.engagement import Engagement
from diagnostic.questions.channels import measures as channels
from diagnostic.questions.hours import measures as opening
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.repeats import measures as repeats
from diagnostic.store.engine import Store
from tests.towns import with_facts

pytestmark = pytest.mark.soak
TOWNS = 200
FACTS = ("fact_contacts", "fact_cases", "fact_volumes")
PLANTED = SmallParameters()
PARAMETERS = {
    "opening.out_of_hours_share": PLANTED.out_of_hours_share,
    "channel.digital_share": PLANTED.channel_shares["email"] + PLANTED.channel_shares["web_form"],
    "repeat.rate": PLANTED.repeat_rate,
    "processing.p50": PLANTED.processing_median,
}


@pytest.fixture(scope="module")
def every_town(tmp_path_factory):
    """One store that holds all the towns, each under the name of its source: the facts of two hundred are derived once."""
    settings = small_engagement(PLANTED)
    settings["parameters"] = {**settings.get("parameters", {}), "draws": 100}
    engagement = Engagement.model_validate({**settings, "folder": tmp_path_factory.mktemp("towns")})
    with with_facts(engagement, **_merged([simulate_small(seed, PLANTED) for seed in range(TOWNS)])) as store:
        for fact in FACTS:
            store.prepare(f"every_{fact}", f"select * from {fact}")
        yield store


def _merged(towns: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    return {table: pd.concat([_apart(town[table], seed) for seed, town in enumerate(towns)], ignore_index=True) for table in towns[0]}


def _apart(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    return rows.assign(
        id=rows["id"] + seed * 1_000_000,
        source=f"town{seed}",
        person=rows["person"] + seed * 1_000_000,
        case_id=rows["case_id"].map(lambda case: f"{seed}-{case}", na_action="ignore"),
    )


@pytest.fixture(scope="module")
def intervals(every_town: Store):
    """Per indicator, the interval of each town."""
    found = {name: [] for name in PARAMETERS}
    for seed in range(TOWNS):
        for fact in FACTS:
            every_town.prepare(fact, f"select * from every_{fact} where source = 'town{seed}'")
        for measure in (opening.out_of_hours, channels.digital, repeats.rate, processing.times):
            for row in measure(every_town).itertuples():
                if row.scope == "all" and row.indicator in found:
                    found[row.indicator].append((row.low, row.high))
    return found


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_interval_covers_the_parameter_at_its_stated_rate(intervals, name):
    assert len(intervals[name]) == TOWNS
    covered = sum(low <= PARAMETERS[name] <= high for low, high in intervals[name]) / TOWNS
    print(f"{name}: {covered:.1%} of {TOWNS} intervals cover {PARAMETERS[name]:.4f}")
    assert 0.90 <= covered <= 0.99
