"""Which notebooks a run executes and which it keeps: nothing stale, and nothing that did not change."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest

from diagnostic import blocks, steps
from diagnostic.blocks import Message, Note
from diagnostic.engagement import Engagement
from diagnostic.intake import inputs
from diagnostic.run import library, record
from diagnostic.run.kernel import Execution
from diagnostic.run.library import Notebook
from diagnostic.run.plan import Plan, why

ALL = ("00_a", "01_b", "07_own", "90_last")
NOTHING: dict[str, str] = {}


@pytest.fixture
def mission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mission that is prepared, with two notebooks of the library, one of its own, and one that reads the others."""
    shipped = tmp_path / "library"
    monkeypatch.setattr(library, "shipped", lambda name: shipped)
    folder = tmp_path / "mission"
    for room in ("data", "notebooks", "work/store", "work/notebooks"):
        (folder / room).mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("jour\n", encoding="utf-8")
    (folder / "hours.yml").write_text("hours: []\n", encoding="utf-8")
    (folder / "work" / "store" / "contacts.parquet").write_bytes(b"one")
    (folder / "work" / "intake.json").write_text('{"problems": [], "sources": []}', encoding="utf-8")
    (folder / "engagement.yml").write_text(
        "client: {name: Ville, population: 9000}\nperiod: {start: 2025-01-01, end: 2025-12-31}\n"
        "sources: [{file: data/a.csv, table: contacts, columns: {occurred_at: jour}}]\n"
        "promises: [{procedure: Acte, days: 5, kind: announced}]\n",
        encoding="utf-8",
    )
    for name in ("00_a", "01_b", "90_last"):
        write(shipped, name, "print(1)")
    write(folder / "notebooks", "07_own", "print(1)")
    execute(folder)
    return folder


