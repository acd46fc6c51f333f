"""The unit of durations, from the header, the cells and what is plausible; asked where these leave a doubt."""

from __future__ import annotations

from collections import Counter

import pytest

from diagnostic.proposal.doubts import SURE
from diagnostic.proposal.units import guess, said_by
from tests import cases
from tests.proposal.entered import Entered

DAY = 86400
TALKS = [45, 60, 75, 110, 150, 180, 200, 260, 300, 420, 610]


def column(cells):
    return Counter(map(str, cells))


def clock(seconds, first):
    return f"{seconds // first:02}:{seconds % first:02}"


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Attente (min)", "minutes"),
        ("Durée [mn]", "minutes"),
        ("durée en secondes", "seconds"),
        ("Wait time in minutes", "minutes"),
        ("TalkTimeSec", "seconds"),
        ("duration_ms", "milliseconds"),
        ("avg_wait_s", "seconds"),
        ("Temps (h)", "hours"),
        ("Durée (hh:mm)", "hh:mm"),
        ("Ring duration (mm:ss)", "mm:ss"),
        ("Tempo de espera (segundos)", "seconds"),
        ("Dauer in Sek.", "seconds"),
        ("Wartezeit (Minuten)", "minutes"),
    ],
)
def test_a_header_gives_its_unit(header, unit):
    assert list(said_by(header)) == [unit]


@pytest.mark.parametrize("header", ["Durée (hh:mm:ss)", "Durée", "AHT", "Temps de communication", "Sonnerie", "Mise en attente"])
def test_a_header_without_a_unit_gives_none(header):
    assert said_by(header) == {}


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [
        ("Durée", TALKS, "seconds"),
        ("Durée (s)", TALKS, "seconds"),
        ("Durée (min)", [f"{talk / 60:.2f}".replace(".", ",") for talk in TALKS], "minutes"),
        ("Durée (ms)", [talk * 1000 for talk in TALKS], "milliseconds"),
        ("Durée", [talk / DAY for talk in TALKS], "days"),
        ("Durée (s)", [talk / DAY for talk in TALKS], "days"),
        ("Durée (mm:ss)", [clock(talk, 60) for talk in TALKS], "mm:ss"),
        ("Durée", [clock(talk, 60) for talk in TALKS], "mm:ss"),
        ("Durée (hh:mm)", [clock(talk // 6, 60) for talk in TALKS], "hh:mm"),
    ],
)
def test_a_unit_that_header_and_values_agree_on_is_not_asked(header, cells, unit):
    found = guess("handle_s", header, column(cells))
    assert (found.name, found.sure >= SURE) == (unit, True)


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [
        # nothing but plausibility speaks
        ("Durée", [2, 3, 3, 4, 5, 2, 3], "minutes"),
        ("Durée", [talk * 1000 for talk in TALKS], "milliseconds"),
        ("Durée", [f"{talk / 60:.2f}" for talk in TALKS], "minutes"),
        # the header and the values disagree
        ("Durée (s)", [2, 3, 3, 4, 5, 2, 3], "seconds"),
        ("Durée (min)", TALKS, "seconds"),
        # a spreadsheet took minutes and seconds for hours and minutes
        ("Durée", [f"{clock(talk, 60)}:00" for talk in TALKS], "mm:ss"),
    ],
)
def test_a_unit_that_rests_on_plausibility_alone_or_against_it_is_asked(header, cells, unit):
    found = guess("handle_s", header, column(cells))
    assert (found.name, found.sure < SURE) == (unit, True)


def test_cells_that_say_their_own_unit_need_none():
    assert guess("handle_s", "Durée", column(["00:03:12", "00:02:05", "01:00:07"])) is None
    assert guess("handle_s", "Durée", column(["3 min 12", "45 s", "1 h"])) is None
    assert guess("handle_s", "Durée", Counter()) is None


def test_the_unit_is_written_with_what_it_makes_of_the_durations(tmp_path):
    rows = [f"{row % 28 + 1:02}/01/2025 10:{row % 60:02}:00;{row % 9 + 1};Décroché" for row in range(200)]
    (tmp_path / "appels.csv").write_text(
        "\n".join(["Date appel;Durée com;Résultat", *rows]).replace("Durée com", "Durée"), encoding="utf-8"
    )
    entered = Entered(tmp_path / "town", [tmp_path / "appels.csv"])
    assert entered.source.unit == {"handle_s": "minutes"}
    assert "unit" in entered.asked("Durée")
    assert entered.value("max(handle_s)") == 9 * 60
    assert "minutes  #" in (entered.folder / "engagement.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("case", "rows", "mean", "header"),
    [
        ("run_masked_minutes", 600, None, "Attente (min)"),
        ("run_control_full_seconds", 600, 179.5, "Attente (s)"),
        ("dur_csv_minutes", 240, None, "Attente (min)"),
        ("dur_csv_hhmm", 240, 5370, "Attente (hh:mm)"),
        ("dur_xlsx_general", 240, 180, "Attente (s)"),
        ("dur_xlsx_hms", 240, 46_011, "Attente (s)"),
        ("dur_csv_days", 240, None, "Attente (s)"),
    ],
)
def test_the_cases_of_towns_give_the_right_waits(tmp_path, case, rows, mean, header):
    folder = cases.folder(case)
    entered = Entered(tmp_path / "town", folder.iterdir())
    assert entered.ledger.accepted == rows
    assert entered.value("count(wait_s)") == rows
    if mean is not None:
        assert entered.value("avg(wait_s)") == pytest.approx(mean, abs=1)
    if case == "run_masked_minutes":
        assert entered.value("median(wait_s)") == pytest.approx(179, abs=1)
        assert entered.value("min(wait_s)") > 20
    if case == "dur_csv_days":
        assert entered.value("max(wait_s)") > DAY


def test_every_wait_of_over_a_day_is_as_its_file_says(tmp_path):
    folder = cases.folder("dur_csv_days")
    entered = Entered(tmp_path / "town", folder.iterdir())
    lines = (folder / "appels.csv").read_text("utf-8-sig").splitlines()[1:]
    expected = []
    for line in lines:
        days, _, clock_text = line.split(";")[4].rpartition(" day, ") if "day," in line else ("0", "", line.split(";")[4])
        hours, minutes, seconds = map(int, clock_text.removeprefix("s, ").split(":"))
        expected.append(int(days) * DAY + hours * 3600 + minutes * 60 + seconds)
    assert [wait for (wait,) in entered.rows("wait_s")] == expected
