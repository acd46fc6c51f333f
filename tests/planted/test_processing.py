"""Towns whose requests end at known rates, some withdrawn: the times told are those planted, though some enter late and some go on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from diagnostic.engagement import Period, Promise
from diagnostic.questions.processing import measures as processing
from diagnostic.questions.promises import measures as promises
from tests.planted.trials import Trials
from tests.questions.cohort import utc_town
from tests.questions.random_towns import one
from tests.towns import with_facts

FIRST, EXTRACT = pd.Timestamp("2023-07-01"), pd.Timestamp("2024-10-01")
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 30), extract_date=dt.date(2024, 9, 30))
CLOSED, WITHDRAWN, PROMISED = 20.0, 60.0, 10.0  # mean days to each end, were there no other; days promised
EITHER = 1 / (1 / CLOSED + 1 / WITHDRAWN)
EVER = EITHER / CLOSED  # three in four are ever closed
TRUTHS = {
    ("processing.p50", "all"): -EITHER * np.log(1 - 0.5 / EVER),
    ("processing.p50", "estimate=cause_specific"): CLOSED * np.log(2),
    ("processing.p50", "estimate=closed"): EITHER * np.log(2),
    ("processing.within_announced_km", "all"): EVER * (1 - np.exp(-PROMISED / EITHER)),
    ("processing.within_announced_km", "estimate=cause_specific"): 1 - np.exp(-PROMISED / CLOSED),
    ("processing.within_announced_km", "estimate=closed"): 1 - np.exp(-PROMISED / EITHER),
}


def requests(rng, count=2_000):
    opened = FIRST + pd.to_timedelta((rng.uniform(0, 365, count) * 86_400).round(), unit="s")
    closes, leaves = rng.exponential(CLOSED, count), rng.exponential(WITHDRAWN, count)
    ended = opened + pd.to_timedelta((np.minimum(closes, leaves) * 86_400).round() + 1, unit="s")
    frame = pd.DataFrame(
        {"opened_at": opened, "closed_at": ended, "end": np.where(closes < leaves, "closed", "withdrawn"), "procedure": "P"}
    )
    frame.loc[frame["closed_at"] >= EXTRACT, ["closed_at", "end"]] = None
    return frame


def told(folder, towns):
    """What each of so many towns tells of each truth."""
    found = []
    for seed in range(towns):
        town = utc_town(folder / str(seed), period=PERIOD, promises=(Promise(procedure="P", days=PROMISED),))
        with with_facts(town, cases=requests(np.random.default_rng(seed))) as store:
            rows = pd.concat([processing.times(store), promises.within_announced_km(store)])
        assert pd.isna(one(rows, "processing.p80")["value"])  # never reached
        found.append(rows)
    for (indicator, scope), truth in TRUTHS.items():
        said = [one(rows, indicator, scope) for rows in found]
        assert all(pd.notna(row["low"]) for row in said)
        yield Trials(
            f"{indicator} {scope}", truth, [True] * towns, [row["value"] for row in said], [(row["low"], row["high"]) for row in said]
        )


@pytest.mark.parametrize("towns", [pytest.param(20, marks=pytest.mark.long), pytest.param(200, marks=pytest.mark.soak)])
def test_times_of_requests_that_end_at_known_rates_are_those_planted(tmp_path, towns):
    for trials in told(tmp_path, towns):
        print(trials.told())
        assert trials.errors_away < 3
        assert trials.share_covered >= 0.9
        assert np.mean(trials.effects) == pytest.approx(trials.truth, rel=0.02)
