"""Durations: every way of writing one, in the unit of its column."""

from __future__ import annotations

import pytest

from diagnostic.intake.cells.durations import Form, reader, thousands


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("01:02:03", 3723),
        ("02:03", 123),
        ("90:00", 5400),
        ("45", 45),
        ("12,5", 12.5),
        ("1h05", 3900),
        ("2 min 30 s", 150),
        ("45 s", 45),
        ("1 h", 3600),
        ("00:00:12.5", 12.5),
        ("-00:01:00", -60),
        ("46:05:30", 46 * 3600 + 330),
        ("0:22 min", 22),
        ("1:05 h", 3900),
        ("0:01:22.500", 82.5),
        ("00:01:22,5", 82.5),
        ("1 day, 2:03:04", 93784),
        ("2 days 00:00:01", 172801),
        ("1 jour 2:03:04", 93784),
        ("1.02:03:04", 93784),
        ("3j 01:00:00", 3 * 86400 + 3600),
        ("5 min 30", 330),
        ("5 min 30 sec", 330),
        ("5'30\"", 330),
        ("5’ 30’’", 330),
        ("1 heure, 2 minutes et 3 secondes", 3723),
        ("1 hour 2 minutes and 3 seconds", 3723),
        ("2 Std. 5 Min.", 7500),
        ("1,5 h", 5400),
        ("350 ms", 0.35),
        ("2 jour(s) 3 h", 183600),
        ("0:02:07:12", 7632),
        ("12:02:03:04", 1044184),
        # hours, minutes, seconds and hundredths, or days first: nobody knows
        ("00:12:33:25", None),
        ("3 jours", 259200),
        ("PT5M30S", 330),
        ("P1DT2H", 93600),
        ("PT12.5S", 12.5),
        ("1 234", 1234),
        ("trois minutes", None),
        ("12:", None),
        ("5 min 5 h", None),
        ("02:75", None),
        ("P", None),
        ("PT", None),
        ("12 appels", None),
        ("9" * 500, None),
    ],
)
def test_durations_are_seconds(cell, value):
    assert Form().seconds(cell) == value


@pytest.mark.parametrize(
    ("unit", "cell", "value"),
    [
        ("minutes", "2,5", 150),
        ("milliseconds", "1500", 1.5),
        ("hours", "0.25", 900),
        ("days", "0.0003472222222222222", 30),
        ("hh:mm", "01:07", 4020),
        ("mm:ss", "01:07", 67),
        ("hours", "1:30", 5400),
        ("minutes", "1:30", 90),
        ("hh:mm", "45", 2700),
        # what says its own unit keeps it
        ("minutes", "00:01:30", 90),
        ("days", "90 s", 90),
        ("hh:mm", "01:07:30", 4050),
        ("hh:mm", "2 min", 120),
    ],
)
def test_a_number_or_a_clock_of_two_parts_is_in_the_unit_of_its_column(unit, cell, value):
    assert Form(unit).seconds(cell) == value


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12", "999", "1,234"], ","),
        (["12", "999", "1.234"], "."),
        (["1,234,567", "1,234"], ","),
        (["1,234", "12.5"], ","),
        (["12", "1,234", "12,5"], ""),
        (["0,520", "1,234", "7"], ""),
        (["1,234", "2,345"], ""),
        (["12", "1500", "1,234"], ""),
        (["12", "1 500", "1,234"], ""),
        (["12", "13"], ""),
    ],
)
def test_a_comma_marks_thousands_where_the_other_numbers_of_the_column_say_so(cells, mark):
    assert thousands(cells) == mark


def test_minutes_and_seconds_that_a_spreadsheet_took_for_hours_are_read_back_where_the_source_says_so():
    cells = ["01:30:00", "25:10:00", "0:45:00"]
    assert [reader(cells, "mm:ss")(cell) for cell in cells] == [(90, None), (1510, None), (45, None)]
    assert [reader(cells, None)(cell) for cell in cells] == [(5400, None), (90600, None), (2700, None)]
    # one with seconds shows that they are hours
    assert reader([*cells, "00:01:30"], "mm:ss")("01:30:00") == (5400, None)


def test_a_negative_duration_has_its_reason_and_a_cell_that_says_nothing_none():
    read = reader([], "minutes")
    assert [read(cell) for cell in ("-2", "n/a", "beaucoup")] == [(None, "negative"), (None, None), (None, "unreadable")]


def test_the_unit_of_a_source_is_that_of_its_columns(mission):
    text = "Date appel;Attente;Durée\n02/01/2025 10:00;0,5;1:10\n02/01/2025 11:00;12;0:05\n"
    columns = {"occurred_at": "Date appel", "wait_s": "Attente", "handle_s": "Durée"}
    mission.add("appels.csv", text, columns=columns, unit={"wait_s": "minutes", "handle_s": "hh:mm"}).take()
    assert mission.rows("contacts", "wait_s, handle_s") == [(30, 4200), (720, 300)]
