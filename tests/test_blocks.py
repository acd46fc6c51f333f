"""Blocks travel through a saved notebook and come back as they were."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from diagnostic import blocks, wording
from diagnostic.blocks import Chart, Essential, Finding, Indicator, Message, Note, Table
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed
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
    "findings.closed_phone",
    {"share": SHARE, "spread": SPREAD, "closed": Quantity(12, "count"), "drawn": Message("findings.closed_drawn")},
    "solid",
    1000.0,
    0.25,
    chart=CHART,
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
    assert blocks.record(frame.iloc[0]) == blocks.records(frame)[0]


def test_the_rows_of_each_indicator_are_its_block_in_the_order_they_were_measured():
    frame = Disclosed({"indicator": ["b", "a", "b"], "scope": ["all", "all", "channel=phone"], "value": [1.0, 2.0, math.nan]})
    assert [(block.name, [row["value"] for row in block.rows]) for block in Indicator.each(frame)] == [("b", [1.0, None]), ("a", [2.0])]
    assert Indicator.each(frame) == [Indicator.of(frame, "b"), Indicator.of(frame, "a")]


def test_rank_is_users_by_gap_by_reliability():
    assert FINDING.rank == pytest.approx(250)
    assert Finding("findings.closed_phone", {}, "indicative", 1000, 0.25).rank == pytest.approx(75)


def test_a_notebook_reads_well_without_the_kit():
    wording.display_language.set("fr")
    shown = FINDING.bundle()["text/html"]
    assert "<svg/>" in shown
    assert "Un appel sur quatre" in shown


def test_each_reason_why_a_figure_is_not_told_has_a_word_of_its_own_and_its_legend():
    rows = [["A", None, 0.5, None, None], ["B", math.nan, None, "words.empty.not_reached", 3.0]]
    kinds = {"what": "text", "share": "share", "low": "share", "median": "day", "announced": "day"}
    table = Table("charts.shares", kinds, rows, empty={"announced": "not_applicable", "median": "not_measured"})
    cells = [[table.cell(name, cell, "fr") for name, cell in zip(kinds, row, strict=True)] for row in rows]
    assert cells == [["A", "masqué", "50\u00a0%", "non mesuré", "sans objet"], ["B", "masqué", "–", "non atteint", "3\u00a0jours"]]
    for language in ("fr", "en"):
        words = {why: wording.text(f"words.empty.{why}", language) for why in ("hidden", "not_measured", "not_reached", "not_applicable")}
        assert len(set(words.values())) == 4
        assert all(f"{word}" in table.legend(language) for word in words.values())
    assert table.legend("fr").count("masqué") == 1  # once for the table, not for each cell
    assert table.column("median") == [None, None]
    assert "masqué" not in Table("charts.shares", kinds, [["A", 0.1, 0.1, 2.0, 3.0]]).legend("fr")


@pytest.mark.parametrize(
    ("status", "note", "why"),
    [
        ("suppressed", "by_subtraction", "hidden"),
        ("not_measurable", "missing: cases.closed_at", "not_measured"),
        ("measured", "since_break; not_reached", "not_reached"),
        ("not_measurable", "french_peers_only", "not_applicable"),
    ],
)
def test_a_row_without_a_figure_says_why(status, note, why):
    row = {"scope": "all", "status": status, "note": note, "value": None, "unit": "day", "indicator": "processing.p90"}
    assert notes.empty(row) == why
    assert wording.text(f"words.empty.{why}", "fr") in Indicator("processing.p90", [row]).html("fr")
