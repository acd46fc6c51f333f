"""`check`: the first rows as understood, what is left aside, and the same from a notebook cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import diagnostic
from diagnostic import checking
from diagnostic.checking import first_rows
from diagnostic.engagement import json_schema
from diagnostic.errors import UserError
from diagnostic.schema import TABLES
from tests.cli.test_cli import Spoken

HEADER = "Date;Heure;Appelant;Statut;Attente;Motif;Équipe;N° dossier;Nom;Remarque"
ROWS = [
    f"{day:02}/07/2025;09:{day:02};06 12 34 56 {day:02};Décroché;{day * 30};Motif {day % 3};Standard;D-{day};Mme Zorglub;Rappeler Zorglub"
    for day in range(1, 29)
]
ENGAGEMENT = """\
client: {name: Ville, languages: [fr]}
period: {start: 2025-07-01, end: 2025-07-31, extract_date: 2025-08-10}
sources:
  - file: data/appels.csv
    table: contacts
    channel: phone
    columns: {occurred_at: Date + Heure, phone: Appelant, outcome: Statut, wait_s: Attente, topic: Motif, case_id: N° dossier}
    values: {outcome: {Décroché: answered}}
"""
PERSONAL = ("Zorglub", "12 34 56", "061234", "3361234", "D-1")


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DIAGNOSTIC_LANG", "fr")
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    folder = tmp_path / "mission"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "appels.csv").write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    return folder


def cells(line: str) -> list[str]:
    return re.split(r"  +", line.strip())


@pytest.mark.parametrize(
    "language, known, minutes, outcome, channel",
    [("fr", "connu", "0,50", "Pris par un agent", "Téléphone"), ("en", "known", "0.50", "Answered by an agent", "Telephone")],
)
def test_ten_rows_of_a_source_are_shown_as_they_are_understood(mission, language, known, minutes, outcome, channel):
    shown = checking.check(mission, sample=True).text(language)
    title, heads, first, *others = shown.splitlines()
    assert title.startswith("data/appels.csv") and " 10 " in title
    assert cells(first)[0] == "2025-07-01 09:01" and cells(first)[1] == channel and outcome in first
    assert {minutes, "Motif 1"} <= set(cells(first)) and cells(first)[-2:] == [known, known]
    assert len(cells(first)) == len(cells(heads)) and "min" in heads
    rows = [first, *others[:9]]
    assert [int(cells(row)[0][8:10]) for row in rows] == sorted({int(cells(row)[0][8:10]) for row in rows})
    assert cells(rows[-1])[0] >= "2025-07-26" and others[9] == ""


def test_no_personal_datum_is_shown(mission):
    for language in ("fr", "en"):
        shown = checking.check(mission, sample=True).text(language)
        assert not [word for word in PERSONAL if word in shown.replace("\u00a0", " ").split("\n\n")[0]]


def test_a_word_that_may_tell_who_somebody_is_is_not_repeated(mission):
    text = (mission / "data" / "appels.csv").read_text(encoding="utf-8").replace("Motif 1", "zorglub@x.example")
    (mission / "data" / "appels.csv").write_text(text, encoding="utf-8")
    assert "zorglub" not in checking.check(mission, sample=True).text("fr")
    topic = TABLES["contacts"]["topic"]
    shown = [first_rows._cell(topic, {"topic": word}, "fr") for word in ("Voirie", "masked-3f2a01bc9d")]
    assert shown == ["Voirie", "libellé masqué 3f2a01bc…"]


def test_the_command_shows_them_before_all_else(capsys, mission):
    told = Spoken(capsys, "check", mission, "--sample")
    assert told.code == 0 and told.out.splitlines()[1].startswith("  la date")
    assert told.out.index("09:01") < told.out.index("Fichiers reçus")
    assert "09:01" not in Spoken(capsys, "check", mission).out


def test_files_that_no_source_reads_are_named(mission):
    for name in ("oubli.csv", "appels.2.csv", ".DS_Store", "~$oubli.xlsx"):
        (mission / "data" / name).write_text("x\n1\n", encoding="utf-8")
    (line,) = (line for line in checking.check(mission).text("fr").splitlines() if "aucune source" in line)
    assert "data/oubli.csv" in line and "appels" not in line and "DS_Store" not in line and "~$" not in line


def test_an_earlier_delivery_is_no_forgotten_file(mission):
    (mission / "data" / "appels.csv").rename(mission / "data" / "appels.2.csv")
    (mission / "data" / "appels.csv").write_text("x\n1\n", encoding="utf-8")
    (mission / "engagement.yml").write_text(ENGAGEMENT.replace("appels.csv", "appels.2.csv"), encoding="utf-8")
    assert "aucune source" not in checking.check(mission).text("fr")


def test_columns_left_aside_that_look_useful_are_named_and_those_about_people_are_not(mission):
    (line,) = (line for line in checking.check(mission).text("fr").splitlines() if "semblent utiles" in line)
    assert "Équipe (team)" in line and "Nom" not in line and "Remarque" not in line


def test_a_cell_of_a_notebook_says_the_same(mission):
    checked = diagnostic.check(mission)
    assert checked.text("fr") in repr(checked) and "Fichiers reçus" in repr(checked)


def test_a_cell_shows_every_mistake_without_a_traceback(mission):
    (mission / "engagement.yml").write_text(
        ENGAGEMENT.replace("topic:", "topics:").replace("channel: phone", "channel: fone"), encoding="utf-8"
    )
    with pytest.raises(UserError) as raised:
        diagnostic.check(mission)
    shown = raised.value._render_traceback_()
    assert len(shown) == 2 and "phone" in shown[0] and "topic" in shown[1]


def test_the_schema_beside_the_mission_is_that_of_the_kit(mission):
    (mission / "work").mkdir()
    (mission / json_schema.BESIDE).write_text("{}", encoding="utf-8")
    checking.check(mission)
    assert (mission / json_schema.BESIDE).read_bytes() == json_schema.shipped("fr").read_bytes()


def test_what_is_too_old_or_late_and_what_is_not_settled_of_retention_is_told(mission):
    def told(more: str) -> list[str]:
        (mission / "engagement.yml").write_text(ENGAGEMENT + more, encoding="utf-8")
        return [problem.key for problem in checking.check(mission).doubts]

    assert told("") == ["engagement.retain_until_missing", "engagement.calls_months_missing"]
    assert told("retain_until: 2099-01-01\nretention: {calls_months: 2}\n") == []
    # of the calls of July, those before the 10th are older than a month on 10 August
    assert told("retain_until: 2025-12-31\nretention: {calls_months: 1}\n") == ["engagement.retain_until_passed", "intake.past_retention"]
