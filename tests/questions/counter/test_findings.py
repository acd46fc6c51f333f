"""What is said of the counter."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.questions import counter
from tests.questions.rows import rows


def test_what_the_counter_lacks_is_named(engagement):
    lacking = rows({"indicator": "counter.wait_p50", "status": "not_measurable", "note": "missing: tickets.called_at", "value": None})
    assert isinstance(counter.findings.waits(lacking, engagement), Note)
