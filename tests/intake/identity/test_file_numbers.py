"""The numbers of a few rows, read again where those rows come from and nowhere else."""

import pandas as pd
import pytest

from diagnostic.intake.files import readers
from diagnostic.intake.identity.file_numbers import read_again

NUMBERED = {"occurred_at": "Date", "case_id": "Dossier", "source_id": "Appel"}
COLUMNS = ["source", "case_id", "source_id"]
HEADER = "Date;Dossier;Appel\n"


@pytest.fixture
def opened(monkeypatch):
    """The files that are opened, in order."""
    asked = []

    def listen(folder, source, real=readers.open_source):
        asked.append(source.file)
        return real(folder, source)

    monkeypatch.setattr(readers, "open_source", listen)
    return asked


def stored(mission):
    """The rows as the store has them."""
    mission.take()
    return pd.DataFrame(mission.rows("contacts", ", ".join(COLUMNS)), columns=COLUMNS)


def written(mission, rows):
    """What is read again for some rows, row by row."""
    clear = read_again(mission.engagement, rows)
    return [(clear["case_id"].get(row.case_id), clear["source_id"].get(row.source_id)) for row in rows.itertuples()]


def test_each_number_is_read_in_the_file_of_its_row_and_no_other_file_is_opened(mission, opened):
    mission.add("a.csv", HEADER + "03/02/2025;D 1;10\n04/02/2025; D 2 ;11\n05/02/2025;;12\n", columns=NUMBERED)
    mission.add("b.csv", "Date;Dossier\n03/02/2025;d 2\n", columns={"occurred_at": "Date", "case_id": "Dossier"})
    rows = stored(mission)
    assert rows["case_id"][1] == rows["case_id"][3]  # the same case, written otherwise in either file
    opened.clear()
    assert written(mission, rows[:3]) == [("D 1", "10"), ("D 2", "11"), (None, "12")]
    assert written(mission, rows[3:]) == [("d 2", None)]
    assert opened == ["data/a.csv", "data/b.csv"]


def test_rows_without_numbers_open_nothing(mission, opened):
    mission.add("a.csv", HEADER + "03/02/2025;;\n04/02/2025;D 2;\n", columns=NUMBERED)
    rows = stored(mission)
    opened.clear()
    assert (written(mission, rows[:1]), written(mission, rows[:0])) == ([(None, None)], [])
    assert opened == []


def test_a_file_that_is_gone_gives_no_number(mission):
    mission.add("a.csv", HEADER + "03/02/2025;D 1;10\n", columns=NUMBERED)
    rows = stored(mission)
    (mission.folder / "data" / "a.csv").unlink()
    assert written(mission, rows) == [(None, None)]


def test_the_rows_of_either_of_two_sheets_of_a_file_are_read_in_their_own(mission, opened, two_sheets):
    for sheet in ("Un", "Deux"):
        mission.read("livre.xlsx", columns=NUMBERED, sheet=sheet)
    rows = stored(mission)
    assert set(rows["source"]) == {"livre#Un", "livre#Deux"}
    opened.clear()
    assert written(mission, rows) == [("Un 1", "Un 9"), ("Deux 1", "Deux 9")]
    opened.clear()
    written(mission, rows[rows["source"] == "livre#Deux"])
    assert len(opened) == 1


@pytest.fixture
def two_sheets(mission):
    """A workbook of two sheets, a row in each."""
    import openpyxl

    book = openpyxl.Workbook()
    for name in ("Un", "Deux"):
        page = book.create_sheet(name)
        for row in (["Date", "Dossier", "Appel"], ["03/02/2025", f"{name} 1", f"{name} 9"]):
            page.append(row)
    book.remove(book.worksheets[0])
    (mission.folder / "data").mkdir(parents=True)
    book.save(mission.folder / "data" / "livre.xlsx")
