"""Rows of several sources in one table, and their writing where they are too many to be written all at once."""

import duckdb
import pytest

from diagnostic import memory

CALLS = "Date appel;Numéro;Motif\n" + "".join(
    f"{1 + n % 28:02d}/02/2025 {9 + n % 8:02d}:00:{n % 60:02d};06123456{n % 7:02d};Motif {n % 3}\n" for n in range(200)
)
CASES = "Ouvert;Clos;Type;Tél\n" + "".join(
    f"{1 + n % 28:02d}/03/2025 10:00:00;{1 + n % 28:02d}/04/2025 10:00:{n:02d};Type {n % 4};06123456{n % 9:02d}\n" for n in range(50)
)


def stored(mission):
    """What the store of a mission of calls and cases holds once they are taken."""
    mission.take()
    store = mission.folder / "work" / "store"
    assert sorted(path.name for path in store.iterdir()) == ["cases.parquet", "contact_channels.parquet", "contacts.parquet"]
    with duckdb.connect() as connection:
        return {path.stem: connection.execute("from read_parquet(?)", [path.as_posix()]).fetchall() for path in sorted(store.iterdir())}


def test_rows_written_by_ranges_are_those_written_at_once(mission, monkeypatch):
    mission.add("calls.csv", CALLS)
    mission.add("cases.csv", CASES, "cases", {"opened_at": "Ouvert", "closed_at": "Clos", "procedure": "Type", "phone": "Tél"})
    at_once = stored(mission)
    assert [row[0] for row in at_once["contacts"]] == list(range(1, 201))
    monkeypatch.setenv(memory.VARIABLE, "1")
    monkeypatch.setattr(memory, "_ROWS_A_MEGABYTE", 30)
    monkeypatch.setattr(memory, "bind", lambda connection, spill: None)
    assert len(memory.ranges(1, 200, 200)) == 7
    assert stored(mission) == at_once


@pytest.mark.parametrize("first, last, rows", [(1, 1, 1), (5, 104, 100), (1, 1000, 10), (0, 0, 0), (1, 97, 97)])
def test_ranges_hold_every_number_once(first, last, rows, monkeypatch):
    monkeypatch.setenv(memory.VARIABLE, "1")
    monkeypatch.setattr(memory, "_ROWS_A_MEGABYTE", 9)
    found = memory.ranges(first, last, rows)
    assert [number for begins, ends in found for number in range(begins, ends)] == list(range(first, last + 1))
    assert len(found) == max(1, -(-rows // 9))


def test_columns_that_only_one_source_gives_are_empty_in_the_rows_of_the_others(mission):
    mission.add("a.csv", "Date appel;Numéro;Motif\n03/02/2025 09:00:00;0612345678;Voirie\n")
    mission.add("b.csv", "Date;Site\n04/02/2025 09:00:00;Mairie\n", columns={"occurred_at": "Date", "site": "Site"})
    mission.take()
    assert mission.rows("contacts", "id, topic, site, person, source, queue") == [
        (1, "Voirie", None, 1, "a", None),
        (2, None, "Mairie", None, "b", None),
    ]
