"""What is said of a town among its peers."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import peers
from tests.questions.rows import rows


def test_opening_longer_than_three_quarters_of_peers_is_a_strength_and_less_than_a_quarter_a_gap(engagement):
    customs = Disclosed({"habit": ["saturday"], "here": [True], "share": [0.4]})
    for share, strength, gap in ((0.8, True, False), (0.5, False, False), (0.1, False, True)):
        given = rows(
            {"indicator": "opening.peer_percentile", "value": share, "numerator": share * 52, "denominator": 52},
            {"indicator": "opening.weekly_hours", "value": 40.0, "unit": "hour_week"},
        )
        found = peers.findings.standing(given, engagement, (100_000, None), customs, None)
        assert (found.strength, found.gap > 0) == (strength, gap)
        assert "100 000 habitants et plus".replace(" 000", "\u202f000") in found.message("reading").text("fr").replace("\u00a0", " ")
        assert found.table.rows == [["findings.customs.habit.saturday", "findings.customs.yes", 0.4]]


def test_a_town_without_a_population_is_told_what_is_missing(engagement):
    given = rows({"indicator": "opening.peer_percentile", "status": "not_measurable", "value": None, "note": "missing: client.population"})
    found = peers.findings.standing(given, engagement, (None, 500), Disclosed(), None)
    assert isinstance(found, Note)
