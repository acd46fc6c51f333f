"""A folder to put an `engagement.yml` in."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "appels.csv").write_text("Date appel;Issue\n", encoding="utf-8")
    return tmp_path
