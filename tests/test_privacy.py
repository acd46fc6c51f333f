"""Names, addresses, numbers and birth dates planted in what a town sends are in no file that may be sent, nor in the store."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
import duckdb
import pytest
import typst
import xlsxwriter

from diagnostic import cli
from tests.opened import content

pytestmark = pytest.mark.long

# kept for the consultant alone, who has to see what could not be read; the kit never sends them
FOR_THE_CONSULTANT = {"rejects_values.csv", "doubts_values.csv", "labels_values.csv"}
# the services code it with their files at hand: it bears the numbers of cases, goes to them alone, and holds nothing else that tells who
FOR_THE_SERVICES = "causes.fr.xlsx"
SEPARATOR = "[ .\\-/\u00a0\u202f]?"
ENGAGEMENT = """\
client: {name: Ville, population: 12000, languages: [fr]}
period: {start: 2025-01-01, end: 2025-03-31, extract_date: 2025-04-10}
sources:
  - file: data/appels.csv
    table: contacts
    channel: phone
    columns: {occurred_at: Date, phone: Numéro, topic: Motif, outcome: Statut, case_id: Dossier, team: Technicien}
    values: {outcome: {Décroché: answered, Abandonné: abandoned}}
    derive: {profile: {from: Né le, rule: age_band}}
  - file: data/courriels.csv.gz
    table: contacts
    channel: email
    columns: {occurred_at: Reçu, email: De, topic: Sujet, service: Message}
    derive: {profile: {from: De, rule: activity}}
  - file: data/demandes.xlsx
    table: cases
    columns: {case_id: N°, procedure: Démarche, opened_at: Déposé, closed_at: Clos, email: Courriel, phone: Tél, status: Suivi}
