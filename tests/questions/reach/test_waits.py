"""Waits of answered calls: order statistics of the calls themselves."""

import pandas as pd

from diagnostic.questions.reach import measures as reach
from diagnostic.questions.reach import waits
from tests.questions.random_towns import contacts, counted, in_period, one, open_town
from tests.towns import with_facts


def test_percentiles_and_mean_are_those_of_answered_calls_with_a_wait(tmp_path):
    rows = contacts(8, count=600)
    with with_facts(open_town(tmp_path), contacts=rows) as store:
        found = reach.measure(store)
    calls = [row for row in rows if row["channel"] == "phone" and row["party"] in ("user", "unknown") and in_period(row)]
    waits = sorted(call["wait_s"] for call in calls if call["outcome"] == "answered" and call["wait_s"] is not None)
    for name, share in (("reach.wait_p50", 0.5), ("reach.wait_p90", 0.9)):
        assert one(found, name)["value"] == next(wait for at, wait in enumerate(waits, 1) if at >= share * len(waits))
        assert one(found, name)["denominator"] == len(waits)
    assert counted(found, "reach.wait_mean") == (sum(waits), len(waits))
    march = sorted(
        call["wait_s"]
        for call in calls
        if call["outcome"] == "answered" and call["wait_s"] is not None and call["occurred_local"].startswith("2024-03")
    )
    assert one(found, "reach.wait_p50", "month=2024-03")["value"] == march[(len(march) + 1) // 2 - 1]


def test_waits_keep_their_fractions(tmp_path):
    rows = [{"occurred_local": "2024-02-01 10:00", "channel": "phone", "outcome": "answered", "wait_s": wait} for wait in (1.5, 2.5, 3.5)]
    with with_facts(open_town(tmp_path), contacts=pd.DataFrame(rows).to_dict("records")) as store:
        assert one(waits.waits(store), "reach.wait_p50")["value"] == 2.5
