"""A mission to run, and a library of notebooks to run in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnostic import town
from diagnostic.run import library


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty library of notebooks, and an engagement that needs no intake."""
    folder = tmp_path / "library"
    folder.mkdir()
    monkeypatch.setattr(library, "shipped", lambda name: folder)
    monkeypatch.setattr(town, "prepare", lambda engagement, progress: progress("intake"))
    monkeypatch.setattr(town, "settle", lambda engagement, progress=lambda step: None: progress("indicators"))
    monkeypatch.setattr(town, "alert", lambda engagement: [])
    return folder


@pytest.fixture
def mission(tmp_path: Path) -> Path:
    folder = tmp_path / "ville d'essai {1}"  # spaces, an apostrophe and braces are ordinary in a folder's name
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("jour\n", encoding="utf-8")
    (folder / "work").mkdir()
    (folder / "work" / "intake.json").write_text('{"problems": []}', encoding="utf-8")
    (folder / "engagement.yml").write_text(
        "client: {name: Ville}\nperiod: {start: 2025-01-01, end: 2025-12-31}\n"
        "sources: [{file: data/a.csv, table: contacts, columns: {occurred_at: jour}}]\n",
        encoding="utf-8",
    )
    return folder
