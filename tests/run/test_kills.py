"""A run killed at any moment costs nothing but its time: no process of it goes on, and the next run gives what an undisturbed one gives."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.hostile.figures import Tell

TOWN = Path(__file__).parents[2] / "data_samples" / "bourg-exemple"
FEW = ("--only", "00", "--only", "02", "--only", "90")
# seconds that an orphan has to find out that it is one
GRACE = 5


@dataclass
class Runs:
    """Whole runs of one mission, by processes that its key folder, in their environment, tells from all others."""

    mission: Path
    keys: Path
    runtime: Path
    options: tuple[str, ...]

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "diagnostic", "run", str(self.mission), "--jobs", "2", *self.options]
        environment = os.environ | {"DIAGNOSTIC_KEYS": str(self.keys), "JUPYTER_RUNTIME_DIR": str(self.runtime)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with (self.keys.parent / "told").open("wb") as told:
            return subprocess.Popen(command, env=environment, stdout=told, stderr=told)

    def undisturbed(self) -> dict[str, bytes]:
        """What an undisturbed run writes, by file."""
        code = self.start().wait()
        assert code == 0, (self.keys.parent / "told").read_text(encoding="utf-8", errors="replace")
        return {path.name: path.read_bytes() for path in (self.mission / "output").iterdir()}

    def killed(self, after: float) -> None:
        """A run whose main process, and no other, is killed after so many seconds."""
        process = self.start()
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def afresh(self) -> None:
        """As before the first run, but for the key."""
        key = (self.mission / "work" / "key_id").read_bytes()
        for room in ("work", "output"):
            shutil.rmtree(self.mission / room, ignore_errors=True)
        (self.mission / "work").mkdir()
        (self.mission / "work" / "key_id").write_bytes(key)

    @property
    def processes(self) -> list[str]:
        return [" ".join(process.cmdline()) for process in psutil.process_iter() if self._started(process)]

    def _started(self, process: psutil.Process) -> bool:
        try:
            return process.environ().get("DIAGNOSTIC_KEYS") == str(self.keys) and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OSError):
            return False

    def left(self) -> list[Path]:
        """What a killed run left and the next one should have removed."""
        return [*self.mission.rglob("*.part"), *self.mission.rglob("*.lock"), *self.runtime.rglob("*")]


@pytest.fixture
def runtime() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="k") as short:  # sockets do not bear long names
        yield Path(short)


def check_kills(tmp_path: Path, runtime: Path, times: int, options: tuple[str, ...], seed: int, tell: Tell) -> None:
    mission = tmp_path / "mission"
    shutil.copytree(TOWN, mission, ignore=shutil.ignore_patterns("work", "output"))
    (tmp_path / "keys").mkdir()
    runs, moments = Runs(mission, tmp_path / "keys", runtime, options), random.Random(seed)
    begun = time.monotonic()
    expected = runs.undisturbed()
    whole = time.monotonic() - begun
    assert {".html", ".pdf", ".csv", ".json"} <= {Path(name).suffix for name in expected}
    for turn in range(times):
        if turn % 2 == 0:
            runs.afresh()
        after = moments.uniform(0, whole)
        runs.killed(after)
        deadline = time.monotonic() + GRACE
        while (orphans := runs.processes) and time.monotonic() < deadline:
            time.sleep(0.2)
        if orphans:
            tell("orphans", len(orphans))
        assert not orphans, (turn, after)
        assert runs.undisturbed() == expected, (turn, after)
        assert not runs.left(), (turn, after)
    assert len(list(runs.keys.iterdir())) == 1
    tell("kills", times)
    tell("orphans", 0)


@pytest.mark.long
def test_five_kills_cost_nothing_but_time(tmp_path: Path, runtime: Path, tell: Tell) -> None:
    check_kills(tmp_path, runtime, 5, FEW, seed=5, tell=tell)


@pytest.mark.soak
def test_fifty_kills_of_whole_runs_cost_nothing_but_time(tmp_path: Path, runtime: Path, tell: Tell) -> None:
    check_kills(tmp_path, runtime, 50, (), seed=50, tell=tell)
