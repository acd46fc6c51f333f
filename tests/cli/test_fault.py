"""What a fault of the kit leaves quotes no cell, and only its owner reads it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from diagnostic.cli import fault
from diagnostic.wording import text

CELL = "Zénobie Quenouillard 06 71 93 84 02"


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    folder = tmp_path / "mission"
    folder.mkdir()
    (folder / "engagement.yml").write_text("", encoding="utf-8")
    return folder


def failed(folder: Path) -> Path | None:
    """The file that an error leaves which quotes a cell, as do the one it came from and the one it came after."""
    try:
        try:
            try:
                float(CELL)
            except ValueError:
                text(f"report.{CELL}", "fr")
        except KeyError as error:
            raise PermissionError(13, CELL, f"/home/{CELL}.csv") from error
    except PermissionError:
        return fault.written(["report", str(folder)])
    return None


def test_kinds_and_places_are_told_and_no_message(mission: Path) -> None:
    log = failed(mission)
    assert log and log.parent == mission / "work"
    noted = log.read_text(encoding="utf-8")
    places = [noted.index(name) for name in ("builtins.ValueError", "builtins.KeyError", "diagnostic.wording:", "PermissionError (EACCES)")]
    assert places == sorted(places)
    assert not any(part in noted for part in ("Zénobie", "Quenouillard", "06 71", "/home/"))


@pytest.mark.skipif(os.name != "posix", reason="this system has no such rights")
def test_its_owner_alone_reads_it_and_nobody_foresees_its_name(mission: Path) -> None:
    before = os.umask(0)
    try:
        logs = {failed(mission) for _ in range(5)}
    finally:
        os.umask(before)
    assert len(logs) == 5
    assert {stat.S_IMODE(log.stat().st_mode) for log in logs if log} == {0o600}
    assert stat.S_IMODE((mission / "work").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
def test_no_link_is_followed(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where somebody guesses the name: the file that the link points to stays as it was."""
    target = mission / "precious"
    target.write_text("kept", encoding="utf-8")
    (mission / "work").mkdir()
    for name in ("guessed", "diagnostic-error"):
        (mission / "work" / f"diagnostic-error-{name}.log").symlink_to(target)
    (mission / "work" / "diagnostic-error.log").symlink_to(target)
    names = iter(["guessed", "guessed", "other"])
    monkeypatch.setattr(tempfile, "_get_candidate_names", lambda: names)
    log = failed(mission)
    assert log and log.name == "diagnostic-error-other.log" and target.read_text(encoding="utf-8") == "kept"


def test_without_a_mission_it_is_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    log = failed(tmp_path / "nowhere")
    assert log and log.parent == tmp_path


def test_where_nothing_can_be_written_nothing_is_raised(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert failed(mission) is None
