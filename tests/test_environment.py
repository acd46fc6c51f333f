"""One list of dependencies: what the code imports, what pyproject.toml declares and what conda installs are the same."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAIN = PROJECT["project"]["dependencies"]
DEV, PEERS = (PROJECT["dependency-groups"][group] for group in ("dev", "benchmarks"))


def name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def imported(folder: str) -> dict[str, Path]:
    """The top-level packages that the modules of a folder import, each with one that does."""
    found = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            found |= {one.partition(".")[0]: path for one in names}
    own = {"diagnostic", "tests", "data_samples", "benchmarks"}
    return {package: path for package, path in found.items() if package not in sys.stdlib_module_names | own}


def test_conda_installs_what_pyproject_declares() -> None:
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (pip,) = (item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    assert sorted(pip) == sorted([*MAIN, *DEV, "--editable ."])
    assert f"python{PROJECT['project']['requires-python']}" in environment["dependencies"]


@pytest.mark.parametrize(
    "folder, declared", [("diagnostic", MAIN), ("tests", MAIN + DEV), ("data_samples", MAIN + DEV), ("benchmarks", MAIN + DEV + PEERS)]
)
def test_every_library_imported_is_declared(folder: str, declared: list[str]) -> None:
    distributions = packages_distributions()
    known = {name(requirement) for requirement in declared}
    lacking = {
        package: str(path)
        for package, path in imported(folder).items()
        if not known & {name(one) for one in distributions.get(package, [package])}
    }
    assert lacking == {}


def test_an_upper_bound_has_its_reason_on_the_line_above() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    bounded = [number for number, line in enumerate(lines) if re.search(r'^\s*"[\w.-]+>=[\d.]+,<', line)]
    assert bounded
    assert all(lines[number - 1].strip().startswith("#") for number in bounded)


def test_the_workhorses_are_declared() -> None:
    declared = {name(requirement) for requirement in MAIN + DEV}
    assert {"jupyterlab", "pandas", "matplotlib", "seaborn", "papermill", "nbconvert", "pytest"} <= declared