hours: [{site: Mairie, channel: phone, rules: "Mo-Fr 09:00-12:00,14:00-17:00; PH off"}]
"""
TOPICS = ("État civil", "Voirie", "Cantine")


@dataclass(frozen=True)
class Person:
    """Someone whose name, address, numbers and birth date are nowhere else."""

    number: int

    @property
    def surname(self) -> str:
        return f"Quenouillard{chr(97 + self.number // 26)}{chr(97 + self.number % 26)}x"

    @property
    def email(self) -> str:
        return f"zenobie.{self.surname.lower()}@example.org"

    @property
    def phone(self) -> str:
        return f"6{71938402 + 137 * self.number:08d}"

    @property
    def born(self) -> dt.date:
        return dt.date(1931, 3, 17) + dt.timedelta(days=577 * self.number)

    @property
    def case(self) -> str:
        return f"QX{77812 + 31 * self.number}Z"


PEOPLE = [Person(number) for number in range(45)]
AGENTS = ("Truchemuche", "Bidulovitch")


@cache
def planted() -> re.Pattern[str]:
    """Every spelling of everything planted, in folded text."""
    spelled = ["zenobie", "quenouillard", "example.org", *map(str.casefold, AGENTS)]
    spelled += [person.case.casefold() for person in PEOPLE]
    patterns = [re.escape(text) for text in spelled]
    for person in PEOPLE:
        pairs = [person.phone[0], *(person.phone[place : place + 2] for place in range(1, 9, 2))]
        patterns.append(SEPARATOR.join(pairs))
        year, month, day = person.born.isoformat().split("-")
        patterns += [f"{day}[-/. ]{month}[-/. ]{year}", f"{year}[-/.]{month}[-/.]{day}", f"{year}{month}{day}(?!\\d)"]
    return re.compile("|".join(patterns))


def folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def leaks(path: Path) -> list[str]:
    return planted().findall(folded(content(path) + "\n" + str(path.name)))


def spellings(person: Person) -> Iterator[str]:
    pairs = [person.phone[0], *(person.phone[place : place + 2] for place in range(1, 9, 2))]
    while True:
        yield from ("0" + " ".join(pairs), "+33 (0)" + ".".join(pairs), "0033" + person.phone, "0" + "\u00a0".join(pairs))


def calls() -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["Date", "Numéro", "Motif", "Statut", "Dossier", "Technicien", "Né le", "Nom", "Commentaire"])
    for row in range(150):
        person = PEOPLE[row % len(PEOPLE)]
        spelled = dict(zip(range(4), spellings(person), strict=False))[row % 4]
        topic = TOPICS[row % 3]
        if row % 29 == 5:
            topic = f"rappeler {person.email}" if row % 2 else f"joindre {spelled} ce soir"
        when = dt.datetime(2025, 1, 6, 9, 0) + dt.timedelta(hours=13 * row)
        stamp = f"{when:%d/%m/%Y %H:%M:%S}" if row % 31 != 7 else f"vu avec Zénobie {person.surname}"
        status = ("Décroché", "Décroché", "Abandonné")[row % 3] if row % 37 != 3 else f"M. {person.surname}"
        said = f"Madame Zénobie {person.surname} née le {person.born:%d/%m/%Y} a demandé un rendez-vous"
        writer.writerow([stamp, spelled, topic, status, person.case, AGENTS[row % 2], f"{person.born:%d/%m/%Y}", person.surname, said])
    return buffer.getvalue() + f"ligne cassée;{PEOPLE[0].surname};{PEOPLE[0].email}\n"


def messages() -> bytes:
    rows = ["Reçu;De;Sujet;Message"]
    for row in range(60):
        person, when = PEOPLE[row % 40], dt.datetime(2025, 1, 7, 10, 0) + dt.timedelta(hours=31 * row)
        said = f"Bonjour, je suis {person.surname} et je voudrais savoir où en est ma demande {row}"
        rows.append(f"{when:%Y-%m-%d %H:%M};Zénobie {person.surname} <{person.email.upper()}>;{TOPICS[row % 3]};{said}")
    return gzip.compress("\n".join(rows).encode("cp1252"))


def cases(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet("Demandes"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["N°", "Démarche", "Déposé", "Clos", "Courriel", "Tél", "Suivi", "Demandeur", "Date de naissance"])
    for row, person in enumerate(PEOPLE, 1):
        opened = dt.datetime(2025, 1, 6) + dt.timedelta(days=row)
        sheet.write_row(row, 0, [person.case, TOPICS[row % 3]])
        sheet.write_datetime(row, 2, opened, day)
        sheet.write_datetime(row, 3, opened + dt.timedelta(days=row % 11), day)
        sheet.write_row(row, 4, [person.email, int(person.phone), f"Dossier {row} suivi par {AGENTS[0]} pour Zénobie {person.surname}"])
        sheet.write(row, 7, f"{person.surname.upper()} Zénobie")
        sheet.write_datetime(row, 8, dt.datetime.combine(person.born, dt.time()), day)
    book.close()


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mission after `diagnostic run`, from the files to the report."""
    folder = tmp_path_factory.mktemp("privacy") / "mission"
    (folder / "data").mkdir(parents=True)
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    (folder / "data" / "appels.csv").write_text(calls(), encoding="utf-8", newline="")
    (folder / "data" / "courriels.csv.gz").write_bytes(messages())
    cases(folder / "data" / "demandes.xlsx")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_KEYS", str(tmp_path_factory.mktemp("keys")))
        with pytest.raises(SystemExit) as ended:
            cli.main(["run", str(folder), "--only", "00", "--only", "02"])
    assert ended.value.code == 0
    return folder


def test_nothing_personal_is_in_any_file_that_may_be_sent(mission: Path) -> None:
    sent = [path for path in sorted((mission / "output").rglob("*")) if path.is_file()]
    assert {".html", ".pdf", ".csv", ".json"} <= {path.suffix for path in sent}
    assert {path.name: found for path in sent if (found := leaks(path))} == {}


def test_nothing_personal_is_in_the_store_the_notebooks_and_the_papers(mission: Path) -> None:
    kept = [
        path
        for path in sorted((mission / "work").rglob("*"))
        if path.is_file() and path.name not in {*FOR_THE_CONSULTANT, FOR_THE_SERVICES}
    ]
    assert {".parquet", ".ipynb", ".json", ".docx", ".md"} <= {path.suffix for path in kept}
    assert {path.name: found for path in kept if (found := leaks(path))} == {}


