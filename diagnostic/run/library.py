"""The notebooks of a run: the kit's, those that the engagement replaces or adds, and the parameters that each declares."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic import ipynb, refusals
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError, or_nearest, shown
from diagnostic.resources import shipped
from diagnostic.wording import Word

LAST = 80  # notebooks from this number on read what the earlier ones saved
TYPES: dict[str, type] = {"int": int, "float": float, "bool": bool, "str": str}
KINDS = {"int": "integer", "float": "number", "bool": "boolean", "str": "text"}


@dataclass(frozen=True)
class Notebook:
    """A notebook to execute; `parameters` are the annotations of its `parameters` cell by name."""

    path: Path
    parameters: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def label(self) -> str:
        """The number it is asked for by, with the letter that may follow: `2b` for `02b_demarches`."""
        label = re.match(r"0*(\d+[a-z]?)(?![a-z])", self.name)
        return label[1] if label else ""

    @property
    def number(self) -> int | None:
        digits = re.match(r"(\d+)", self.name)
        return int(digits[1]) if digits else None

    @property
    def last(self) -> bool:
        """Whether it reads the other notebooks, and so runs after them."""
        return self.number is not None and self.number >= LAST


def notebooks(engagement: Engagement) -> list[Notebook]:
    """The kit's notebooks in order, those of the engagement's `notebooks/` in place of the same name or beside them."""
    own = engagement.folder / "notebooks"
    for path in own.glob("*.ipynb"):
        refusals.check_name(path)
    by_name = {path.name: path for folder in (shipped("notebooks"), own) if folder.is_dir() for path in folder.glob("*.ipynb")}
    return [Notebook(path, declared(path)) for _, path in sorted(by_name.items())]


def untouched(notebook: Notebook) -> bool:
    """Whether it is one of the kit's as shipped, of which is known what it does and leaves."""
    own = shipped("notebooks") / notebook.path.name
    return own.is_file() and own.read_bytes() == notebook.path.read_bytes()


def chosen(available: list[Notebook], only: Iterable[str]) -> list[Notebook]:
    """Those asked for by number (`02`, `2`) or name; all where none is asked. UserError for one that does not exist."""
    asked = list(only)
    if not asked:
        return available
    names = {name: notebook for notebook in available for name in (notebook.name, notebook.label)}
    unknown = [name for name in asked if _bare(name) not in names]
    problems = [Problem(*or_nearest("run.unknown_notebook", name, [notebook.name for notebook in available])) for name in unknown]
    if problems:
        raise UserError(problems)
    wanted = {names[_bare(name)].name for name in asked}
    return [notebook for notebook in available if notebook.name in wanted]


def declared(path: Path) -> dict[str, str]:
    """The parameters of a notebook's cell tagged `parameters`: name to annotation ("" without one).

    Read from the syntax tree: papermill's own reader does not see `int | None`.
    """
    try:
        cells = ipynb.read(path)["cells"]
    except (ValueError, OSError):
        raise UserError(Problem("run.not_a_notebook", {"file": str(path)})) from None
    source = next((cell["source"] for cell in cells if "parameters" in cell["metadata"].get("tags", [])), "")
    made = {}
    try:
        for statement in ipynb.tree(source).body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                made[statement.target.id] = ast.unparse(statement.annotation).strip("'\"")
            elif isinstance(statement, ast.Assign):
                made |= {target.id: "" for target in statement.targets if isinstance(target, ast.Name)}
    except (SyntaxError, RecursionError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise UserError(Problem("run.parameters_cell", {"file": str(path), "line": line or 1})) from None
    return made


def read_parameters(available: list[Notebook], parameters: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For each notebook's name, the parameters that it declares among those given, as the types that it declares.

    UserError for each parameter that no notebook declares and each value that does not read as its type.
    """
    known = {name for notebook in available for name in notebook.parameters} - {"engagement"}
    problems = [Problem(*or_nearest("run.unknown_parameter", name, sorted(known))) for name in parameters if name not in known]
    made: dict[str, dict[str, Any]] = {notebook.name: {} for notebook in available}
    for name, value in parameters.items():
        wrong = {}
        for notebook in available:
            annotation = notebook.parameters.get(name)
            if name in known and annotation is not None:
                try:
                    made[notebook.name][name] = _read(value, annotation)
                except ValueError:
                    wrong[annotation] = Word(f"engagement.kinds.{KINDS[_base(annotation)]}")
        problems += [Problem("run.parameter", {"name": name, "value": shown(value), "expected": kind}) for kind in wrong.values()]
    if problems:
        raise UserError(problems)
    return made


def _read(value: Any, annotation: str) -> Any:
    """The value as its annotation says; text from the command line is read, anything else must already be of the type."""
    from pydantic import TypeAdapter, ValidationError

    base = _base(annotation)
    if value is None or (base not in TYPES):
        return value
    if isinstance(value, str) and value.lower() in ("none", "null") and ("None" in annotation or "Optional" in annotation):
        return None
    adapter: TypeAdapter[Any] = TypeAdapter(TYPES[base])
    try:
        return adapter.validate_strings(value) if isinstance(value, str) else adapter.validate_python(value, strict=True)
    except ValidationError as error:
        raise ValueError(str(error)) from None


def _base(annotation: str) -> str:
    return re.sub(r"^(typing\.)?Optional\[(.*)\]$", r"\2", annotation).replace("| None", "").replace("None |", "").strip()


def _bare(name: str) -> str:
    name = name.removesuffix(".ipynb")
    return re.sub(r"^0+(?=\d)", "", name) if re.fullmatch(r"\d+[a-z]?", name) else name
