"""`diagnostic close`: after it nothing personal is on disk, the aggregates are, and nothing else of the disk was touched."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import nbformat
import pytest

from diagnostic import checking, cli, closing
from diagnostic.cli import fault
from diagnostic.closing import Mission, leftovers
from diagnostic.closing.inventory import is_link
from diagnostic.engagement import Engagement
from diagnostic.errors import UserError
from diagnostic.intake.identity import keys
from tests.cli.test_cli import Spoken

SURNAME, PHONE, EMAIL = "Quenouillardeau", "0671938402", "zenobie.q@courrier.example"
ENGAGEMENT = """\
client: {name: Ville-Close, languages: [fr, en]}
period: {start: 2025-01-01, end: 2025-01-31, extract_date: 2025-02-03}
sources:
  - {file: data/appels.csv, table: contacts, channel: phone, columns: {occurred_at: Date, phone: Numéro, topic: Motif}}
"""
links = pytest.mark.skipif(os.name == "nt", reason="links ask for rights that Windows does not give everyone")


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and temporary files in folders of the test, so that every byte of them can be searched."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DIAGNOSTIC_LANG", "en")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mission that was checked, with personal data wherever a mission may hold some that it destroys; its key stands beside."""
    folder = tmp_path_factory.mktemp("checked") / "ville-close"
    (folder / "data" / "deep").mkdir(parents=True)
    rows = [
        f"{day:02d}/01/2025 09:{minute:02d};{PHONE if minute % 2 else '0612345678'};Voirie" for day in range(2, 31) for minute in range(9)
    ]
    (folder / "data" / "appels.csv").write_text("\n".join(["Date;Numéro;Motif", *rows, f"hier;{PHONE};{SURNAME}"]), encoding="utf-8")
    for name in (f"courriel de {EMAIL}.txt", f"{PHONE}.txt"):
        (folder / "data" / name).write_text(SURNAME, encoding="utf-8")
    (folder / "data" / "deep" / "codage.csv").write_text(f"{SURNAME};{PHONE}", encoding="utf-8")
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DIAGNOSTIC_KEYS", str(folder.parent / "keys"))
        checking.check(folder)
    for name in ("02.edited.ipynb", ".ipynb_checkpoints/02-checkpoint.ipynb", "earlier/02.edited-1.ipynb"):
        saved = folder / "work" / "notebooks" / name
        saved.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(SURNAME)]), saved)
    (folder / "output").mkdir()
    (folder / "output" / "indicators.csv").write_text("indicator,scope,value\nvolume.contacts,all,261\n", encoding="utf-8")
    (folder / "output" / "findings.json").write_text("[]\n", encoding="utf-8")
    return folder


@pytest.fixture
def mission(checked: Path, tmp_path: Path) -> Path:
    """A copy of it to close."""
    shutil.copytree(checked.parent / "keys", tmp_path / "keys")
    return Path(shutil.copytree(checked, tmp_path / "missions" / checked.name))


def every_byte(folder: Path) -> Iterator[bytes]:
    """The names and the content of all that is under a folder, packed files opened."""
    for path in folder.rglob("*"):
        yield path.name.encode()
        if path.is_file():
            yield path.read_bytes()
            if path.suffix == ".docx":
                inside = io.BytesIO(path.read_bytes())
                with tempfile.TemporaryDirectory(dir=folder.parent) as opened:
                    shutil.unpack_archive(_copied(inside, Path(opened)), opened, "zip")
                    yield from (part.read_bytes() for part in Path(opened).rglob("*.xml"))


def _copied(content: io.BytesIO, folder: Path) -> str:
    path = folder / "packed.zip"
    path.write_bytes(content.getvalue())
    return str(path)


def found(folder: Path, secrets: list[bytes]) -> set[bytes]:
    return {secret for content in every_byte(folder) for secret in secrets if secret in content}


def key_of(folder: Path) -> Path:
    path = keys.key_path(folder)
    assert path is not None and path.is_file()
    return path


