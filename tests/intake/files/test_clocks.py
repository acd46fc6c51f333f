"""Durations of a workbook: a spreadsheet shows them as it likes, and none is lost."""

from __future__ import annotations

import io

import openpyxl
import pytest

DAY = 86400


def book(values, header="Attente"):
    """A workbook of calls whose waits are numbers of days under a format."""
    made = openpyxl.Workbook()
    made.active.append(["Date appel", header])
    for row, (value, form) in enumerate(values, 2):
        made.active.cell(row, 1, f"{row:02}/01/2025 10:00:00")
        made.active.cell(row, 2, value).number_format = form
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("form", ["hh:mm:ss", "[h]:mm:ss", "[h]:mm", "mm:ss", "[mm]:ss", "hh:mm:ss.000", "hh:mm"])
def test_a_time_cell_is_its_duration_whatever_its_format_and_however_long(mission, form):
    seconds = [0, 30, 90, 3600, DAY, DAY + 60, 40 * DAY + 61, 70 * DAY + 3, 1_234_567]
    mission.add("appels.xlsx", book([(value / DAY, form) for value in seconds]), columns={"occurred_at": "Date appel", "wait_s": "Attente"})
    ledger = mission.take()
    assert ledger.accepted == len(seconds)
    assert mission.values("wait_s") == pytest.approx(seconds, abs=0.01)


def test_a_cell_among_times_that_lost_its_format_is_one_too(mission):
    cells = [(90 / DAY, "hh:mm:ss"), (90 / DAY, "General"), (30 / DAY, "hh:mm:ss"), (0, "General")]
    mission.add("appels.xlsx", book(cells), columns={"occurred_at": "Date appel", "wait_s": "Attente"}).take()
    assert mission.values("wait_s") == pytest.approx([90, 90, 30, 0])


def test_fractions_of_a_day_without_any_format_are_days_where_the_source_says_so(mission):
    cells = [(value / DAY, "General") for value in (30, 90, 600, 90_061)]
    columns = {"occurred_at": "Date appel", "wait_s": "Attente"}
    mission.add("appels.xlsx", book(cells), columns=columns, unit={"wait_s": "days"}).take()
    assert mission.values("wait_s") == [30, 90, 600, 90_061]
