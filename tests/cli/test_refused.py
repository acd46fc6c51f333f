"""What the computer refuses a command: a sentence and exit code 2, and nothing unfinished left behind."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests.cli.test_cli import RIGHT, Spoken
from tests.test_lock import held

COMMANDS = ("check", "run", "report", "new")


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mission of one file, with a notebook executed."""
    monkeypatch.setenv("DIAGNOSTIC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("DIAGNOSTIC_LANG", "fr")
    folder = tmp_path / "mission"
    for room in ("data", "work/notebooks"):
        (folder / room).mkdir(parents=True)
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
    before = {path: path.read_bytes() for path in mission.rglob("*") if path.is_file()}
    with held(mission):
        told = Spoken(capsys, command, mission)
    assert told.code == 2 and not told.out
    assert "déjà en cours depuis" in told.err and str(mission) in told.err
    assert {path: path.read_bytes() for path in mission.rglob("*") if path.is_file() and path.name != ".diagnostic.lock"} == before