def test_after_closing_no_byte_of_the_folder_the_keys_or_the_temporary_files_tells_who(
    capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path
) -> None:
    key = key_of(mission)
    planted = [SURNAME.encode(), PHONE.encode(), EMAIL.encode(), b"0612345678", key.read_bytes(), bytes.fromhex(key.read_text())]
    places = [mission, tmp_path / "keys", tmp_path / "temporary"]
    assert set(planted[:5]) <= set().union(*(found(place, planted) for place in places))  # the search finds what is there
    told = Spoken(capsys, "close", mission, "--yes")
    assert told.code == 0, told.err
    assert [found(place, planted) for place in places] == [set(), set(), set()]
    assert {path.name for path in mission.iterdir()} == {"engagement.yml", "output"}
    assert list((tmp_path / "keys").iterdir()) == []


def test_the_aggregates_are_left_as_they_were(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    before = {name: (mission / "output" / name).read_bytes() for name in ("indicators.csv", "findings.json")}
    Spoken(capsys, "close", mission, "--yes")
    assert {name: (mission / "output" / name).read_bytes() for name in before} == before


def test_the_certificate_names_each_file_with_its_size_in_each_language_of_the_client(
    capsys: pytest.CaptureFixture[str], mission: Path
) -> None:
    size = (mission / "data" / "appels.csv").stat().st_size
    key = key_of(mission).name
    told = Spoken(capsys, "close", mission, "--yes")
    names = ["certificate.fr.md", "certificate.fr.docx", "certificate.en.md", "certificate.en.docx"]
    assert told.out.split("\n")[:-1] == [str(mission / "output" / name) for name in names]
    french, english = ((mission / "output" / f"certificate.{one}.md").read_text(encoding="utf-8") for one in ("fr", "en"))
    (line,) = (line for line in english.splitlines() if "data/appels.csv" in line)
    assert re.fullmatch(rf"\| data/appels\.csv \| {size:,} bytes \| [0-9a-f]{{16}} \|", line)
    # a list of two words could be guessed from its fingerprint
    (line,) = (line for line in english.splitlines() if "data/deep/codage.csv" in line)
    assert not re.search(r"[0-9a-f]{16}", line)
    assert english.count("| *** (") == 2  # each has its line, although their names may not be printed
    assert key in english and key in french and "output/indicators.csv" in english
    assert "SSD" in french and "sauvegardes" in french and cli.__version__ in french


@pytest.mark.parametrize("typed", ["", "ville", "oui", None])
def test_nothing_is_destroyed_unless_the_name_of_the_folder_is_typed(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch, typed: str | None
) -> None:
    before = sorted(mission.rglob("*"))
    monkeypatch.setattr("sys.stdin", io.StringIO("" if typed is None else f"{typed}\n"))
    told = Spoken(capsys, "close", mission)
    assert told.code == 2 and "--yes" in told.err and sorted(mission.rglob("*")) == before and key_of(mission)
    monkeypatch.setattr("sys.stdin", io.StringIO("ville-close\n"))
    assert Spoken(capsys, "close", mission).code == 0 and not (mission / "data").exists()


def test_a_folder_that_is_no_mission_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "data").mkdir(parents=True)
    (photos / "data" / "a.jpg").write_bytes(b"a")
    assert Spoken(capsys, "close", photos, "--yes").code == 2 and (photos / "data" / "a.jpg").is_file()
    assert Spoken(capsys, "close", tmp_path / "photo", "--yes").code == 2


def test_a_mission_whose_settings_are_wrong_is_closed_all_the_same(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "engagement.yml").write_text("client: [\n", encoding="utf-8")
    assert Spoken(capsys, "close", mission, "--yes").code == 0
    assert not (mission / "data").exists() and not (mission / "work").exists()


@pytest.mark.parametrize("command", ["check", "run", "report", "close"])
def test_a_closed_mission_says_since_when(capsys: pytest.CaptureFixture[str], mission: Path, command: str) -> None:
    Spoken(capsys, "close", mission, "--yes")
    day = json.loads((mission / "output" / "closing.json").read_text(encoding="utf-8"))["closed"][:10]
    told = Spoken(capsys, command, mission)
    if command == "close":
        assert told.code == 0 and "certificate" in told.out
    else:
        year, _, number = day.split("-")
        assert (
            told.code == 2 and "closed since" in told.err and f"{int(number)}\u00a0" in told.err.replace(" ", "\u00a0") and year in told.err
        )
        assert not (mission / "work").exists()


def test_files_are_not_received_into_a_closed_mission(capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path) -> None:
    Spoken(capsys, "close", mission, "--yes")
    (tmp_path / "autre.csv").write_text("Date\n01/01/2025\n", encoding="utf-8")
    assert Spoken(capsys, "new", mission, "--from", tmp_path / "autre.csv").code == 2
    assert not (mission / "data").exists()


