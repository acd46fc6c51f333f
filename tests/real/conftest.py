"""Whole engagements over real public data, read in place from `../shared/data` beside the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.claims import unaccounted

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


class Diagnosed:
    """What a finished engagement left: its output folder and its indicators."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.output = folder / "output"
        self.indicators = pd.read_csv(self.output / "indicators.csv")

    def row(self, indicator: str, scope: str = "all") -> pd.Series:
        found = self.indicators[(self.indicators["indicator"] == indicator) & (self.indicators["scope"] == scope)]
        assert len(found) == 1, f"{indicator}[{scope}]: {len(found)} rows"
        return found.iloc[0]

    def unaccounted(self) -> list[str]:
        """Figures of the reports, in every language, that no indicator, table or parameter accounts for."""
        return [figure for page in self.output.glob("report.*.html") for figure in unaccounted(page.read_text("utf-8"), self.indicators)]

    def text(self, language: str) -> str:
        return (self.output / f"report.{language}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def diagnose(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str, str], Diagnosed]:
    """Run a whole engagement: name, file under the shared data, text of engagement.yml."""

    def run(name: str, file: str, settings: str) -> Diagnosed:
        source = DATA / file
        if not source.exists():
            pytest.skip(f"the public data are not here: {file}")
        folder = tmp_path_factory.mktemp(name)
        (folder / "data").mkdir()
        shutil.copy(source, folder / "data" / source.name)
        (folder / "engagement.yml").write_text(settings, encoding="utf-8")
        done = subprocess.run([sys.executable, "-m", "diagnostic", "run", str(folder)], capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return Diagnosed(folder)

    return run
