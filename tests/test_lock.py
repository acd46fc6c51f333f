"""One command at a time writes into a folder; the lock ends with its process, and lets through what runs within it."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diagnostic import lock
from diagnostic.errors import UserError

HOLD = """
import sys
from pathlib import Path
from diagnostic import lock
with lock.alone(Path(sys.argv[1])):
    print(1, flush=True)
    input()
"""


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process at work in the folder."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin and other.stdout
        other.stdout.readline()
        yield other
        other.kill()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_second_process_is_told_since_when_the_first_is_at_work(tmp_path: Path) -> None:
    before = dt.datetime.now().replace(microsecond=0)
    with held(tmp_path):
        with pytest.raises(UserError) as refused, lock.alone(tmp_path):
            pytest.fail("both are at work")
        (tmp_path / lock.FILE).write_text("20", encoding="ascii")  # as on a full disk
        with pytest.raises(UserError), lock.alone(tmp_path):
            pytest.fail("both are at work")
    (problem,) = refused.value.problems
    assert problem.key == "run.already" and problem.values["folder"] == str(tmp_path)
    since = dt.datetime.fromisoformat(f"{problem.values['day'].iso}T{problem.values['time']}")
    assert before <= since <= dt.datetime.now()
    for language in ("fr", "en"):
        assert re.search(r"\d\d:\d\d:\d\d", problem.text(language))


def test_the_folder_is_free_once_the_first_ends_in_whatever_way(tmp_path: Path) -> None:
    with held(tmp_path) as other:
        other.kill()
        other.wait()
        assert names(tmp_path) == [lock.FILE]
        with lock.alone(tmp_path):
            pass
    with held(tmp_path) as other:
        other.communicate("\n")
        assert names(tmp_path) == []
    with pytest.raises(RuntimeError), lock.alone(tmp_path):
        raise RuntimeError
    with lock.alone(tmp_path):
        pass


def test_what_runs_within_takes_it_again_under_any_spelling_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with lock.alone(tmp_path):
        with lock.alone(Path()):
            pass
        assert names(tmp_path) == [lock.FILE]  # the inner one has not given back what the outer one holds
        with lock.alone(tmp_path / "other"):
            pass
    assert names(tmp_path) == ["other"]


def test_a_lock_removed_between_its_opening_and_its_taking_is_taken_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked, times = lock._obtained, []

    def late(file: int) -> bool:
        if not times and os.name != "nt":
            (tmp_path / lock.FILE).unlink()
        times.append(file)
        return locked(file)

    monkeypatch.setattr(lock, "_obtained", late)
    with lock.alone(tmp_path):
        assert names(tmp_path) == [lock.FILE]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError) as refused, lock.alone(tmp_path / "file" / "mission"):
        pytest.fail("it is there")
    assert [problem.key for problem in refused.value.problems] == ["cli.refused.other"]
