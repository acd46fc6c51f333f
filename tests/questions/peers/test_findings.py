"""What is said of a town among its peers."""

from __future__ import annotations

import pytest

from diagnostic.blocks import Note
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import peers
from tests.questions.rows import rows

HALLS = Disclosed({"weekly_minutes": [1200, 2700, 3000], "town_halls": [20, 50, 30]})  # half of them up to 45 h


def test_opening_longer_than_three_quarters_of_peers_is_a_strength_and_less_than_a_quarter_a_gap(engagement):
    customs = Disclosed({"habit": ["saturday"], "here": [True], "share": [0.4]})
    for share, strength, gap in ((0.8, True, False), (0.5, False, False), (0.1, False, True)):
        given = rows(
            {"indicator": "opening.peer_percentile", "value": share, "numerator": share * 52, "denominator": 52},
            {"indicator": "opening.weekly_hours", "value": 40.0, "unit": "hour_week"},
        )
        found = peers.findings.standing(given, engagement, (100_000, None), HALLS, customs, None)
        assert (found.strength, found.gap) == (strength, pytest.approx((45 - 40) / 45 if gap else 0.0))
        assert "100 000 habitants et plus".replace(" 000", "\u202f000") in found.message("reading").text("fr").replace("\u00a0", " ")
        assert found.table.rows[2:] == [["findings.customs.habit.saturday", "findings.customs.yes", 0.4]]


@pytest.mark.parametrize(
    ("language", "less", "more"),
    [
        ("fr", "80 % des mairies de cette taille ouvrent moins longtemps", "90 % des mairies de cette taille ouvrent davantage"),
        ("en", "80% of town halls this size open for less", "90% of town halls this size open longer"),
    ],
)
def test_the_title_sets_the_hours_against_those_of_half_the_peers_and_the_table_holds_what_it_says(engagement, language, less, more):
    customs = Disclosed({"habit": ["saturday"], "here": [True], "share": [0.4]})
    for share, side in ((0.8, less), (0.1, more)):
        given = rows(
            {"indicator": "opening.peer_percentile", "value": share, "numerator": share * 52, "denominator": 52},
            {"indicator": "opening.weekly_hours", "value": 15.0, "unit": "hour_week"},
        )
        found = peers.findings.standing(given, engagement, (None, 500), HALLS, customs, None)
        title = found.message("title").text(language).replace("\u00a0", " ").replace("\u202f", " ")
        assert title.startswith(side) and "15 h" in title and title.endswith("45 h")
        cells = [
            [found.table.cell(name, cell, language) for name, cell in zip(found.table.columns, line, strict=True)]
            for line in found.table.rows
        ]
        assert "15" in cells[0][1] and "45" in cells[0][2] and found.table.rows[1][2].value == pytest.approx(1 - share)


def test_a_town_without_a_population_is_told_what_is_missing(engagement):
    given = rows({"indicator": "opening.peer_percentile", "status": "not_measurable", "value": None, "note": "missing: client.population"})
    found = peers.findings.standing(given, engagement, (None, 500), HALLS, Disclosed(), None)
    assert isinstance(found, Note)
