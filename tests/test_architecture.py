"""The house is as its page says: who imports whom, who reads whose files, and no way back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx
import pytest
from ruamel.yaml import YAML

KIT = Path(__file__).parents[1] / "diagnostic"
PAGE = KIT.parent / "docs" / "architecture.md"
QUESTIONS = "diagnostic.questions."
# what no layer of a question may know, whatever the page comes to say
BARRED = {
    "questions/measures": {"blocks", "charts", "findings", "wording", "report", "questions/charts", "questions/findings"},
    "questions/findings": {"store", "measuring"},
    "questions/charts": {"store", "measuring", "findings", "questions/findings"},
}


@cache
def table() -> dict[str, set[str]]:
    """The rooms of the page, and what each may import."""
    rows = re.findall(r"^\| `([\w/*.]+)` \|[^|]*\|([^|]*)\|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {room: {name.strip() for name in names.split(",") if name.strip()} for room, names in rows}


@cache
def modules() -> dict[str, Path]:
    names = {".".join(path.relative_to(KIT.parent).with_suffix("").parts).removesuffix(".__init__"): path for path in KIT.rglob("*.py")}
    return {name: path for name, path in names.items() if "shipped" not in path.parts}


def room(module: str) -> str:
    """The room of a module: its package, but for the layers of a question and the gate of disclosure control."""
    _, *parts = module.split(".")
    if not parts:
        return "diagnostic"
    if parts[0] == "questions" and len(parts) > 2:
        return f"questions/{parts[2]}" if parts[2] in ("findings", "charts") else "questions/measures"
    if parts[:2] == ["questions", *parts[1:2]] and len(parts) == 2:
        return "questions/*"
    return "measuring/disclosure" if parts[:2] == ["measuring", "disclosure"] else parts[0]


def imported(path: Path) -> Iterator[str]:
    """The modules of the kit that a module imports, wherever in it and for whatever use."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "diagnostic":
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if name in modules() else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "diagnostic")


def read(path: Path) -> Iterator[str]:
    """The rooms whose files a module opens by the name of their package: `files("diagnostic").joinpath("questions")`."""
    source = path.read_text(encoding="utf-8")
    for package, rest in re.findall(r'files\("(diagnostic[\w.]*)"\)([^\n]*)', source):
        steps = [*package.split("."), *re.findall(r'(?:/ |joinpath\()"([\w/]+)"', rest)]
        yield room(".".join(steps[:2])) if len(steps) > 1 else "diagnostic"


def found() -> dict[str, set[str]]:
    """What each room imports or reads in fact, itself left out; a file read is written `room/*.yml`."""
    edges: dict[str, set[str]] = {}
    for name, path in modules().items():
        here = room(name)
        met = {room(other) for other in imported(path)} | {f"{other}/*.yml" for other in read(path) if other != here}
        edges.setdefault(here, set()).update(met - {here, "diagnostic"})
    return edges


def test_every_room_is_on_the_page_and_imports_what_the_page_says_no_more_and_no_less():
    actual = found()
    assert set(actual) == set(table())
    assert {name: sorted(actual[name]) for name in actual} == {name: sorted(names) for name, names in table().items()}


def test_no_module_climbs_out_of_its_folder_to_read_a_file():
    climbing = {"resources.py": "finds what is shipped", "steps.py": "hashes the code of rooms that callers name"}
    reached = [path for path in modules().values() if re.search(r"__file__\)(\.resolve\(\))?\.parent", path.read_text(encoding="utf-8"))]
    assert {path.relative_to(KIT).as_posix() for path in reached} == set(climbing)


def test_no_way_leads_back():
    graph = networkx.DiGraph((here, there) for here, others in found().items() for there in others if not there.endswith(".yml"))
    assert list(networkx.simple_cycles(graph)) == []


def test_no_question_rests_on_one_that_rests_on_it():
    graph = networkx.DiGraph()
    for name, path in modules().items():
        if name.startswith(QUESTIONS):
            here = name.split(".")[2]
            others = {other.split(".")[2] for other in imported(path) if other.startswith(QUESTIONS)}
            graph.add_edges_from((here, other) for other in others if other != here)
    assert list(networkx.simple_cycles(graph)) == []
    assert graph.has_edge("workload", "repeats")


@pytest.mark.parametrize(("layer", "barred"), BARRED.items())
def test_a_layer_of_a_question_knows_nothing_above_it(layer, barred):
    assert not found()[layer] & barred
    assert not table()[layer] & barred


def test_a_question_asks_another_through_its_measures_alone():
    told = [
        (name, other)
        for name, path in modules().items()
        if name.startswith(QUESTIONS)
        for other in imported(path)
        if other.startswith(QUESTIONS) and other.split(".")[2] != name.split(".")[2] and room(other) != "questions/measures"
    ]
    assert told == []


def test_an_indicator_is_defined_for_readers_in_the_folder_that_measures_it():
    for folder in {path.parent for name, path in modules().items() if name.startswith(QUESTIONS)}:
        nodes = [node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "measures"]
        measured = {ast.literal_eval(name) for call in calls for name in call.args}
        for words in folder.glob("*.yml"):
            families = YAML(typ="safe").load(words).get("indicators", {})
            assert {f"{family}.{name}" for family, names in families.items() for name in names} == measured, words


def test_every_question_has_the_parts_that_the_page_names():
    folders = [folder for folder in (KIT / "questions").iterdir() if (folder / "__init__.py").is_file()]
    assert len(folders) >= 19
    for folder in folders:
        here = {path.name for path in folder.iterdir()}
        assert {"__init__.py", "findings.py", "fr.yml", "en.yml"} <= here, folder.name
        if any(path.suffix == ".sql" for path in folder.iterdir()):
            assert "measures.py" in here, folder.name
        for path in folder.glob("*.sql"):
            assert any(f'"{path.stem}"' in module.read_text(encoding="utf-8") for module in folder.glob("*.py")), f"nobody asks {path}"


def test_the_page_can_be_read():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if len(line) > (180 if line.startswith("| `") else 150)]
