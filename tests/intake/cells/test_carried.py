"""A day that stands once above its rows is that of each of them; a date that is missing stays missing."""

from __future__ import annotations

import datetime as dt

import pytest

COLUMNS = {"day": "Jour", "channel": "Canal", "contacts": "Nombre"}
CHANNELS = ("phone", "counter", "email")


def counts(days):
    """A sheet of counts per day and channel, the day on its first row alone."""
    lines = [f"{day if not place else ''};{channel};{place + 1}" for day in days for place, channel in enumerate(CHANNELS)]
    return "\n".join(["Jour;Canal;Nombre", *lines]) + "\n"


@pytest.mark.parametrize(
    "days",
    [
        ["06/01/2025", "07/01/2025", "08/01/2025", "09/01/2025"],
        ["2025-01-09", "2025-01-08", "2025-01-07", "2025-01-06"],
        ["lundi 6 janvier 2025", "mardi 7 janvier 2025", "mer. 8 janv. 2025", "jeudi 9 janvier 2025"],
    ],
)
def test_a_day_written_once_is_that_of_the_rows_under_it(mission, days):
    ledger = mission.add("comptes.csv", counts(days), "counts", COLUMNS).take()
    assert ledger.accepted == 12
    assert {"note": "filled_down", "rows": 8} in ledger.notes
    expected = [dt.date(2025, 1, day) for day in (range(6, 10) if days[0][:2] != "20" else range(9, 5, -1)) for _ in CHANNELS]
    assert mission.values("day", "counts") == expected


def test_a_day_above_the_hours_of_its_calls_is_theirs(mission):
    lines = [f"{f'0{day}/01/2025' if hour == 9 else ''};{hour:02}:15" for day in (6, 7, 8) for hour in (9, 10, 11, 14)]
    mission.add("appels.csv", "\n".join(["Jour;Heure", *lines]) + "\n", columns={"occurred_at": "Jour + Heure"}).take()
    expected = [dt.datetime(2025, 1, day, hour, 15) for day in (6, 7, 8) for hour in (9, 10, 11, 14)]
    assert mission.values("occurred_local") == expected


@pytest.mark.parametrize(
    "days",
    [
        # in no order: what is known, here and there
        ["08/01/2025", "06/01/2025", "09/01/2025", "07/01/2025"],
        # nothing above the first rows
        ["", "06/01/2025", "07/01/2025", "08/01/2025"],
        # the same day again
        ["06/01/2025", "06/01/2025", "07/01/2025", "08/01/2025"],
    ],
)
def test_a_date_that_is_missing_is_not_made_up(mission, days):
    ledger = mission.add("comptes.csv", counts(days), "counts", COLUMNS).take()
    assert ledger.accepted == sum(day != "" for day in days)
    assert not [note for note in ledger.notes if note["note"] == "filled_down"]