def test_the_coding_sheet_bears_the_numbers_of_cases_and_nothing_else_that_tells_who(mission: Path) -> None:
    found = set(leaks(mission / "work" / FOR_THE_SERVICES))
    assert found and found <= {person.case.casefold() for person in PEOPLE}


def test_the_rows_are_there_all_the_same(mission: Path) -> None:
    with duckdb.connect() as connection:
        store = (mission / "work" / "store").as_posix()
        rows, persons, profiles, teams, services, cases = connection.execute(
            f"""select count(*), count(distinct person), count(profile), count(team), count(service), count(distinct case_id)
                from read_parquet('{store}/contacts.parquet')"""
        ).fetchall()[0]
        bands = connection.execute(f"select distinct profile from read_parquet('{store}/contacts.parquet')").fetchall()
    assert rows == 150 - len(range(7, 150, 31)) + 60
    assert (persons, profiles, teams, services, cases) == (len(PEOPLE), rows, 0, 0, len(PEOPLE))
    assert {band for (band,) in bands} == {"<25", "25-39", "40-59", "60-74", "75+", "professional"}


def test_rejects_hold_no_value(mission: Path) -> None:
    with (mission / "output" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["file", "sheet", "line", "column", "reason"]
    assert {row["column"] for row in rows} == {"Date", ""} and len(rows) == len(range(7, 150, 31)) + 1


def test_what_was_removed_is_named_with_its_reason(mission: Path) -> None:
    lines = (mission / "work" / "removed.fr.md").read_text(encoding="utf-8").splitlines()
    listed = {tuple(cell.strip() for cell in line.strip("|").split("|"))[:3] for line in lines if line.startswith("|")}
    expected = {
        ("appels.csv", "Numéro", "identifie une personne ou un dossier"),
        ("appels.csv", "Né le", "donnée personnelle dont une catégorie suffit"),
        ("appels.csv", "Technicien", "désigne des personnes"),
        ("appels.csv", "Nom", "désigne des personnes"),
        ("appels.csv", "Commentaire", "texte libre"),
        ("appels.csv", "Motif", "des cellules se lisent comme un nom, une adresse, un numéro ou une phrase"),
        ("courriels.csv.gz", "Message", "texte libre"),
        ("demandes.xlsx (Demandes)", "Suivi", "texte libre"),
        ("demandes.xlsx (Demandes)", "Demandeur", "désigne des personnes"),
        ("demandes.xlsx (Demandes)", "Date de naissance", "désigne des personnes"),
    }
    assert expected <= listed


@pytest.mark.parametrize("text", ["ZÉNOBIE", "06 71 93 84 02", "+33671938402", "17/03/1931", "QX77812Z", "bidulovitch"])
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.docx", "a.xlsx", "a.pdf", "a.parquet", "a.html"])
def test_the_search_finds_what_is_planted_whatever_the_format(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    said = f"pour {text}, demain"
    if path.suffix == ".docx":
        document = docx.Document()
        document.add_paragraph(said[:8]).add_run(said[8:])
        document.save(str(path))
    elif path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write(0, 0, said)
    elif path.suffix == ".pdf":
        path.write_bytes(typst.compile(said.replace("@", "\\@").encode()))
    elif path.suffix == ".parquet":
        with duckdb.connect() as connection:
            connection.execute(f"copy (select '{said}' as x) to '{path.as_posix()}' (format parquet)")
    elif path.suffix == ".html":
        path.write_text(f'<img src="data:image/svg+xml;base64,{base64.b64encode(said.encode()).decode()}">', encoding="utf-8")
    else:
        path.write_text(said if path.suffix == ".csv" else json.dumps([said]), encoding="utf-8")
    assert leaks(path)


def test_a_format_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.odt").write_bytes(b"")
    with pytest.raises(AssertionError, match="no way to look"):
        content(tmp_path / "a.odt")