@pytest.mark.parametrize("after", (1, 2, 5, 12, 40))
def test_a_closing_that_is_interrupted_is_completed_by_the_next(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    expected = Mission.at(mission).inventory
    left, unlink = [after], os.unlink

    def stops(*arguments: object, **named: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        unlink(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(os, "unlink", stops)
        stopped = Spoken(capsys, "close", mission, "--yes")
    if left[0] < 0:
        assert stopped.code == 130
        assert "has not ended" in Spoken(capsys, "check", mission).err
    assert Spoken(capsys, "close", mission, "--yes").code == 0
    assert {path.name for path in mission.iterdir()} == {"engagement.yml", "output"}
    record = json.loads((mission / "output" / "closing.json").read_text(encoding="utf-8"))
    assert (record["data"], record["work"], record["key"], record["key_found"]) == (expected.data, expected.work, expected.key, True)
    assert expected.key in (mission / "output" / "certificate.en.md").read_text(encoding="utf-8")


@links
def test_what_a_link_leads_to_is_not_destroyed_and_is_told(capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    shutil.move(mission / "data", share)
    (mission / "data").symlink_to(share, target_is_directory=True)
    (share.parent / "photos").mkdir()
    (share.parent / "photos" / "a.jpg").write_bytes(b"a")
    (mission / "work" / "there").symlink_to(share.parent / "photos", target_is_directory=True)
    (mission / "work" / "nowhere").symlink_to(tmp_path / "gone")
    before = {path: path.read_bytes() for path in [*share.rglob("*"), share.parent / "photos" / "a.jpg"] if path.is_file()}
    told = Spoken(capsys, "close", mission, "--yes")
    assert told.code == 1 and str(share) in told.err
    assert {path: path.read_bytes() for path in before} == before
    assert {path.name for path in mission.iterdir()} == {"engagement.yml", "output"}
    certificate = (mission / "output" / "certificate.en.md").read_text(encoding="utf-8")
    assert "incomplete" in certificate and "data and work/nowhere" not in certificate and "work/there" in certificate


@links
def test_a_second_name_of_a_file_outside_the_folder_keeps_its_content(
    capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path
) -> None:
    os.link(mission / "data" / "appels.csv", tmp_path / "original.csv")
    before = (tmp_path / "original.csv").read_bytes()
    assert Spoken(capsys, "close", mission, "--yes").code == 0 and (tmp_path / "original.csv").read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights of files are those of POSIX, and do not hold for root")
def test_files_and_folders_that_are_read_only_are_destroyed_too(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    (mission / "data" / "deep" / "codage.csv").chmod(0o400)
    (mission / "data" / "deep").chmod(0o500)
    assert Spoken(capsys, "close", mission, "--yes").code == 0 and not (mission / "data").exists()


def test_what_cannot_be_destroyed_is_told_and_the_mission_is_not_closed(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "in use", str(Path(path) / "appels.csv"))

    with monkeypatch.context() as broken:
        broken.setattr(shutil, "rmtree", held)
        told = Spoken(capsys, "close", mission, "--yes")
    assert told.code == 2 and "appels.csv" in told.err and "in use" in told.err
    assert not list((mission / "output").glob("certificate*"))
    assert Spoken(capsys, "close", mission, "--yes").code == 0 and not (mission / "data").exists()


def test_a_key_that_is_on_another_computer_is_not_said_to_be_destroyed(
    capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(mission)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "other"))
        assert Spoken(capsys, "close", mission, "--yes").code == 1
    certificate = mission / "output" / "certificate.en.md"
    assert key.is_file() and f"{key.name}, was not on this computer" in certificate.read_text(encoding="utf-8")
    assert Spoken(capsys, "close", mission, "--yes").code == 0
    assert not key.exists() and "was not on this computer" not in certificate.read_text(encoding="utf-8")


def test_what_is_personal_elsewhere_is_told_and_left_until_it_is_gone(
    capsys: pytest.CaptureFixture[str], mission: Path, tmp_path: Path
) -> None:
    declared = "relays: {file: listes/relais.csv, column: Tél, identifiers: ['0142761234']}\ntopic_groups: motifs.csv\n"
    (mission / "engagement.yml").write_text(ENGAGEMENT + declared, encoding="utf-8")
    elsewhere = {
        "listes/relais.csv": "received",
        "motifs.csv": "received",
        "notebooks/02.ipynb": "notebooks",
        "notebooks/.ipynb_checkpoints/02-checkpoint.ipynb": "notebooks",
        ".git/objects/aa": "history",
        "copie de appels.xlsx": "unknown",
        "courrier/a.pdf": "unknown",
        "courrier/b/c.pdf": "unknown",
        "request/tables/contacts.csv": "unknown",
        "output/brouillon.xlsx": "unknown",
        "findings.yml": "written",
    }
    for name in elsewhere:
        path = mission / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{SURNAME}\n{PHONE}\n", encoding="utf-8")
    for name in ("request/tables/cases.csv", "notebooks/00.ipynb"):  # an empty form, a notebook without results
        (mission / name).write_text('{"cells": []}' if name.endswith("ipynb") else "case_id;opened_at\n", encoding="utf-8")
    log = fault.written([])  # what a command that names no mission leaves of an error
    assert log
    told = Spoken(capsys, "close", mission, "--yes")
    assert told.code == 1 and all((mission / name).is_file() for name in elsewhere)
    left = leftovers.find(mission, {"relays": {"file": "listes/relais.csv", "identifiers": ("0142761234",)}, "topic_groups": "motifs.csv"})
    assert {kind: set(names) for kind, names in left.items()} == {
        "received": {"listes/relais.csv", "motifs.csv"},
        "identifiers": {"engagement.yml > relays"},
        "notebooks": {"notebooks/02.ipynb", "notebooks/.ipynb_checkpoints/02-checkpoint.ipynb"},
        "history": {".git/"},
        "unknown": {"copie de appels.xlsx", "courrier/", "request/tables/contacts.csv", "output/brouillon.xlsx"},
        "written": {"engagement.yml", "findings.yml"},
        "log": {log.name},
    }
    english = (mission / "output" / "certificate.en.md").read_text(encoding="utf-8")
    assert "incomplete" in english and all(name in english for names in left.values() for name in names)
    (mission / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    for name in elsewhere:
        (mission / name).unlink()
    (mission / ".git" / "objects").rmdir()
    (mission / ".git").rmdir()
    assert Spoken(capsys, "close", mission, "--yes").code == 0
    english = (mission / "output" / "certificate.en.md").read_text(encoding="utf-8")
    assert "incomplete" not in english and "data/appels.csv" in english  # what the first closing destroyed is told still


def test_data_that_come_back_into_a_closed_mission_are_destroyed_again(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    Spoken(capsys, "close", mission, "--yes")
    (mission / "data").mkdir()
    (mission / "data" / "retour.csv").write_text(SURNAME, encoding="utf-8")
    assert Spoken(capsys, "close", mission, "--yes").code == 0 and not (mission / "data").exists()
    certificate = (mission / "output" / "certificate.en.md").read_text(encoding="utf-8")
    assert "data/retour.csv" in certificate and "data/appels.csv" in certificate


@links
def test_a_link_is_known_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    assert is_link(tmp_path / "a") and not is_link(tmp_path)


@pytest.mark.long
def test_a_whole_mission_is_closed_and_its_report_still_reads(capsys: pytest.CaptureFixture[str], mission: Path) -> None:
    shutil.rmtree(mission / "output")
    ran = Spoken(capsys, "run", mission, "--only", "02")
    assert ran.code == 0, ran.err
    assert Engagement.load(mission).output.is_dir()
    before = {path.name: path.read_bytes() for path in (mission / "output").iterdir()}
    mission_closed = closing.close(mission)
    assert set(mission_closed.left) == {"written"}  # the kit knows all that it writes
    assert {name: (mission / "output" / name).read_bytes() for name in before} == before
    rows = list(csv.DictReader((mission / "output" / "indicators.csv").open(encoding="utf-8", newline="")))
    assert any(row["status"] == "measured" for row in rows)
    assert json.loads((mission / "output" / "findings.json").read_text(encoding="utf-8")) is not None
    assert lxml.html.parse(mission / "output" / "report.fr.html").findtext(".//h1")
    planted = [SURNAME.encode(), PHONE.encode(), EMAIL.encode()]
    assert found(mission, planted) == set()
    with pytest.raises(UserError):
        Engagement.load(mission)
