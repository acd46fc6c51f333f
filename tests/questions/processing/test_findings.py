"""Findings on processing times: one that is measured is not told as missing."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.questions import processing
from tests.questions.rows import days, rows


def test_a_time_that_is_measured_is_not_told_as_missing():
    few = {"indicator": "processing.closed_only_p50", "status": "suppressed", "value": None, "unit": "day"}
    assert processing.findings.flattering(rows(days("processing.p50", 647.0), few), None) is None
    kept = {"indicator": "processing.within_announced", "status": "not_measurable"}
    assert processing.findings.slowest(rows(kept, days("processing.p80", 900.0)), None, None) is None
    assert isinstance(processing.findings.slowest(rows(kept, few | {"indicator": "processing.p80"}), None, None), Note)
