"""When a step is made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diagnostic import steps
from diagnostic.intake import inputs


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the kit's code, to be changed."""
    copy = tmp_path / "kit"
    shutil.copytree(steps.KIT, copy, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    monkeypatch.setattr(steps, "KIT", copy)
    steps.code.cache_clear()
    yield copy
    steps.code.cache_clear()


def hashed(*rooms: str) -> str:
    steps.code.cache_clear()
    return steps.code(*rooms)


CHANGED = ("intake/instants.py", "intake/presets/glpi.yml", "store/facts_cases.sql", "calendar/hours.py", "engagement/parts.py", "schema.py")


@pytest.mark.parametrize("file", CHANGED)
def test_a_kit_that_makes_another_store_has_another_hash(kit: Path, file: str) -> None:
    before = hashed(*inputs.DECIDING)
    with (kit / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert hashed(*inputs.DECIDING) != before


def test_a_room_that_is_not_there_is_an_error_and_hashes_nothing(kit: Path) -> None:
    (kit / "void").mkdir()
    for room in ("nowhere", "nowhere.py", "void"):
        with pytest.raises(FileNotFoundError, match=room):
            hashed("schema.py", room)
