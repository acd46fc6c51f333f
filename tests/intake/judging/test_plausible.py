"""Durations that cannot be what they seem: `check` tells them, and what to write."""

from __future__ import annotations

import pytest

from diagnostic.checking.account import checked
from diagnostic.intake.judging import plausible

COLUMNS = {"occurred_at": "Date appel", "handle_s": "Durée", "wait_s": "Attente"}


def calls(*cells):
    """Calls that take the durations given in turn, 120 each."""
    rows = [f"{row % 28 + 1:02}/01/2025 {row % 9 + 9:02}:{row % 60:02}:00;{cell}" for row in range(120) for cell in cells]
    return "\n".join(["Date appel;Durée;Attente", *rows]) + "\n"


@pytest.mark.parametrize(
    ("handle", "kind", "unit"),
    [("2", "duration", "minutes"), ("2,5", "duration", "minutes"), ("180000", "duration", "milliseconds"), ("03:10:00", "clock", "hh:mm")],
)
def test_talks_too_short_or_too_long_are_told_with_what_to_write(mission, handle, kind, unit):
    ledger = mission.add("appels.csv", calls(f"{handle};20", f"{handle};35"), columns=COLUMNS).take()
    (note,) = ledger.notes
    assert (note["note"], note["column"], note["unit"]) == (f"{kind}_implausible", "handle_s", unit)
    for language in ("fr", "en"):
        shown = checked({"sources": [vars(ledger)], "problems": [], "readiness": []}, language)
        assert f'unit: {{handle_s: "{unit}"}}' in shown and "Durée" in shown


@pytest.mark.parametrize("handle", ["180", "00:03:00", "65", "3 min", "27:13:05"])
def test_talks_as_long_as_usual_or_that_say_their_unit_are_not(mission, handle):
    assert mission.add("appels.csv", calls(f"{handle};20", f"{handle};35"), columns=COLUMNS).take().notes == []


def test_a_unit_that_is_declared_is_believed(mission):
    ledger = mission.add("appels.csv", calls("2;20", "3;35"), columns=COLUMNS, unit={"handle_s": "seconds"}).take()
    assert ledger.notes == []


def test_few_calls_prove_nothing(mission):
    text = "Date appel;Durée;Attente\n" + "".join(f"{day:02}/01/2025 10:00;2;20\n" for day in range(1, 29))
    assert mission.add("appels.csv", text, columns=COLUMNS).take().notes == []


def test_a_duration_is_shown_in_whole_units():
    assert [plausible.span(value) for value in (0.2, 4, 179.4, 600, 86_400)] == ["200 ms", "4 s", "179 s", "10 min", "24 h"]
