"""When a step is made again."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from diagnostic import steps
from diagnostic.intake import inputs
from diagnostic.steps import Step
from diagnostic.store import facts
from tests.towns import town, with_facts


@pytest.fixture
def made(tmp_path: Path) -> Step:
    """A step done, from one thing to one file."""
    step = Step(tmp_path, "room/one", {"a": "1"}, "r", {tmp_path / "out.txt": ""})
    (tmp_path / "out.txt").touch()
    steps.record(step)
    return step


def test_a_step_is_done_until_what_it_is_made_from_or_its_recipe_changes_or_a_file_of_it_goes(made: Step) -> None:
    assert steps.done(made)
    changes = ({"inputs": {"a": "2"}}, {"inputs": {}}, {"inputs": {"a": "1", "b": "1"}}, {"recipe": "s"}, {"name": "room/two"})
    assert not any(steps.done(replace(made, **change)) for change in changes)
    (made.folder / "out.txt").write_text("changed by hand", encoding="utf-8")
    assert steps.done(replace(made, outputs={}))
    (made.folder / "out.txt").unlink()
    assert not steps.done(replace(made, outputs={}))


@pytest.mark.parametrize("damage", [b"", b"whol", b"whale", b"whole!"])
def test_a_sealed_step_is_done_while_its_files_are_as_it_left_them(made: Step, damage: bytes) -> None:
    out = made.folder / "out.txt"
    out.write_bytes(b"whole")
    steps.record(steps.sealed(made))
    assert steps.done(made)
    out.write_bytes(damage)
    assert not steps.done(made)


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", "1", '{"outputs": {}}', '{"inputs": {}, "outputs": [], "recipe": ""}'])
def test_a_step_whose_record_is_damaged_is_made_again(made: Step, damage: str) -> None:
    (record,) = (made.folder / "work" / "steps").rglob("*.json")
    record.write_text(damage, encoding="utf-8")
    assert steps.recorded(made) is None and not steps.done(made)


def test_a_step_forgotten_or_never_made_is_not_done(made: Step) -> None:
    steps.forget(made)
    steps.forget(made)
    assert not steps.done(made) and steps.recorded(made) is None


def test_a_record_gives_the_step_back_and_names_no_folder(made: Step) -> None:
    assert steps.recorded(Step(made.folder, made.name)) == made
    (written,) = (made.folder / "work" / "steps").rglob("*.json")
    assert str(made.folder) not in written.read_text(encoding="utf-8")
    written.write_text("{", encoding="utf-8")
    assert steps.recorded(made) is None


def test_the_version_of_a_step_follows_what_it_is_made_from_and_not_what_comes_out(made: Step) -> None:
    assert replace(made, outputs={}).version == made.version
    assert len({made.version, replace(made, inputs={"a": "2"}).version, replace(made, recipe="s").version}) == 3


def _record_often(step: Step) -> None:
    for _ in range(100):
        steps.record(step)


def test_processes_that_record_at_once_leave_each_step_whole(made: Step) -> None:
    written = [made, made, replace(made, name="room/two")]
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_record_often, written))
    assert all(map(steps.done, written))
    assert len([path for path in (made.folder / "work" / "steps").rglob("*") if path.is_file()]) == 2


def test_a_town_of_an_earlier_kit_is_made_again(tmp_path: Path) -> None:
    engagement = town(tmp_path)
    with_facts(engagement).close()
    for record in ("work/inputs.json", "work/store/facts.json", "work/run.json", "work/causes.json"):
        (tmp_path / record).write_text('{"facts": "1", "notebooks": {"00_a": {"inputs": "2"}}}', encoding="utf-8")
    assert not steps.done(facts.step(engagement))


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the kit's code that decides what the store holds, to be changed."""
    for room in inputs.DECIDING:
        copy = shutil.copy if room.endswith(".py") else partial(shutil.copytree, dirs_exist_ok=True)
        (tmp_path / "kit" / room).parent.mkdir(parents=True, exist_ok=True)
        copy(steps.KIT / room, tmp_path / "kit" / room)
    monkeypatch.setattr(steps, "KIT", tmp_path / "kit")
    steps.code.cache_clear()
    yield steps.KIT
    steps.code.cache_clear()


def change(file: Path) -> None:
    with file.open("a", encoding="utf-8") as changed:
        changed.write("\n")
    steps.code.cache_clear()


def test_a_kit_that_makes_another_store_has_another_hash(kit: Path) -> None:
    files = (
        "intake/instants.py",
        "intake/presets/glpi.yml",
        "store/facts_cases.sql",
        "calendar/hours.py",
        "engagement/parts.py",
        "schema.py",
    )
    seen = {steps.code(*inputs.DECIDING)}
    for number, file in enumerate(files, start=2):
        change(kit / file)
        seen.add(steps.code(*inputs.DECIDING))
        assert len(seen) == number, file


def test_facts_are_derived_again_once_the_code_that_declares_a_table_changes(kit: Path, tmp_path: Path) -> None:
    engagement = town(tmp_path)
    with_facts(engagement).close()
    for file in ("store/declared.py", "store/settings.py", "store/facts_cases.sql", "calendar/hours.py", "schema.py"):
        steps.record(facts.step(engagement))
        assert steps.done(facts.step(engagement))
        change(kit / file)
        assert not steps.done(facts.step(engagement)), file


def test_a_room_that_is_not_there_is_an_error_and_hashes_nothing(kit: Path) -> None:
    (kit / "void").mkdir()
    for room in ("nowhere", "nowhere.py", "void"):
        with pytest.raises(FileNotFoundError, match=room):
            steps.code("schema.py", room)
