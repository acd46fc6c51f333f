"""Blocks travel through a saved notebook and come back as they were."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from diagnostic import blocks, wording
from diagnostic.blocks import Chart, Essential, Finding, Indicator, Message, Note, Table
from diagnostic.wording import Day, Quantity, Word

SHARE = Quantity(0.25, "share", 0.2, 0.3, "opening.out_of_hours_share[channel=phone]")
TABLE = Table("charts.shares", {"channel": "word", "share": "share"}, [["words.channel.phone", 0.4], ["words.channel.email", None]])
CHART = Chart(
    "shares",
    {"fr": "<svg/>"},
    Message("charts.shares.alt", {"first": Word("words.channel.phone")}),
    Message("charts.shares.caption"),
    TABLE,
)
SPREAD = Message("findings.spread", {"figure": SHARE})
FINDING = Finding(
    "findings.closed_phone", {"share": SHARE, "spread": SPREAD, "closed": Quantity(12, "count")}, "solid", 1000.0, 0.25, chart=CHART
)
ROW = {"indicator": "repeat.rate", "scope": "all", "value": 0.2, "unit": "share", "low": 0.19, "high": 0.21}
ROW |= {"low_definition": 0.1, "high_definition": 0.4, "status": "measured"}
INDICATOR = Indicator("repeat.rate", [ROW], headline="all")
ESSENTIAL = Essential(Message("findings.answer.none"), [INDICATOR], [FINDING], [], [Note(Message("findings.answer.none")).message], [])


@pytest.mark.parametrize(
    "block", [TABLE, CHART, FINDING, INDICATOR, ESSENTIAL, Note(Message("findings.source", {"start": Day("2025-01-01")}))]
)
def test_a_block_survives_the_notebook(block):
    assert blocks.from_json(json.loads(json.dumps(bundle(block), sort_keys=True))) == block


def bundle(block):
    return {"type": block.type, **blocks.to_json(block)}


def test_the_range_shown_is_the_wider_of_sampling_and_definition():
    shown = INDICATOR.quantity()
    assert (shown.low, shown.high) == (0.1, 0.4)
    narrow = Indicator("repeat.rate", [ROW | {"low_definition": None, "high_definition": None}]).quantity()
    assert (narrow.low, narrow.high) == (0.19, 0.21)


def test_missing_values_of_a_frame_become_none():
    frame = pd.DataFrame({"indicator": ["a"], "value": [float("nan")], "day": [pd.Timestamp("2025-01-01")], "n": pd.array([None], "Int64")})
    assert blocks.records(frame) == [{"indicator": "a", "value": None, "day": "2025-01-01T00:00:00", "n": None}]


def test_rank_is_users_by_gap_by_reliability():
    assert FINDING.rank == pytest.approx(250)
    assert Finding("findings.closed_phone", {}, "indicative", 1000, 0.25).rank == pytest.approx(75)


def test_a_notebook_reads_well_without_the_kit():
    wording.display_language.set("fr")
    shown = FINDING.bundle()["text/html"]
    assert "<svg/>" in shown
    assert "Un appel sur quatre" in shown
