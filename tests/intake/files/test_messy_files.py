"""Files as clients send them: what is read, set aside, refused, and the ledger that adds up."""

import csv
import datetime as dt
import gzip
import io
import random
from collections.abc import Iterator

import numpy as np
import pytest
import xlsxwriter

from diagnostic.intake.files import delimited
from diagnostic.intake.files.pages import Page, pages
from diagnostic.intake.files.readers import open_source
from diagnostic.intake.judging import rules
from tests.intake.mission import CALLS, Mission, counts

MESSY = """Export du standard;;;
Mairie de Ville-Exemple;;;
;;;
Date appel;Numéro;Motif;Commentaire
03/02/2025 09:15:00;06 12 34 56 78;État civil;RAS
03/02/2025 09:15:00;06 12 34 56 78;État civil;RAS

04/02/2025 10:00:00;0612345679;Voirie;"bien
reçu; merci"
05/02/2025 10:00:00;0612345680
;0612345681;Voirie;
32/02/2025 10:00:00;0612345682;Voirie;
06/02/2025 10:00:00;0612345683;Voirie;;extra
13/02/2025 11:30:00;0612345684;Cantine;;
Date appel;Numéro;Motif;Commentaire
;;;
Total;7;;
"""


def test_a_messy_file_is_counted_line_by_line(mission):
    ledger = mission.add("appels.csv", MESSY).take()
    assert counts(ledger) == (8, 3, 4, 1)
    assert ledger.reasons == {"missing": 1, "ragged": 2, "unreadable": 1}
    assert ledger.aside == {"blank": 2, "footer": [17], "header": [15], "within": 1}
    assert ledger.header_line == 4
    assert ledger.dropped == ["Commentaire"]
    assert mission.values("topic") == ["État civil", "Voirie", "Cantine"]


