"""What is said of the counter."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.questions import counter
from tests.questions.rows import rows, share
from tests.questions.sentences import text


def at_the_counter(soon):
    minutes = ({"indicator": f"counter.wait_{name}", "value": value, "unit": "minute"} for name, value in (("p50", 4.0), ("p90", 9.0)))
    return rows(share("counter.service_level", soon), share("counter.left_share", 0.02), *minutes)


def test_a_counter_that_sees_nine_users_in_ten_in_time_is_a_strength_whatever_its_median(engagement):
    good, poor = (counter.findings.waits(at_the_counter(soon), engagement) for soon in (0.93, 0.89))
    assert (good.strength, poor.strength) == (True, False)
    assert text(good) == "Au guichet, 93 % des usagers sont reçus en 10 min ; un sur dix attend plus de 9 min"


def test_what_the_counter_lacks_is_named(engagement):
    lacking = rows({"indicator": "counter.wait_p50", "status": "not_measurable", "note": "missing: tickets.called_at", "value": None})
    assert isinstance(counter.findings.waits(lacking, engagement), Note)
