"""Files that cannot be read: one plain sentence each, all of them at once, and the good ones taken all the same."""

import datetime as dt
import gzip
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostic.errors import UserError
from diagnostic.intake.files.readers import open_source
from tests.intake.files.test_messy_files import CASES, MESSY, workbook
from tests.intake.mission import Mission, counts

GOOD = "Date appel;Numéro;Motif\n03/02/2025 09:15:00;;Voirie\n"
WRONG = {
    "picture": ("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)),
    "pdf": ("notice.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\x00" * 40),
    "html": ("export.xls", b"<html><body><table><tr><td>Date appel</td></tr></table></body></html>"),
    "binary": ("base.csv", b"SQLite format 3\x00" + bytes(range(256))),
    "unreadable_workbook": ("archive.csv", b"PK\x03\x04" + bytes(300)),
    "empty_file": ("vide.csv", b""),
    "unreadable_encoding": ("inconnu.csv", b"Date appel;Num\x81ro\xe9;Motif\n" + b"\x8d\x8f\x90\x9d" * 20),
    "unreadable_file": ("coupe.csv.gz", gzip.compress(GOOD.encode() * 50)[:-20]),
    "no_rows": ("titres.csv", "Date appel;Numéro;Motif\n\n".encode()),
    "missing_column_near": ("colonne.csv", GOOD.replace("Date appel", "Date d'appel").encode()),
    "missing_column": ("autre.csv", b"A;B;C\n1;2;3\n"),
}


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_file_is_told_in_one_sentence_that_names_it(mission, key):
    name, content = WRONG[key]
    with pytest.raises(UserError) as error:
        mission.add(name, content).take()
    assert {problem.key for problem in error.value.problems} == {f"intake.{key}"}
    for language in ("fr", "en"):
        assert all(line.startswith(f"data/{name}") for line in error.value.text(language).splitlines())
    assert not (mission.folder / "work" / "store").exists()


def test_a_column_that_is_not_there_is_named_with_the_nearest_header_and_the_line(mission):
    with pytest.raises(UserError) as error:
        mission.add("colonne.csv", WRONG["missing_column_near"][1]).take()
    assert "« Date d'appel »" in error.value.text("fr").replace("\u202f", " ")
    assert error.value.problems[0].values["line"] == 1


def test_a_header_that_another_column_reads_is_not_proposed_for_one_that_is_not_there(mission):
    columns = {"opened_at": "Déposé le", "closed_at": "Posé le"}
    with pytest.raises(UserError) as error:
        mission.add("demandes.csv", "Déposé le;Pose\n03/02/2025;04/02/2025\n".encode(), "cases", columns).take()
    assert [(problem.key, problem.values["near"]) for problem in error.value.problems] == [("intake.missing_column_near", "Pose")]


def test_all_wrong_files_are_told_at_once_and_the_good_one_is_taken(mission):
    for name, content in WRONG.values():
        mission.add(name, content)
    mission.add("bon.csv", GOOD).read("registre_2024.csv").add("classeur.xlsx", workbook(), "cases", CASES, sheet="Demande")
    mission.read("bon.csv", columns={"topic": "Motif"}).read("bon.csv", columns={"occured_at": "Date appel"})
    mission.read("bon.csv", encoding="ascii").read("bon.csv", dates="%Q").read("bon.csv", header_row=9)
    ledger = mission.take()
    assert (ledger.file, counts(ledger)) == ("data/bon.csv", (1, 1, 0, 0))
    told = [problem.key.removeprefix("intake.") for problem in mission.intake.problems]
    assert told[-8:] == [
        "missing_file",
        "missing_sheet_near",
        "not_mapped",
        "unknown_column",
        "not_mapped",
        "wrong_encoding",
        "dates_format",
        "no_header",
    ]
    assert set(told) == set(WRONG) | set(told[-8:])
    assert all(problem.text(language) for problem in mission.intake.problems for language in ("fr", "en"))


def test_a_file_of_which_nothing_can_be_kept_is_a_problem_and_has_its_ledger(mission):
    ledger = mission.add("a.csv", "Date appel;Numéro;Motif\nhier;;Voirie\navant-hier;;Voirie\n").take()
    assert counts(ledger) == (2, 0, 2, 0)
    assert [problem.key for problem in mission.intake.problems] == ["intake.nothing_accepted"]


@settings(max_examples=18, deadline=dt.timedelta(seconds=30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([MESSY.encode(), MESSY.encode("cp1252"), MESSY.encode("utf-16"), gzip.compress(MESSY.encode()), workbook()]),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6), st.integers(0, 30)), max_size=6),
    st.booleans(),
)
def test_mangled_bytes_give_a_user_error_or_a_ledger_that_adds_up(tmp_path, content, cuts, packed):
    for place, inserted, removed in cuts:
        place %= len(content) + 1
        content = content[:place] + inserted + content[place + removed :]
    mission = Mission(tmp_path)
    try:
        ledger = mission.add("appels.csv", gzip.compress(content) if packed else content).take()
    except UserError as error:
        assert all(problem.key.startswith("intake.") and problem.text("fr") for problem in error.problems)
    else:
        assert ledger.read == ledger.accepted + ledger.rejected + ledger.duplicates
        assert len(mission.rows("contacts", "id")) == ledger.accepted


def test_reading_holds_no_more_of_a_file_four_times_as_long(mission):
    peaks = []
    for rows in (25_000, 100_000):
        text = GOOD.encode() + b"03/02/2025 09:15:00;0612345678;Voirie\n" * rows
        opened = open_source(mission.folder, mission.add(f"{rows}.csv.gz", gzip.compress(text)).sources[-1])
        tracemalloc.start()
        try:
            assert sum(len(lines) for lines, _ in opened.sheet.batches()) == rows + 1
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]