def test_each_rejected_row_is_listed_with_its_line_its_column_and_its_value(mission):
    mission.add("appels.csv", MESSY).take()
    with (mission.folder / "work" / "rejects_values.csv").open(encoding="utf-8", newline="") as file:
        listed = [(row["line"], row["column"], row["reason_key"], row["value"]) for row in csv.DictReader(file)]
    assert listed == [
        ("10", "", "ragged", "05/02/2025 10:00:00;0612345680"),
        ("11", "Date appel", "missing", ""),
        ("12", "Date appel", "unreadable", "32/02/2025 10:00:00"),
        ("13", "", "ragged", "06/02/2025 10:00:00;0612345683;Voirie;;extra"),
    ]
    with (mission.folder / "work" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        shown = list(csv.DictReader(file))
    assert [row["line"] for row in shown] == [row[0] for row in listed]
    assert list(shown[0]) == ["file", "sheet", "line", "column", "reason"]
    assert shown[1]["reason"] == "valeur obligatoire absente"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_separator_and_encoding_gives_the_same_rows(mission, separator, encoding):
    text = (
        separator.join(("Date appel", "Numéro", "Motif"))
        + "\r\n"
        + separator.join(("03/02/2025 09:15:00", "0612345678", "Été à l’œuvre"))
        + "\r\n"
    )
    sheet = open_source(mission.folder, mission.add("appels.csv", text.encode(encoding)).sources[0]).sheet
    assert (sheet.encoding, sheet.separator) == (encoding, separator)
    assert list(sheet.batches()) == [([2], [["03/02/2025 09:15:00", "0612345678", "Été à l’œuvre"]])]


def test_the_separator_is_what_makes_lines_alike_and_not_what_a_line_has_most_of(mission):
    lines = "".join(f"0{day}/02/2025,Roads | Routes,Open,Sewer | Égout | Kanal\n" for day in range(1, 8))
    text = "Date | Date,Topic | Sujet | Thema,Status | État | Stand,Note | Note\n" + lines
    columns = {"occurred_at": "Date | Date", "topic": "Topic | Sujet | Thema"}
    sheet = open_source(mission.folder, mission.add("export.csv", text, columns=columns).sources[0]).sheet
    assert (sheet.separator, sheet.header.width) == (",", 4)
    text = "Jour;Motif\n" + "".join(f"0{day}/02/2025;{', '.join('abcd'[:day])}\n" for day in range(1, 8))
    columns = {"occurred_at": "Jour", "topic": "Motif"}
    assert open_source(mission.folder, mission.add("b.csv", text, columns=columns).sources[1]).sheet.separator == ";"


def test_a_last_column_without_a_name_costs_no_row(mission):
    text = "Date appel;Motif;\n03/02/2025 09:00:00;A;x\n03/02/2025 09:01:00;B;\n03/02/2025 09:02:00;C\n03/02/2025 09:03:00;D;x;y\n"
    ledger = mission.add("appels.csv", text, columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    assert counts(ledger) == (4, 3, 1, 0)
    assert mission.values("topic") == ["A", "B", "C"]


def test_rows_longer_than_the_headers_that_a_source_gives_are_told(mission):
    text = "A;B;C\n03/02/2025 09:00:00;Voirie;x\n03/02/2025 09:01:00;Eau;y\n"
    columns = {"occurred_at": "Quand", "topic": "Quoi"}
    ledger = mission.add("appels.csv", text, columns=columns, headers=("Quand", "Quoi"), header_row=1).take()
    assert counts(ledger) == (2, 0, 2, 0)


def test_a_scar_does_not_turn_a_utf8_file_into_another_encoding(mission):
    rows = "".join(f"03/02/2025 09:{minute:02d}:00;;Été\n" for minute in range(30))
    ledger = mission.add("appels.csv", f"Date appel;Numéro;Motif\n{rows}".encode() + b"03/02/2025 10:00:00;;Voirie\xc3\n").take()
    assert ledger.notes[-1] == {"note": "characters_broken"}
    assert mission.values("topic")[0] == "Été"


def test_an_unclosed_quote_costs_one_line_only(mission):
    text = 'Date appel;Numéro;Motif\n03/02/2025 09:00:00;;A\n03/02/2025 09:01:00;;"B\n03/02/2025 09:02:00;;C\n03/02/2025 09:03:00;;D\n'
    assert counts(mission.add("appels.csv", text).take()) == (4, 3, 1, 0)
    assert mission.values("topic") == ["A", "C", "D"]


def test_a_quoted_line_break_keeps_the_line_numbers_of_the_file(mission):
    text = 'Date appel;Numéro;Motif\n03/02/2025 09:00:00;;"A\nB"\n?;;C\n'
    mission.add("appels.csv", text).take()
    rejects = (mission.folder / "work" / "rejects.csv").read_text(encoding="utf-8").splitlines()
    assert rejects[1].split(",")[2] == "4"


def test_a_gzipped_file_is_read_as_it_is(mission):
    mission.add("appels.csv.gz", gzip.compress(MESSY.encode()))
    assert counts(mission.take()) == (8, 3, 4, 1)


def test_a_stamp_in_two_columns_is_joined(mission):
    mission.add("rdv.csv", "Jour;Heure;Motif\n03/02/2025;9h05;A\n", columns={"occurred_at": "Jour + Heure", "topic": "Motif"}).take()
    assert mission.values("occurred_local") == [dt.datetime(2025, 2, 3, 9, 5)]


def test_a_step_that_borrows_the_day_of_another_has_not_happened_without_its_own_hour(mission):
    text = "Jour;Arrivée;Appel;Fin\n03/02/2025;9h05;9h10;9h20\n03/02/2025;9h07;;\n04/02/2025;;;\n"
    columns = {"taken_at": "Jour + Arrivée", "called_at": "Jour + Appel", "done_at": "Jour + Fin"}
    mission.add("tickets.csv", text, "tickets", columns).take()
    assert mission.values("called_local", "tickets") == [dt.datetime(2025, 2, 3, 9, 10), None, None]
    assert mission.values("done_local", "tickets") == [dt.datetime(2025, 2, 3, 9, 20), None, None]
    assert mission.values("taken_precision", "tickets") == ["minute", "minute", "day"]


def test_a_day_of_its_own_is_enough_for_a_step_without_an_hour(mission):
    text = "Ouvert;à;Clos;à quelle heure\n03/02/2025;9h05;05/02/2025;\n"
    mission.add("cases.csv", text, "cases", {"opened_at": "Ouvert + à", "closed_at": "Clos + à quelle heure"}).take()
    assert mission.rows("cases", "closed_local, closed_precision") == [(dt.datetime(2025, 2, 5), "day")]


def test_identical_rows_without_anything_that_tells_them_apart_are_kept(mission):
    text = "Mois;Sujet;Canal\n2025-01;Neige;Téléphone\n2025-01;Neige;Téléphone\n2025-02;Neige;Téléphone\n2025-02;Arbre;Courriel\n"
    ledger = mission.add("mois.csv", text, columns={"month": "Mois", "topic": "Sujet"}).take()
    assert counts(ledger) == (4, 4, 0, 0)
    assert ledger.notes == [{"note": "identical_kept", "rows": 1}]


@pytest.mark.parametrize("some", [2, 3, 10_000])
@pytest.mark.parametrize("numbered", [True, False])
def test_identical_rows_are_one_where_a_column_numbers_all_rows_and_not_the_first_alone(mission, monkeypatch, numbered, some):
    monkeypatch.setattr(rules, "SOME", some)
    rows = ["2025-01;Neige", "2025-02;Arbre", "2025-03;Banc", "2025-03;Chien", "2025-01;Neige", "2025-02;Chien"]
    numbers = (1, 2, 3, 4, 1, 5) if numbered else (1, 2, 3, 3, 1, 2)
    text = "\n".join(["Mois;Sujet;N°", *(f"{row};{number}" for row, number in zip(rows, numbers, strict=True))])
    ledger = mission.add("mois.csv", text, columns={"month": "Mois", "topic": "Sujet"}).take()
    assert (counts(ledger), ledger.twice) == (((6, 5, 0, 1), {"identical": 1}) if numbered else ((6, 6, 0, 0), {}))


def test_the_first_row_of_a_source_id_is_kept(mission):
    text = "N°;Date appel;Motif\n1;03/02/2025 09:00;A\n2;03/02/2025 09:05;B\n1;03/02/2025 09:10;C\n"
    ledger = mission.add("appels.csv", text, columns={"source_id": "N°", "occurred_at": "Date appel", "topic": "Motif"}).take()
    assert counts(ledger) == (3, 2, 0, 1)
    assert mission.values("topic") == ["A", "B"]


def test_a_total_that_is_a_topic_is_no_footer(mission):
    ledger = mission.add("appels.csv", "Motif;Date appel;Numéro\nTotal éclairage;03/02/2025 09:00:00;\nTotal;;\n").take()
    assert (counts(ledger), ledger.aside["footer"]) == ((1, 1, 0, 0), [3])


def test_a_total_under_daily_counts_is_a_footer_although_it_has_its_count(mission):
    ledger = mission.add(
        "jours.csv", "Jour;Reçus\n02/01/2025;12\n03/01/2025;15\nTotal;27\n", "call_counts", {"day": "Jour", "offered": "Reçus"}
    ).take()
    assert (counts(ledger), ledger.aside["footer"]) == ((2, 2, 0, 0), [4])


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet("Lisez-moi").write(0, 0, "Extraction du 10/01/2026")
    sheet = book.add_worksheet("Demandes")
    day, stamp = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.merge_range(0, 0, 0, 3, "Suivi des demandes")
    for column, name in enumerate(("N° dossier", "Déposé le", "Clos le", "Téléphone")):
        sheet.write(2, column, name)
    sheet.write_row(3, 0, [101])
    sheet.write_datetime(3, 1, dt.datetime(2025, 2, 3, 9, 5), stamp)
    sheet.write_datetime(3, 2, dt.datetime(2025, 2, 10), day)
    sheet.write_number(3, 3, 612345678)
    sheet.write_row(4, 0, [102, 45691.5, "", "06 12 34 56 78"])
    sheet.write_row(5, 0, [103, "5 février 2025 à 14h30", "11/02/2025"])
    sheet.write_row(6, 0, ["Total", "", "", 3])
    book.close()
    return file.getvalue()


CASES = {"case_id": "N° dossier", "opened_at": "Déposé le", "closed_at": "Clos le", "phone": "Téléphone"}


@pytest.mark.parametrize("sheet", [None, "Demandes"])
def test_a_workbook_with_title_footer_and_every_kind_of_date(mission, sheet):
    ledger = mission.add("demandes.xlsx", workbook(), "cases", CASES, sheet=sheet).take()
    assert counts(ledger) == (3, 3, 0, 0)
    assert (ledger.sheet, ledger.header_line, ledger.aside["footer"]) == ("Demandes", 3, [7])
    assert mission.rows("cases", "opened_local, opened_precision, closed_local, closed_precision") == [
        (dt.datetime(2025, 2, 3, 9, 5), "second", dt.datetime(2025, 2, 10), "day"),
        (dt.datetime(2025, 2, 3, 12), "second", None, None),
        (dt.datetime(2025, 2, 5, 14, 30), "minute", dt.datetime(2025, 2, 11), "day"),
    ]
    persons = mission.values("person", "cases")
    assert persons[0] == persons[1] is not None and persons[2] is None


def test_sources_are_numbered_one_after_the_other_and_named_by_file_and_sheet(mission):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in (("Janvier", 2), ("Février", 1)):
        sheet = book.add_worksheet(name)
        for column, header in enumerate(CALLS.values()):
            sheet.write(0, column, header)
        for row in range(rows):
            sheet.write_row(row + 1, 0, [f"03/02/2025 09:0{row}", "", name])
    book.close()
    mission.add("appels.xlsx", file.getvalue(), sheet="Février").read("appels.xlsx", sheet="Janvier")
    mission.add("autres.csv", "Date appel;Numéro;Motif\n03/02/2025 09:15:00;;X\n").take()
    assert mission.rows("contacts", "id, source, topic") == [
        (1, "appels#Février", "Février"),
        (2, "appels#Janvier", "Janvier"),
        (3, "appels#Janvier", "Janvier"),
        (4, "autres", "X"),
    ]


def test_the_same_inputs_and_key_give_the_same_bytes(mission):
    mission.add("appels.csv", MESSY).add("demandes.xlsx", workbook(), "cases", CASES)
    written = []
    for _ in range(2):
        mission.take()
        paths = sorted(path for path in (mission.folder / "work").rglob("*") if path.is_file())
        written.append({path.name: path.read_bytes() for path in paths})
    assert written[0] == written[1]
    assert {"contacts.parquet", "cases.parquet", "contact_channels.parquet", "intake.json", "rejects.csv"} <= set(written[0])


def test_a_table_that_no_source_feeds_any_more_has_no_file(mission, tmp_path):
    mission.add("demandes.xlsx", workbook(), "cases", CASES).take()
    again = Mission(mission.folder).add("appels.csv", MESSY)
    again.take()
    assert sorted(path.name for path in (mission.folder / "work" / "store").iterdir()) == ["contact_channels.parquet", "contacts.parquet"]


def test_calls_of_one_minute_are_not_duplicates_unless_somebody_is_known(mission):
    text = "Date appel;Motif;Tél\n03/02/2025 10:00;A;\n03/02/2025 10:00;A;\n03/02/2025 10:00;A;0199000001\n03/02/2025 10:00;A;0199000001\n"
    text += "03/02/2025 10:01;B;\n"
    ledger = mission.add("appels.csv", text, columns={"occurred_at": "Date appel", "topic": "Motif", "phone": "Tél"}).take()
    assert counts(ledger) == (5, 4, 0, 1)


def test_a_cell_as_long_as_a_book_does_not_stop_the_reading(mission):
    text = "Date appel;Motif\n03/02/2025 10:00;" + "x" * 300_000 + '\n03/02/2025 10:01;"B\n03/02/2025 10:02;C;D\n'
    ledger = mission.add("appels.csv", text, columns={"occurred_at": "Date appel", "topic": "Motif"}).take()
    assert ledger.read == ledger.accepted + ledger.rejected + ledger.duplicates


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_lines_taken_page_by_page_give_the_rows_that_lines_taken_alone_give(size):
    chance = random.Random(size)
    for _ in range(500):
        text = "".join(chance.choice(("a", ";", '"', "\n", "\r\n", "\r", "é;c", '"x"', ';"', '""')) for _ in range(chance.randrange(50)))
        written = text.encode("utf-8")
        leaves = list(pages((written[at : at + size] for at in range(0, len(written), size)), ";"))
        lines = delimited.Lines(leaves, ";")
        rows = []
        while lines.page():
            rows.append(lines.row())
        assert rows == list(one_by_one(text))
        assert lines.read == len(list(io.StringIO(text, newline="")))
        for leaf in leaves:
            for place, cells in enumerate(leaf.cells.tolist()):
                assert cells == -1 or cells == max(1, len(next(csv.reader([leaf.line(place)], delimiter=";"))))


def one_by_one(text: str) -> Iterator[list[str]]:
    """The rows of a text: a line that is one, else as many as its quotes hold where they close as quotes do, else the line as it is."""
    lines = list(io.StringIO(text, newline=""))
    while lines:
        taken = 1
        alone = csv.reader([lines[0], "\n"], delimiter=";")
        cells = next(alone)
        if alone.line_num > 1:
            several = csv.reader(lines, delimiter=";", strict=True)
            try:
                cells, taken = next(several), several.line_num
            except csv.Error:
                cells = [lines[0].rstrip("\r\n")]
        del lines[:taken]
        yield cells


QUOTED = [f"{day:02}/02/2025 10:00;0612345{day:03};Voirie" for day in range(1, 29)]


@pytest.mark.parametrize("stray", ['"Voirie', 'Vo"irie', 'Voirie"', '"Voirie" nord', '"'])
def test_two_stray_quotes_cost_two_lines_at_most_wherever_they_stand(tmp_path, stray):
    chance = random.Random(stray)
    for number in range(8):
        lines = list(QUOTED)
        for place in chance.sample(range(len(lines)), 2):
            lines[place] = lines[place].replace("Voirie", stray)
        ledger = Mission(tmp_path / str(number)).add("appels.csv", "Date appel;Numéro;Motif\n" + "\n".join(lines) + "\n").take()
        assert ledger.read == 28 and ledger.accepted >= 26, lines
        assert "lost" not in ledger.aside and "within" not in ledger.aside


def test_a_cell_of_several_lines_is_kept_whole_and_its_lines_are_told(mission):
    said = '"Bonjour;\nje voudrais, svp, un ""acte"";\nmerci"'
    text = f"Date appel;Numéro;Motif;Texte\n03/02/2025 10:00;;A;{said}\n04/02/2025 10:00;;B;{said}\n"
    ledger = mission.add("appels.csv", text).take()
    assert (counts(ledger), ledger.aside["within"]) == ((2, 2, 0, 0), 4)
    assert {"note": "lines_within", "rows": 4} in ledger.notes


def test_a_line_that_no_account_has_is_told(mission, monkeypatch):
    whole = delimited.Delimited.data

    def forgetful(self, first, rows):
        return () if first == 3 else whole(self, first, rows)

    monkeypatch.setattr(Page, "plain", lambda page, *_: np.zeros(len(page), dtype=bool))
    monkeypatch.setattr(delimited.Delimited, "data", forgetful)
    ledger = mission.add("appels.csv", "Date appel;Numéro;Motif\n" + "\n".join(QUOTED) + "\n").take()
    assert (ledger.read, ledger.aside["lost"]) == (27, 1)
    assert {"note": "lines_lost", "rows": 1} in ledger.notes


def test_a_row_that_begins_with_total_among_the_rows_is_read_and_refused_at_the_end_it_is_a_footer(mission):
    text = "Motif;Date appel;Numéro\nA;03/02/2025 09:00;\nTotal travaux;;0612345678\nB;04/02/2025 09:00;\nTotal;;2\n\nMoyenne;;1\n"
    ledger = mission.add("appels.csv", text).take()
    assert (counts(ledger), ledger.reasons) == ((3, 2, 1, 0), {"missing": 1})
    assert ledger.aside == {"blank": 1, "footer": [5, 7], "header": []}


def test_a_total_under_the_rows_of_its_day_is_of_no_day(mission):
    text = "Jour;Heure;Reçus\n" + "".join(f"0{day}/02/2025;8h;12\n;9h;15\n;Total;27\n" for day in range(3, 8))
    ledger = mission.add("jours.csv", text, "call_counts", {"day": "Jour", "hour": "Heure", "offered": "Reçus"}).take()
    assert (counts(ledger), ledger.aside["footer"]) == ((14, 10, 4, 0), [16])
    assert sum(mission.values("offered", "call_counts")) == 5 * 27
