"""Files as nobody wants them: `new` and intake end without a traceback, lose no row, and what they cannot know is asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from diagnostic import intake
from diagnostic.cli import starting
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError
from diagnostic.proposal import Proposal, propose_files

HEADER = "Date appel;Numéro appelant;Statut;Attente;Motif"
DAYS = [dt.date(2025, 1, 2) + dt.timedelta(days=day) for day in range(60)]


def rows(days: list[dt.date] = DAYS) -> str:
    states = ("Répondu", "Abandonné")
    return "".join(f"{day:%d/%m/%Y} 09:{n % 60:02d};06120000{n:02d};{states[n % 2]};{20 + n};Voirie\n" for n, day in enumerate(days))


def wide(columns: int) -> str:
    return ";".join(f"Colonne {n}" for n in range(columns)) + "\n" + (";".join(str(n % 9) for n in range(columns)) + "\n") * 5


GOOD = f"{HEADER}\n{rows()}"
# what stands in the file; whether a source is proposed for it
STRANGE: dict[str, tuple[str | bytes, bool]] = {
    "nothing": ("", False),
    "blank lines": ("\n\n  \n;;;\n", False),
    "zeros": (b"\0" * 2000, False),
    "header alone": (f"{HEADER}\n", False),
    "empty columns alone": (f"{HEADER}\n" + ";;;;\n" * 40, False),
    "one column of text": ("Commentaire\n" + "".join(f"bonjour {n}\n" for n in range(50)), False),
    "persons alone": ("Nom;Prénom;Adresse\n" + "".join(f"Durand;Léa;{n} rue des Lilas\n" for n in range(60)), False),
    "mails without dates": (
        "Objet;De;Corps\n" + "".join(f"Demande {n};l{n}@x.fr;Bonjour, où en est mon dossier ?\n" for n in range(60)),
        False,
    ),
    "quotes alone": ('"' * 5000, False),
    "an open quote": ('"Date appel;"Numéro;Statut\n"01/02/2025 10:00;"061;ok\n' * 50, False),
    "one very long line": ("a;b;c;" * 20_000, False),
    "a very long header": (GOOD.replace("Motif", "Motif " + "de l'appel " * 3000), True),
    "a web page": ("<html><body><table><tr><td>Date</td></tr></table></body></html>", False),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, False),
    "half a workbook": (b"PK\x03\x04" + b"a" * 500, False),
    "broken JSON": ('{"a":', False),
    "deep JSON": ("[" * 3000 + "]" * 3000, False),
    "titles above": (f"Suivi des appels;;;;\n;;;;\n{GOOD}", True),
    "a line of units": (GOOD.replace("\n", "\njj/mm/aaaa;;;(s);\n", 1), True),
    "headers again": (f"{GOOD}{GOOD}", True),
    "totals": (f"{GOOD}Total;;;30215;\nMoyenne;;;100;\n", True),
    "headers twice": (GOOD.replace("Numéro appelant", "Statut"), True),
    "headers over two lines": (GOOD.replace("Date appel", '"Date\nappel"'), True),
    "long headers": (GOOD.replace("Attente", "Attente " + "de l'appelant " * 20), True),
    "empty columns beside": (GOOD.replace("Motif", "Motif;Service;Site").replace("Voirie", "Voirie;;"), True),
    "carriage returns": (GOOD.replace("\n", "\r"), True),
    "two encodings": (GOOD.encode() + rows().encode("cp1252"), True),
    "control characters": (GOOD.replace("Répondu", "\x07Répondu\x1b"), True),
    "two rows": (f"{HEADER}\n{rows(DAYS[:2])}", True),
}


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))


def received(folder: Path, content: str | bytes, name: str = "appels.csv") -> Path:
    path = folder / "received" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("what", STRANGE)
def test_a_strange_file_is_placed_or_told_and_no_row_is_lost(tmp_path: Path, what: str) -> None:
    content, placed = STRANGE[what]
    started = starting.start(tmp_path / "mission", [received(tmp_path, content)], "fr", None)
    told = {message.key for message in started.messages}
    if not placed:
        assert "proposal.told.nothing_placed" in told
        with pytest.raises(UserError) as raised:
            Engagement.load(tmp_path / "mission")
        assert [problem.key for problem in raised.value.problems] == ["engagement.empty"]
        return
    engagement = Engagement.load(tmp_path / "mission")
    (ledger,) = intake.take(engagement).sources
    assert ledger.read == ledger.accepted + ledger.rejected + ledger.duplicates and ledger.accepted >= 2
    assert engagement.period.end.year == 2025


def test_two_thousand_columns_are_looked_at_and_ten_thousand_are_no_table(tmp_path: Path) -> None:
    for columns, problems in ((2_000, []), (10_000, ["intake.too_many_columns"])):
        made = propose_files(tmp_path, [received(tmp_path, wide(columns)).relative_to(tmp_path).as_posix()])
        assert [problem.key for problem in made.problems] == problems


def proposed(folder: Path, content: str, name: str = "appels.csv") -> Proposal:
    (folder / "data").mkdir()
    (folder / "data" / name).write_text(content, encoding="utf-8")
    return propose_files(folder, [f"data/{name}"])


@pytest.mark.parametrize("year", [1904, 9999, dt.date.today().year + 3])
def test_days_of_no_mission_are_asked_and_make_no_period(tmp_path: Path, year: int) -> None:
    made = proposed(tmp_path, f"{HEADER}\n" + rows([day.replace(year=year) for day in DAYS if day.month < 2 or day.day < 28]))
    assert "proposal.ask.dates_far" in {point.question.key for point in made.all_points}
    assert made.period is None


def test_appointments_may_lie_ahead(tmp_path: Path) -> None:
    ahead = [dt.date.today() + dt.timedelta(days=40 + day) for day in range(60)]
    lines = "".join(f"{day:%d/%m/%Y} 10:00;02/01/2025 09:00;Honoré\n" for day in ahead)
    made = proposed(tmp_path, f"Date du rendez-vous;Pris le;Statut du rdv\n{lines}", "rdv.csv")
    assert "proposal.ask.dates_far" not in {point.question.key for point in made.all_points}


def test_a_period_out_of_reach_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "engagement.yml").write_text(
        "client: {name: Ville}\nperiod: {start: 2025-01-01, end: 9999-12-31}\n"
        "sources: [{file: a.csv, table: contacts, columns: {occurred_at: Date appel}}]\n",
        encoding="utf-8",
    )
    with pytest.raises(UserError) as raised:
        Engagement.load(tmp_path)
    assert [problem.key for problem in raised.value.problems] == ["engagement.period_far"]


def months(path: Path, sheets: int) -> Path:
    """A workbook with a sheet per month, whose days do not say in which order day and month stand."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for month in range(1, sheets + 1):
        sheet = book.create_sheet(f"Mois {month}")
        for row in [
            HEADER.split(";"),
            *(line.split(";") for line in rows([dt.date(2025, month, day) for day in range(1, 11)]).splitlines()),
        ]:
            sheet.append(row)
    book.save(path)
    return path


