"""Small notebooks for runs, and what they printed."""

from __future__ import annotations

from pathlib import Path

import nbformat

PARAMETERS = 'engagement: str = "."\nwindow: int | None = None  # days\nlabel: str = "a"\nrate: float = 0.5\nfull: bool = False\nfree = 3\n'


def notebook(folder: Path, name: str, *cells: str, parameters: str = PARAMETERS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    made = nbformat.v4.new_notebook(cells=[first, *(nbformat.v4.new_code_cell(cell) for cell in cells)])
    path = folder / f"{name}.ipynb"
    nbformat.write(made, path)
    return path


def printed(path: Path) -> str:
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)
