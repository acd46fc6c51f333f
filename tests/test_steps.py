"""When a step is made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from diagnostic import steps
from diagnostic.intake import inputs
from diagnostic.store import facts
from tests.towns import town, with_facts


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


@pytest.mark.parametrize("file", ["store/declared.py", "store/settings.py", "store/facts_cases.sql", "calendar/hours.py", "schema.py"])
def test_facts_are_derived_again_once_the_code_that_declares_a_table_changes(kit: Path, tmp_path: Path, file: str) -> None:
    engagement = town(tmp_path)
    with_facts(engagement).close()
    assert facts.fresh(engagement)
    with (kit / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    steps.code.cache_clear()
    assert not facts.fresh(engagement)


def test_a_room_that_is_not_there_is_an_error_and_hashes_nothing(kit: Path) -> None:
    (kit / "void").mkdir()
    for room in ("nowhere", "nowhere.py", "void"):
        with pytest.raises(FileNotFoundError, match=room):
            hashed("schema.py", room)
