"""The wheel alone is enough: installed in an empty environment, it makes the demo's report in a folder far from the sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
INHERITED = ("PYTHONPATH", "VIRTUAL_ENV", "DIAGNOSTIC_LANG", "PYTHONDONTWRITEBYTECODE")  # a user starts without them
UV = shutil.which("uv")
pytestmark = pytest.mark.skipif(UV is None, reason="uv, which builds and installs the wheel, is not on the path")


def ran(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if name not in INHERITED}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=outside, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    ran(UV, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file_that_is_shipped_and_none_that_is_not(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    towns = [ROOT / "data_samples" / town for town in ("ville-exemple", "bourg-exemple")]
    shipped = [*(ROOT / "notebooks").glob("*.ipynb"), *(path for path in (ROOT / "templates").rglob("*") if path.is_file())]
    shipped += [path for town in towns for path in (town / "engagement.yml", *(town / "data").rglob("*"))]
    assert {f"diagnostic/shipped/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= names
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "diagnostic").rglob("*") if path.suffix in (".py", ".sql", ".yml")}
    assert code <= names
    assert not [name for name in names if {"work", "output", "__pycache__", ".ipynb_checkpoints"} & set(name.split("/"))]


@pytest.mark.long
def test_the_installed_wheel_makes_the_demo_elsewhere(wheel: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "env", tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran(UV, "venv", "--quiet", "--python", sys.executable, environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    ran(UV, "pip", "install", "--quiet", "--python", environment, wheel, cwd=tmp_path)
    asked = "import diagnostic.resources as r; print(*map(r.shipped, ['notebooks', 'templates', 'data_samples']), sep='\\n')"
    found = ran(scripts / "python", "-c", asked, cwd=elsewhere).stdout.splitlines()
    assert len(found) == 3 and all(Path(path).is_relative_to(environment.resolve()) for path in found)

    told = ran(scripts / "diagnostic", "demo", cwd=elsewhere)

    written = [Path(line) for line in told.stdout.splitlines()]
    output = elsewhere / "demo-town" / "output"
    assert {"report.fr.html", "report.fr.pdf", "indicators.csv"} <= {path.name for path in written}
    assert all(path.is_absolute() and path.stat().st_size > 0 and path.parent == output for path in written)
    assert "Traceback" not in told.stderr
