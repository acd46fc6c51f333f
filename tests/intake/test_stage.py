"""Rows of several sources in one table, and their writing where they are too many to be written all at once."""

import duckdb
import pytest

from diagnostic import memory
from diagnostic.intake import stage

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


def in_ranges(monkeypatch, rows):
    """So many rows at a time fit in memory."""
    monkeypatch.setenv(memory.VARIABLE, "1")
    monkeypatch.setattr(memory, "_ROWS_A_MEGABYTE", rows)
    monkeypatch.setattr(memory, "bind", lambda connection, spill: None)


def account(mission):
    """What a mission holds and tells once it is taken: its tables, its ledger, and the lines to look at."""
    work = mission.folder / "work"
    return stored(mission), *(
        (work / name).read_text(encoding="utf-8") for name in ("intake.json", "rejects_values.csv", "doubts_values.csv")
    )


@pytest.mark.parametrize("rows", [7, 40, 110])
def test_files_read_in_parts_give_the_rows_and_the_account_of_a_whole_one(mission, monkeypatch, rows):
    """Callers are more than a part holds; stamps of several spellings, hidden numbers, refused and repeated rows stand in most parts."""
    callers = ["anonyme" if n % 9 == 0 else f"06{n * 7919 % 10**8:08d}" for n in range(230)]
    days = [f"{1 + n % 28:02d}/02/2025 {9 + n % 8:02d}:{n % 60:02d}:{n % 53:02d}" for n in range(230)]
    lines = [f"{day};{caller};Motif {n % 3}" for n, (day, caller) in enumerate(zip(days, callers, strict=True))]
    lines[17], lines[80], lines[150] = ";0611223344;Motif 1", "2025-02-03T10:00:00;0611223344;Motif 1", "hier;0611223344;Motif 1"
    lines[100], lines[205] = lines[99], lines[3]
    mission.add("first.csv", "\n".join(["Date appel;Numéro;Motif", *lines]))
    mission.add("second.csv", "\n".join(["Date appel;Numéro;Motif", *(line.replace("/02/", "/03/") for line in lines[40:])]))
    mission.add("cases.csv", CASES, "cases", {"opened_at": "Ouvert", "closed_at": "Clos", "procedure": "Type", "phone": "Tél"})
    whole = account(mission)
    assert "rejected" in whole[1] and len(whole[2].splitlines()) > 2
    ids = [row[0] for row in whole[0]["contacts"]]
    assert ids == sorted(set(ids)) and len(ids) > 400
    in_ranges(monkeypatch, rows)
    assert account(mission) == whole


@pytest.fixture
def held(monkeypatch):
    """An engine that holds forty cases, the last ones first, each with the person of its own number."""
    in_ranges(monkeypatch, 9)
    with duckdb.connect() as connection:
        connection.execute("create temp table held_cases as select 40 - i as id, 'Motif ' || (40 - i) as procedure from range(40) as r(i)")
        shown = ", ".join(
            f'"{name}"' if name in ("id", "procedure") else f'cast(null as {kind}) as "{name}"'
            for name, kind in stage._staged("cases").items()
        )
        connection.execute(f"create temp view stage_cases as select {shown} from held_cases")
        connection.execute(
            "create temp table persons as select 'cases' as tab, i as id, i * 10 as person from range(1, 41) as r(i) where i % 3 > 0"
        )
        yield connection


def test_rows_held_in_another_order_are_written_in_that_of_their_ids(held, tmp_path):
    stage._copy_with_persons(held, "cases", tmp_path / "cases.parquet")
    written = held.execute("select id, procedure, person from read_parquet(?)", [(tmp_path / "cases.parquet").as_posix()]).fetchall()
    assert written == [(number, f"Motif {number}", number * 10 if number % 3 else None) for number in range(1, 41)]


@pytest.mark.parametrize("ranges", [[(1, 20), (21, 41)], [(1, 21), (20, 41)], [(21, 41), (1, 21)]], ids=["dropped", "doubled", "turned"])
def test_no_row_is_written_beside_the_person_of_another(held, tmp_path, monkeypatch, ranges):
    monkeypatch.setattr(memory, "ranges", lambda first, last, rows: ranges)
    with pytest.raises(duckdb.Error, match="the person of another"):
        stage._copy_with_persons(held, "cases", tmp_path / "cases.parquet")
