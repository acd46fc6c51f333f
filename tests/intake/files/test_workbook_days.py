"""Days of a workbook: swapped with their month by the spreadsheet, merged over several rows, or written once above their times."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest

from tests import cases

CALLS = {"occurred_at": "Date appel"}
DAYS = [dt.datetime(2025, 1, 2, 9) + dt.timedelta(days=step, minutes=step) for step in range(85)]


def book(rows, merge=()):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells in merge:
        made.active.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def imported(day, first):
    """What a spreadsheet makes of a stamp that begins with the `first` of day or month, where it expects the other."""
    text = day.strftime("%d/%m/%Y %H:%M" if first == "day" else "%m/%d/%Y %H:%M")
    return day.replace(day=day.month, month=day.day) if day.day <= 12 else text


@pytest.mark.parametrize("first", ["day", "month"])
def test_days_and_months_that_a_spreadsheet_swapped_are_put_right_and_told(mission, first):
    ledger = mission.add("appels.xlsx", book([["Date appel"], *([imported(day, first)] for day in DAYS)]), columns=CALLS).take()
    assert mission.values("occurred_local") == DAYS
    (note,) = (note for note in ledger.notes if note["note"] == "swapped")
    assert note == {"note": "swapped", "header": "Date appel", "rows": sum(day.day <= 12 and day.day != day.month for day in DAYS)}


@pytest.mark.parametrize("first", ["day", "month"])
def test_swapped_days_are_put_right_beside_texts_of_any_day_too(mission, first):
    form = "%d/%m/%Y %H:%M" if first == "day" else "%m/%d/%Y %H:%M"
    cells = [imported(day, first) if place % 2 else day.strftime(form) for place, day in enumerate(DAYS)]
    ledger = mission.add("appels.xlsx", book([["Date appel"], *([cell] for cell in cells)]), columns=CALLS).take()
    assert mission.values("occurred_local") == DAYS
    assert "swapped" in [note["note"] for note in ledger.notes]


@pytest.mark.parametrize(
    "cells",
    [
        # as a workbook should be
        DAYS,
        # some rows typed as text, with days of every kind
        [day.strftime("%d/%m/%Y %H:%M") if place % 3 else day for place, day in enumerate(DAYS)],
        # a file of the first days of months, and a few texts of the same months
        [day for day in DAYS if day.day <= 12] + ["13/01/2025 10:00", "14/02/2025 10:00", "15/03/2025 10:00"],
    ],
)
def test_what_was_not_swapped_stays(mission, cells):
    ledger = mission.add("appels.xlsx", book([["Date appel"], *([cell] for cell in cells)]), columns=CALLS).take()
    expected = [cell if isinstance(cell, dt.datetime) else dt.datetime.strptime(cell, "%d/%m/%Y %H:%M") for cell in cells]
    assert mission.values("occurred_local") == expected
    assert not [note for note in ledger.notes if note["note"] == "swapped"]


def rows_of_days(blank):
    """Four calls a day, the day on the first of them alone."""
    rows, merge = [["Jour", "Heure", "Total"]], []
    for step in range(5):
        for call in range(4):
            day = dt.date(2025, 1, 6) + dt.timedelta(days=step)
            rows.append([day if call == 0 or not blank else None, dt.time(9 + call, 30), 4 if call == 0 else None])
        merge += [f"A{4 * step + 2}:A{4 * step + 5}", f"C{4 * step + 2}:C{4 * step + 5}"]
    return rows, merge


@pytest.mark.parametrize("merged", [True, False])
def test_the_day_of_a_merged_cell_or_written_once_holds_for_the_rows_under_it(mission, merged):
    rows, merge = rows_of_days(blank=True)
    columns = {"occurred_at": "Jour + Heure", "wait_s": "Total"}
    ledger = mission.add("appels.xlsx", book(rows, merge if merged else ()), columns=columns).take()
    expected = [dt.datetime(2025, 1, 6 + step, 9 + call, 30) for step in range(5) for call in range(4)]
    assert mission.values("occurred_local") == expected
    assert {"note": "filled_down", "rows": 15} in ledger.notes
    # a sum is not repeated
    assert [wait for wait in mission.values("wait_s") if wait is not None] == [4] * 5


def test_a_date_that_is_missing_stays_missing(mission):
    rows = [["N°", "Ouvert", "Heure", "Clos"]]
    for step in range(6):
        closed = dt.date(2025, 2, 1 + step) if step % 2 else None
        rows.append([f"D{step}", dt.date(2025, 1, 6 + step), dt.time(9, 30), closed])
    columns = {"case_id": "N°", "opened_at": "Ouvert + Heure", "closed_at": "Clos"}
    mission.add("d.xlsx", book(rows), "cases", columns).take()
    assert [closed is None for closed in mission.values("closed_at", "cases")] == [True, False] * 3


def test_the_case_of_a_town_with_merged_days(mission):
    file = cases.folder("xlsx_merged_day") / "appels.xlsx"
    ledger = mission.add("appels.xlsx", file.read_bytes(), columns={"occurred_at": "Jour + Heure"}).take()
    assert (ledger.read, ledger.accepted) == (240, 240)
    days = [stamp.date() for stamp in mission.values("occurred_local")]
    assert len(set(days)) == 60 and all(days.count(day) == 4 for day in set(days))


STAMPS = [dt.datetime(2025, 1, 6 + step, 9 + call, 30) for step in range(5) for call in range(4)]


@pytest.mark.parametrize("day", [lambda stamp: stamp.date(), lambda stamp: f"{stamp:%d/%m/%Y}", lambda stamp: f"mar. {stamp:%d/%m/%Y}"])
@pytest.mark.parametrize("apart", [True, False])
def test_a_day_typed_once_or_alone_in_its_row_heads_the_calls_under_it(mission, day, apart):
    rows = [["Jour", "Heure", "Motif"]]
    for place, stamp in enumerate(STAMPS):
        rows += [[day(stamp), None, None]] if apart and place % 4 == 0 else []
        rows.append([day(stamp) if place % 4 == 0 and not apart else None, f"{stamp:%H:%M}", "Voirie"])
    ledger = mission.add("appels.xlsx", book(rows), columns={"occurred_at": "Jour + Heure", "topic": "Motif"}).take()
    assert mission.values("occurred_local") == STAMPS
    assert ledger.aside["blank"] == (5 if apart else 0)


@pytest.mark.parametrize("typed", [True, False])
def test_a_closing_that_is_missing_beside_the_day_of_every_row_stays_missing(mission, typed):
    rows = [["N°", "Ouvert", "Heure", "Clos"]]
    for step in range(6):
        closed = dt.date(2025, 2, 1 + step)
        rows.append(
            [f"D{step}", dt.date(2025, 1, 6 + step), dt.time(9, 30), (f"{closed:%d/%m/%Y}" if typed else closed) if step % 2 == 0 else None]
        )
    mission.add("d.xlsx", book(rows), "cases", {"case_id": "N°", "opened_at": "Ouvert + Heure", "closed_at": "Clos"}).take()
    assert [closed is None for closed in mission.values("closed_at", "cases")] == [False, True] * 3
