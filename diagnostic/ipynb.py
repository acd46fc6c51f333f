"""Notebook files, without a start-up cost that they have no use for."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

# the largest notebook of a demonstration takes a thirtieth of these bytes, and some thirty cells
LARGEST, MOST_CELLS = 64_000_000, 20_000


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
    """The notebook that a file holds. ValueError where it holds none, or more than anyone wrote by hand."""
    module = nbformat()
    if path.exists() and not path.is_file():  # a pipe would be waited for without end
        raise ValueError(f"{path.name} is not a file")
    if path.stat().st_size > LARGEST or (text := path.read_text(encoding="utf-8")).count('"cell_type"') > MOST_CELLS:
        raise ValueError(f"{path.name} is too large")
    try:
        made = module.reads(text, as_version=4)
        module.validate(made)
    except (module.ValidationError, module.reader.NotJSONError, AttributeError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"{path.name} is not a notebook") from error
    return made


def tree(source: str) -> ast.Module:
    """The syntax tree of a cell. SyntaxError, whatever it is that Python cannot read in it."""
    try:
        return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL, half a character, signs without end
        raise SyntaxError(str(error)) from None
