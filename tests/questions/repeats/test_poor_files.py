"""Files that cannot tell who comes back: the notebooks about channels, procedures and repeats say so, and tell no figure of it."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from diagnostic.blocks import Block, Finding, Note
from diagnostic.resources import shipped
from tests.findings.test_missing import cells
from tests.questions.sentences import plain

NOTEBOOKS = ("02_channel_mix", "02b_demarches", "04_repeated_contacts")
COMING_BACK = {"repeats.come_back", "channels.multichannel", "paths.kinds"}
BEGIN = """
client: {name: Ville, population: 20000, languages: [fr]}
period: {start: 2024-01-01, end: 2024-12-31, extract_date: 2025-01-05}
"""
LOG = """
sources:
  - {file: data/appels.csv, table: contacts, channel: phone, dates: "%Y-%m-%d %H:%M", columns: {occurred_at: Date, COLUMNS}}
  - {file: data/courriels.csv, table: contacts, channel: email, dates: "%Y-%m-%d %H:%M", columns: {occurred_at: Date, COLUMNS}}
"""
EVENTS = """
sources:
  - {file: data/journal.csv, table: case_events, dates: "%Y-%m-%d %H:%M", columns: {case_id: Dossier, activity: Étape, at: Date}}
"""


def logs(folder: Path) -> None:
    rng = random.Random(3)
    for name in ("appels", "courriels"):
        rows = [f"{moment(rng)};06{rng.randrange(10_000_000, 10_000_400)};{rng.choice(['Voirie', 'État civil'])}" for _ in range(1500)]
        (folder / "data" / f"{name}.csv").write_text("\n".join(["Date;Numéro;Motif", *rows]), encoding="utf-8")


def events(folder: Path) -> None:
    rng = random.Random(4)
    rows = [f"D{case};{step};{moment(rng)}" for case in range(400) for step in ("Dépôt", "Instruction", "Clôture")]
    (folder / "data" / "journal.csv").write_text("\n".join(["Dossier;Étape;Date", *rows]), encoding="utf-8")


def moment(rng: random.Random) -> str:
    return (dt.datetime(2023, 12, 1, 9) + dt.timedelta(days=rng.randrange(395), minutes=rng.randrange(480))).strftime("%Y-%m-%d %H:%M")


TOWNS = {
    "no identifier": (LOG.replace("COLUMNS", "topic: Motif"), logs),
    "no topic": (LOG.replace("COLUMNS", "phone: Numéro"), logs),
    "event log only": (EVENTS, events),
}
MISSING = {"no identifier": "un identifiant", "no topic": "le motif", "event log only": "un identifiant"}


@pytest.mark.long
@pytest.mark.parametrize("name", TOWNS)
def test_notebooks_of_files_that_do_not_tell_who_comes_back_say_so(name, tmp_path, monkeypatch):
    sources, write = TOWNS[name]
    (tmp_path / "data").mkdir()
    write(tmp_path)
    (tmp_path / "engagement.yml").write_text(BEGIN + sources, encoding="utf-8")
    shown: list[Block] = []
    monkeypatch.setattr("diagnostic.show", lambda *blocks: shown.extend(blocks))
    for notebook in NOTEBOOKS:
        names: dict[str, object] = {}
        for number, cell in enumerate(cells(shipped("notebooks") / f"{notebook}.ipynb")):
            exec(cell, names)
            if number == 0:
                names["engagement"] = str(tmp_path)
    assert not {one.id for one in shown if isinstance(one, Finding)} & COMING_BACK
    said = [plain(one.message) for one in shown if isinstance(one, Note) and one.kind == "missing"]
    for what in ("Taux de réitération", "Usagers passant par plusieurs canaux"):
        (told,) = [sentence for sentence in said if what in sentence]
        assert MISSING[name] in told
