"""Findings on channels: none of nothing."""

from __future__ import annotations

from diagnostic.questions import channels
from tests.questions.rows import rows


def test_no_digital_contact_makes_no_finding_and_leaves_the_chart(engagement):
    none = rows({"indicator": "channel.digital_share", "value": 0.0, "numerator": 0, "denominator": 900})
    chart = object()
    assert channels.findings.digital(none, engagement, chart) is chart
