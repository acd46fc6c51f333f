"""What all questions on cases do alike: closings made by a tool told apart, nothing averaged across a break."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from diagnostic.engagement import Event, Parameters, Promise
from diagnostic.questions import flow, processing, promises, stages
from tests.questions.cohort import lasting, utc_town
from tests.questions.random_towns import counted, one
from tests.towns import with_facts


def every_time(store):
    return pd.concat([question.measure(store) for question in (processing, flow, promises, stages)])


def test_closings_made_by_a_tool_are_told_apart(tmp_path):
    cases = [lasting("01-10", 2, procedure="P") for _ in range(3)]
    cases += [lasting("01-10", 50, artefact=artefact, procedure="P") for artefact in ("bulk_closing", "automatic_closing", "bulk_closing")]
    with with_facts(
        utc_town(tmp_path, promises=(Promise(procedure="P", days=3),)), cases=[*cases, lasting("01-11", 50, procedure="P")]
    ) as store:
        found = every_time(store)
    assert one(found, "processing.p50")[["value", "low_definition"]].tolist() == [50.0, 2.0]
    assert counted(found, "processing.within_announced") == (3, 7)
    assert counted(found, "processing.within_announced", "artefact=excluded") == (3, 4)


def test_without_such_closings_there_is_nothing_to_tell_apart(tmp_path):
    with with_facts(utc_town(tmp_path), cases=[lasting("01-10", 2)]) as store:
        assert "artefact=excluded" not in set(every_time(store)["scope"])


def test_nothing_is_averaged_across_a_declared_break(tmp_path):
    before = [lasting("01-10", 2, reopen_count=1), {"opened_local": "2023-12-20", "closed_local": "2024-01-12"}]
    after = [lasting("02-10", 8, reopen_count=0), lasting("02-12", 9, reopen_count=0), lasting("02-09", 20, reopen_count=0)]
    settings = {"events": (Event(date=dt.date(2024, 2, 9), kind="break"),), "parameters": Parameters(small_group=1, min_cases=1, draws=100)}
    with with_facts(utc_town(tmp_path, **settings), cases=[*before, *after]) as store:
        found = every_time(store)
    row = one(found, "processing.p50")
    assert (row["value"], row["denominator"], row["period_start"], row["note"]) == (9.0, 3, "2024-02-09", "since_break")
    assert counted(found, "processing.net_flow") == (3, 3)
    assert counted(found, "processing.reopened_share") == (0, 3)
    assert one(found, "processing.open_stock")["period_start"] == "2024-01-01"  # a stock is that of one day