def test_sheets_of_one_workbook_are_asked_about_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(question: Problem) -> str:
        asked.append(question.text("fr"))
        return ""

    path = months(tmp_path / "suivi.xlsx", 5)
    starting.start(tmp_path / "mission", [path], "fr", answer)
    engagement = Engagement.load(tmp_path / "mission")
    about = [(point.column, point.question) for point in engagement.to_confirm if str(point.file).startswith("data/")]
    assert len(engagement.sources) == 5 and about and len(asked) == len(set(asked)) and len(about) == len(set(about))


def test_folders_of_a_folder_are_told(tmp_path: Path) -> None:
    for name in ("janvier", "février"):
        (tmp_path / "exports" / name).mkdir(parents=True)
        (tmp_path / "exports" / name / "appels.csv").write_text(GOOD, encoding="utf-8")
    with pytest.raises(UserError) as raised:
        starting.start(tmp_path / "mission", [tmp_path / "exports"], "fr", None)
    assert [(one.key, one.values["folders"]) for one in raised.value.problems] == [
        ("proposal.told.no_files_in_but", ["février", "janvier"])
    ]
    (tmp_path / "exports" / "appels.csv").write_text(GOOD, encoding="utf-8")
    started = starting.start(tmp_path / "mission", [tmp_path / "exports"], "fr", None)
    assert "proposal.told.subfolders" in {message.key for message in started.messages}