def write(folder: Path, name: str, *cells: str, shown: str = "") -> Path:
    """A notebook; `shown`, the word of a note that it displays."""
    folder.mkdir(parents=True, exist_ok=True)
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    if shown:
        bundle = {blocks.MIME: Note(Message(shown, {}), "missing").bundle()[blocks.MIME]}
        made.cells[0].outputs = [nbformat.v4.new_output("display_data", bundle)]
    nbformat.write(made, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def planned(folder: Path, values: Mapping[str, Mapping[str, Any]] | None = None, fresh: bool = False) -> tuple[Plan, list[Notebook]]:
    engagement = Engagement.load(folder)
    available = library.notebooks(engagement)
    given = {notebook.name: dict((values or {}).get(notebook.name, {})) for notebook in available}
    return Plan(engagement, available, given, fresh), available


def execute(folder: Path, values: Mapping[str, Mapping[str, Any]] | None = None, shown: str = "run.intake", error: str = "") -> None:
    """As a run does, in the order of the notebooks: each shows a note, and is recorded."""
    plan, available = planned(folder, values)
    for notebook in available:
        due = plan.due(notebook)
        if due.why:
            saved = write(plan.engagement.executed, notebook.name, "print(1)", shown=shown)
            record.executed(due.made_from, Execution(notebook.name, saved, 1.0, error))


def whys(folder: Path, values: Mapping[str, Mapping[str, Any]] | None = None, fresh: bool = False) -> dict[str, str]:
    """Why each notebook that is not kept is executed."""
    plan, available = planned(folder, values, fresh)
    due = [plan.due(notebook) for notebook in available]
    return {one.notebook.name: one.why.key.removeprefix("run.why.") for one in due if one.why}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def engaged(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: replaced(folder / "engagement.yml", old, new)


def put(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8") and None


def touch(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, ns=(1, 1))


CHANGES: dict[str, tuple[Callable[[Path], Any], dict[str, str]]] = {
    "nothing": (lambda folder: None, NOTHING),
    "the times of every file": (touch, NOTHING),
    "a comment": (engaged("client:", "# read again\nclient:"), NOTHING),
    "the client's name": (engaged("Ville", "Bourg"), NOTHING),
    "what is to be confirmed": (engaged("promises:", "to_confirm: [{question: a}]\npromises:"), NOTHING),
    "the consultant": (engaged("promises:", "brand: {consultant: Moi}\npromises:"), NOTHING),
    "a promise": (engaged("days: 5", "days: 6"), dict.fromkeys(ALL, "engagement")),
    "a target": (
        engaged("promises:", "targets: {reach.answer_rate_agent: {value: 0.8, source: x}}\npromises:"),
        dict.fromkeys(ALL, "engagement"),
    ),
    "the population": (engaged("9000", "9001"), dict.fromkeys(ALL, "engagement")),
    "the languages": (engaged("name:", "languages: [fr, en], name:"), dict.fromkeys(ALL, "engagement")),
    "a table": (put("work/store/contacts.parquet", "two"), dict.fromkeys(ALL, "data")),
    "a table more": (put("work/store/coded.parquet", "x"), dict.fromkeys(ALL, "data")),
    "what may be read": (put("work/store/indicators_0.parquet", "x"), NOTHING),
    "the account of the intake": (put("work/intake.json", "{}"), dict.fromkeys(ALL, "data")),
    "a notebook of the library": (lambda folder: write(folder.parent / "library", "01_b", "print(2)"), {"01_b": "notebook"}),
    "a notebook in place of the library's": (lambda folder: write(folder / "notebooks", "00_a", "print(2)"), {"00_a": "notebook"}),
    "the mission's own notebook": (lambda folder: write(folder / "notebooks", "07_own", "print(2)"), {"07_own": "notebook"}),
    "a file that only its own notebook may read": (put("data/more.csv", "x"), {"07_own": "beside"}),
    "what its own notebook imports": (put("notebooks/tools.py", "x = 1"), {"07_own": "beside"}),
    "what is in no folder that it reads": (put("output.txt", ""), {"07_own": "beside"}),
    "what a program leaves": (put("data/.~lock.a.csv#", "x"), NOTHING),
    "a saved notebook gone": (lambda folder: (folder / "work/notebooks/01_b.ipynb").unlink(), {"01_b": "damaged", "90_last": "others"}),
    "a saved notebook damaged": (put("work/notebooks/01_b.ipynb", "{"), {"01_b": "damaged", "90_last": "others"}),
    "a saved notebook edited": (
        lambda folder: write(folder / "work/notebooks", "01_b", "print(3)", shown="run.intake"),
        {"01_b": "damaged"},
    ),
    "another result in it": (
        lambda folder: write(folder / "work/notebooks", "01_b", "print(1)", shown="run.facts"),
        {"01_b": "damaged", "90_last": "others"},
    ),
    "one edited beside": (
        lambda folder: write(folder / "work/notebooks", "01_b.edited", "print(1)", shown="run.facts"),
        {"90_last": "others"},
    ),
    "what is known of one": (lambda folder: (folder / "work/steps/notebooks/00_a.json").unlink(), {"00_a": "first"}),
    "what is known of one, damaged": (put("work/steps/notebooks/00_a.json", "{"), {"00_a": "first"}),
}


@pytest.mark.parametrize(("change", "executed"), CHANGES.values(), ids=CHANGES)
def test_what_changed_is_executed_and_the_rest_is_kept(mission: Path, change: Callable[[Path], Any], executed: dict[str, str]) -> None:
    assert whys(mission) == {}
    change(mission)
    assert whys(mission) == executed


def test_one_that_reads_the_others_is_kept_while_they_show_the_same(mission: Path) -> None:
    write(mission.parent / "library", "01_b", "print(2)")
    execute(mission)
    assert whys(mission) == {}
    write(mission.parent / "library", "01_b", "print(3)")
    plan, available = planned(mission)
    due = plan.due(available[1])
    record.executed(due.made_from, Execution("01_b", write(plan.engagement.executed, "01_b", "print(1)", shown="run.facts"), 1.0))
    assert whys(mission) == {"90_last": "others"}


def test_other_parameters_and_the_file_that_one_names(mission: Path) -> None:
    given = {"01_b": {"window": 14, "scenario": "hours.yml"}}
    assert whys(mission, given) == {"01_b": "given"}
    execute(mission, given)
    assert whys(mission, given) == {}
    assert whys(mission) == {"01_b": "given"}
    (mission / "hours.yml").write_text("hours: [ ]\n", encoding="utf-8")
    assert whys(mission, given) == {"01_b": "beside", "07_own": "beside"}


@pytest.mark.parametrize("value", ["/", "..", "../library", "x\0", "a" * 5000, "engagement.yml"])
def test_a_text_that_names_no_file_of_the_mission_is_a_text(mission: Path, value: str) -> None:
    execute(mission, {"01_b": {"label": value}})
    assert whys(mission, {"01_b": {"label": value}}) == {}


def test_one_that_failed_is_executed_again(mission: Path) -> None:
    write(mission.parent / "library", "00_a", "print(2)")
    execute(mission, error="RuntimeError")
    assert whys(mission) == {"00_a": "failed"}


def test_fresh_keeps_nothing(mission: Path) -> None:
    assert whys(mission, fresh=True) == dict.fromkeys(ALL, "fresh")


def test_another_kit_keeps_nothing(mission: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "kit", lambda: "another")
    assert whys(mission) == dict.fromkeys(ALL, "kit")


def test_a_mission_copied_elsewhere_keeps_all(mission: Path) -> None:
    copy = mission.parent / "elsewhere"
    shutil.copytree(mission, copy)
    assert whys(copy) == {}
    texts = "".join(path.read_text(encoding="utf-8") for path in (copy / "work" / "steps").rglob("*.json"))
    assert str(mission) not in texts and str(copy) not in texts


def test_why_a_step_of_the_preparation_is_done_again_is_told_with_what_changed(mission: Path) -> None:
    assert why(inputs.step(Engagement.load(mission))) is None  # nothing is known of an earlier time
    steps.record(inputs.step(Engagement.load(mission)))
    (mission / "data" / "a.csv").write_text("jours\n", encoding="utf-8")
    told = why(inputs.step(Engagement.load(mission)))
    assert told and told.key == "run.why.files" and told.values == {"files": ["data/a.csv"]}
    steps.record(inputs.step(Engagement.load(mission)))
    replaced(mission / "engagement.yml", "procedure: Acte", "procedure: Carte")
    told = why(inputs.step(Engagement.load(mission)))
    assert told and told.key == "run.why.engagement" and told.values == {"parts": ["promises"]}
