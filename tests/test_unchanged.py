"""A command says again what it said while nothing that it reads has changed, and loads nothing heavy for that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnostic import disk, steps, unchanged
from diagnostic.unchanged import Said, repeated

HEAVY = {"pandas", "numpy", "pydantic", "duckdb", "matplotlib", "yaml", "ruamel", "click", "papermill", "nbformat"}


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    """A mission of which a run has said three lines."""
    folder = tmp_path / "mission"
    for room in ("data", "work/notebooks", "work/steps", "output", "notebooks"):
        (folder / room).mkdir(parents=True)
    for name in ("engagement.yml", "data/a.csv", "work/run.json", "work/notebooks/00_a.ipynb", "output/report.fr.html"):
        (folder / name).write_text("x", encoding="utf-8")
    said(folder)
    return folder


def said(folder: Path, *options: str, code: int = 0) -> Said:
    begun = Said.begun(["run", str(folder), *options])
    assert begun
    begun.add("Un fichier n’a pas été lu.")
    begun.add(f"À lire : {folder / 'work' / 'alert.fr.md'}")
    begun.add(str(folder / "output" / "report.fr.html"), result=True)
    begun.remember(code, lambda: True)
    return begun


def test_it_says_the_same_on_the_same_streams_with_the_same_code(mission: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repeated(["run", str(mission)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(mission / "output" / "report.fr.html")]
    assert err.splitlines() == ["Un fichier n’a pas été lu.", f"À lire : {mission / 'work' / 'alert.fr.md'}"]
    said(mission, "--strict", code=1)
    assert repeated(["run", str(mission), "--strict"]) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a row, of the same size": lambda folder: (folder / "data" / "a.csv").write_text("y", encoding="utf-8"),
    "engagement.yml": lambda folder: (folder / "engagement.yml").write_text("xx", encoding="utf-8"),
    "a file more": lambda folder: (folder / "data" / "b.csv").touch(),
    "a notebook of its own": lambda folder: (folder / "notebooks" / "00_a.ipynb").touch(),
    "a saved notebook": lambda folder: (folder / "work" / "notebooks" / "00_a.ipynb").write_text("mine", encoding="utf-8"),
    "a deliverable gone": lambda folder: (folder / "output" / "report.fr.html").unlink(),
    "a deliverable edited": lambda folder: (folder / "output" / "report.fr.html").write_text("z", encoding="utf-8"),
    "a command at work, or killed": lambda folder: (folder / disk.LOCK).touch(),
    "what was said": lambda folder: (folder / "work" / "steps" / "commands" / "run.json").write_text("{", encoding="utf-8"),
    "the mission": shutil.rmtree,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_says_nothing_where_something_changed(
    mission: Path, change: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    change(mission)
    assert repeated(["run", str(mission)]) is None
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("arguments", [[], ["run"], ["run", ""], ["run", "--fresh"], ["new", "."], ["close", "."], ["--help"]])
def test_it_says_nothing_for_another_command_line(mission: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mission)
    assert repeated(arguments) is None


def test_other_options_another_day_another_kit_or_another_language_are_a_change(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repeated(["run", str(mission), "--only", "02"]) is None
    with monkeypatch.context() as changed:
        changed.setenv("DIAGNOSTIC_LANG", "en")
        assert repeated(["run", str(mission)]) is None
    with monkeypatch.context() as changed:
        changed.setattr(steps, "kit", lambda: "another")
        assert repeated(["run", str(mission)]) is None
    with monkeypatch.context() as changed:

        class Tomorrow(unchanged.dt.date):
            @classmethod
            def today(cls) -> unchanged.dt.date:
                return unchanged.dt.date(2999, 1, 1)

        changed.setattr(unchanged.dt, "date", Tomorrow)
        assert repeated(["run", str(mission)]) is None
    assert repeated(["run", str(mission)]) == 0


def test_times_hidden_files_and_what_tells_of_steps_are_no_change(mission: Path) -> None:
    for path in mission.rglob("*"):
        os.utime(path, ns=(1, 1))
    (mission / ".ipynb_checkpoints").mkdir()
    (mission / ".ipynb_checkpoints" / "00_a.ipynb").touch()
    (mission / "work" / "steps" / "facts.json").touch()
    assert repeated(["run", str(mission)]) == 0


def test_a_mission_copied_elsewhere_says_the_same_of_itself(mission: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = mission.parent / "elsewhere"
    shutil.copytree(mission, copy)
    assert str(mission) not in (copy / "work" / "steps" / "commands" / "run.json").read_text(encoding="utf-8")
    assert repeated(["run", str(copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(copy / "output" / "report.fr.html")]


def test_nothing_is_kept_of_a_command_during_which_somebody_changed_something(mission: Path) -> None:
    begun = Said.begun(["check", str(mission)])
    assert begun
    (mission / "data" / "a.csv").write_text("changed", encoding="utf-8")
    begun.remember(0, lambda: True)
    assert repeated(["check", str(mission)]) is None
    begun = Said.begun(["check", str(mission)])
    assert begun
    begun.remember(0, lambda: False)
    assert repeated(["check", str(mission)]) is None


def test_it_loads_nothing_heavy(mission: Path) -> None:
    asked = (
        "import sys, json\nfrom diagnostic import __main__\n"
        "try:\n    __main__.main()\nexcept SystemExit as end:\n    print(json.dumps([end.code, sorted(sys.modules)]))\n"
    )
    command = [sys.executable, "-c", asked, "run", str(mission)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    code, loaded = json.loads(ended.stdout.splitlines()[-1])
    assert code == 0, ended
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
