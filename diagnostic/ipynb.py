"""Notebook files, without a start-up cost that they have no use for."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

# the largest notebook of a demonstration takes a thirtieth of these bytes, and some thirty cells
LARGEST, MOST_CELLS = 64_000_000, 20_000
DEPTH = 32
_CELLS = ("code", "markdown", "raw")


def nbformat() -> ModuleType:
    """The `nbformat` module, imported in a fifth of the time.

    It imports jsonschema which, wherever JupyterLab is installed, builds the whole grammar of international web addresses: seconds of work
    in every process. No notebook is checked against that grammar: during this import it is as if it were not installed.
    """
    grammar = "rfc3987_syntax"
    hidden = "jsonschema" not in sys.modules and grammar not in sys.modules
    if hidden:
        sys.modules[grammar] = None  # type: ignore[assignment]
    try:
        import nbformat as module
    finally:
        if hidden:
            del sys.modules[grammar]
    return module


def read(path: Path) -> Any:
    """The notebook that a file holds, its texts whole. ValueError where it holds none, or more than anyone wrote by hand."""
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise ValueError(f"{path.name} is not a file")
    if path.stat().st_size > LARGEST or (text := path.read_text(encoding="utf-8")).count('"cell_type"') > MOST_CELLS:
        raise ValueError(f"{path.name} is too large")
    try:
        made = json.loads(text)
        return _joined(made) if _current(made) else _converted(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path.name} is not a notebook") from error


def _converted(text: str) -> Any:
    """A notebook of another format as one of today's. ValueError where it is none."""
    module = nbformat()
    try:
        made = module.reads(text, as_version=4)
        module.validate(made)
    except (module.ValidationError, module.reader.NotJSONError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
    return made


def _current(made: Any) -> bool:
    """Whether it is a notebook of today's format in all that the kit reads of one. Its whole schema takes seconds to check."""
    if not isinstance(made, dict) or made.get("nbformat") != 4 or not _is_metadata(made.get("metadata")):
        return False
    cells = made.get("cells")
    return isinstance(cells, list) and all(map(_is_cell, cells))


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELLS or not _is_metadata(cell.get("metadata")):
        return False
    outputs = cell.get("outputs", [])
    return _is_text(cell.get("source")) and isinstance(outputs, list) and all(map(_is_output, outputs))


def _is_output(output: Any) -> bool:
    if not isinstance(output, dict) or not isinstance(data := output.get("data", {}), dict):
        return False
    texts = [output.get("text", ""), *(shown for name, shown in data.items() if not _is_json(name))]
    return all(map(_is_text, texts)) and _is_lines(output.get("traceback", []))


def _is_metadata(value: Any) -> bool:
    if not isinstance(value, dict) or not _is_lines(value.get("tags", [])):
        return False
    level: list[Any] = [value]
    for _ in range(DEPTH):
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())]
    return not level


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or _is_lines(value)


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _is_json(mime: str) -> bool:
    return mime.endswith(("/json", "+json"))


def _joined(notebook: Any) -> Any:
    """The notebook, each text that a file may hold as lines in one piece."""
    for cell in notebook["cells"]:
        _join(cell, ["source"])
        for output in cell.get("outputs", []):
            _join(output, ["text"])
            data = output.get("data", {})
            _join(data, [name for name in data if not _is_json(name)])
    return notebook


def _join(holder: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        if isinstance(holder.get(name), list):
            holder[name] = "".join(holder[name])


def tree(source: str) -> ast.Module:
    """The syntax tree of a cell. SyntaxError, whatever it is that Python cannot read in it."""
    try:
        return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL, half a character, signs without end
        raise SyntaxError(str(error)) from None
