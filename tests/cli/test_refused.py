"""What the computer refuses a command: a sentence and exit code 2, and nothing unfinished left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import nbformat
import pytest

from diagnostic import cli, memory
from tests.cli.test_cli import RIGHT, Spoken
from tests.computer import full_disk, read_only
from tests.test_lock import held

COMMANDS = ("check", "run", "report", "new")


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mission of one file, with a notebook executed."""
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DIAGNOSTIC_LANG", "fr")
    folder = tmp_path / "mission"
    for room in ("data", "work/notebooks", "../keys"):
        (folder / room).mkdir(parents=True)
    (folder / "work" / "key_id").write_text("0" * 32, encoding="utf-8")
    (tmp_path / "keys" / f"{'0' * 32}.key").write_text("00" * 32, encoding="utf-8")
    (folder / "data" / "appels.csv").write_text("Date\n06/01/2025 09:00\n07/01/2025 10:30\n", encoding="utf-8")
    (folder / "engagement.yml").write_text(RIGHT, encoding="utf-8")
    nbformat.write(nbformat.v4.new_notebook(), folder / "work" / "notebooks" / "00_a.ipynb")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_a_second_command_in_a_folder_is_told_that_the_first_is_at_work_and_writes_nothing(
    capsys: pytest.CaptureFixture[str],
    mission: Path,
    command: str,
) -> None:
    before = content(mission)
    with held(mission):
        told = Spoken(capsys, command, mission)
        assert content(mission) == before
    assert told.code == 2 and not told.out
    assert "déjà en cours depuis" in told.err and str(mission) in told.err


def content(mission: Path) -> dict[str, bytes]:
    files = (path for path in mission.rglob("*") if path.is_file() and path.name != ".diagnostic.lock")
    return {path.relative_to(mission).as_posix(): path.read_bytes() for path in files}


Refusing = Callable[[Path], AbstractContextManager[None]]
REFUSED: dict[str, tuple[Refusing, str]] = {
    "full": (lambda mission: full_disk(), "plus de place"),
    "nearly full": (lambda mission: full_disk(2), "plus de place"),
    "read-only": (read_only, "lecture seule"),
}


@pytest.mark.parametrize("refusing, word", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("command", [("check",), ("run", "--only", "00", "--jobs", "1"), ("report",), ("new",)], ids=lambda one: one[0])
def test_what_cannot_be_written_is_told_in_a_sentence_and_what_was_there_is_there_still(
    capsys: pytest.CaptureFixture[str], mission: Path, command: tuple[str, ...], refusing: Refusing, word: str
) -> None:
    tempfile.gettempdir()  # found before the disk was full
    before = content(mission)
    with refusing(mission):
        told = Spoken(capsys, command[0], mission, *command[1:])
    assert told.code == 2 and not told.out
    assert word in told.err and "imprévue" not in told.err
    assert content(mission) == before


def test_a_disk_that_is_full_when_notebooks_are_saved_ends_the_run_in_a_sentence(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(mission.parent / "runtime"))
    Spoken(capsys, "check", mission)
    from diagnostic import open_engagement

    open_engagement(mission).store.close()
    with full_disk():
        told = Spoken(capsys, "run", mission, "--only", "00", "--jobs", "1")
    assert told.code == 2 and not told.out and "plus de place" in told.err
    assert not list(mission.rglob("*.part")) and not (mission / "output").exists()


def test_files_for_which_the_memory_granted_is_too_little_end_a_command_in_a_sentence(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(memory.VARIABLE, "500")
    monkeypatch.setattr(memory, "_OF_THE_ENGINE", 0.002)
    before = content(mission)
    told = Spoken(capsys, "check", mission)
    assert told.code == 2 and not told.out
    assert "La mémoire accordée (500 Mo)" in told.err and "--memory" in told.err and "imprévue" not in told.err
    assert before.items() <= content(mission).items() and not list(mission.rglob("*.part"))


def test_without_a_folder_for_temporary_files_a_run_says_so_before_it_begins(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = content(mission)
    with full_disk():
        told = Spoken(capsys, "run", mission)
    assert told.code == 2 and "TMPDIR" in told.err
    assert content(mission) == before


def test_a_fault_of_the_kit_on_a_full_disk_is_told_without_its_file(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_pairs", lambda typed: 1 / 0)
    with full_disk():
        told = Spoken(capsys, "run", mission)
    assert told.code == 2 and "aucun fichier n’a pu être écrit" in told.err and "Traceback" not in told.err


@pytest.mark.parametrize(
    "arguments", [("new", "m", "--from", ""), ("new", "m", "--from", "a.csv", ""), ("run", ""), ("new", ""), ("demo", "")]
)
def test_an_empty_name_never_stands_for_the_current_folder(
    capsys: pytest.CaptureFixture[str], mission: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(mission)
    before = content(mission)
    told = Spoken(capsys, *arguments)
    assert told.code == 2 and "est vide" in told.err
    assert content(mission) == before and not (mission / "m").exists()


@pytest.fixture
def unreadable(tmp_path: Path) -> Callable[[Path], Path]:
    """A name that is not UTF-8."""
    name = Path(os.fsdecode(b"appels_\xe9t\xe9"))
    try:
        (tmp_path / name).mkdir()
    except (OSError, UnicodeError):
        pytest.skip("the file system has no such names")
    return lambda folder: folder / name


def test_names_that_are_not_utf8_are_told_as_far_as_they_can_be_read(
    capsys: pytest.CaptureFixture[str], mission: Path, unreadable: Callable[[Path], Path]
) -> None:
    received = unreadable(mission.parent / "received").with_suffix(".csv")
    received.parent.mkdir()
    received.write_text("Date\n06/01/2025 09:00\n", encoding="utf-8")
    mine = unreadable(mission / "notebooks").with_suffix(".ipynb")
    mine.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(), mine)
    moved = mission.parent / unreadable(Path())
    moved.rmdir()
    for arguments in (("new", mission, "--from", received.parent), ("run", mission), ("new", moved)):
        told = Spoken(capsys, *arguments)
        assert told.code == 2 and "appels_\ufffdt\ufffd" in told.err and "UTF-8" in told.err, arguments
    mission.rename(moved)
    for command in COMMANDS:
        assert "appels_\ufffdt\ufffd" in Spoken(capsys, command, moved).err
    (moved / "data" / received.name).touch()
    mine.unlink(missing_ok=True)
    moved.rename(mission)
    told = Spoken(capsys, "check", mission)
    assert told.code == 0


CONSOLES = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "Windows": {"PYTHONIOENCODING": "cp1252"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("console", CONSOLES.values(), ids=CONSOLES)
def test_a_console_that_has_no_accents_gets_its_sentences_all_the_same(tmp_path: Path, console: dict[str, str]) -> None:
    environment = os.environ | {"DIAGNOSTIC_LANG": "fr"} | console
    told = subprocess.run([sys.executable, "-m", "diagnostic", "run", tmp_path / "été"], env=environment, capture_output=True)
    assert (told.returncode, told.stdout) == (2, b"")
    assert b"dossier" in told.stderr and b"Traceback" not in told.stderr and b"impr" not in told.stderr
