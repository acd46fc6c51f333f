"""The library's notebooks stay thin, clean, bilingual and parameterised."""

from __future__ import annotations

import ast
import re

import nbformat
import pytest

from diagnostic.resources import shipped

NOTEBOOKS = sorted(shipped("notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_no_output_is_kept(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_cells_are_a_few_lines_and_define_nothing(notebook):
    for cell in code(notebook):
        tree = ast.parse(cell.source)
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= 8
        assert not [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While))]


def test_parameters_are_typed_and_explained(notebook):
    (cell,) = tagged(notebook, "parameters")
    for line, statement in zip(cell.source.splitlines(), ast.parse(cell.source).body, strict=True):
        assert isinstance(statement, ast.AnnAssign), line
        assert re.search(r"  # \S", line), f"no help for: {line}"


def test_prose_comes_in_both_languages_and_holds_no_figure(notebook):
    french, english = tagged(notebook, "fr"), tagged(notebook, "en")
    assert len(french) == len(english)
    assert not [cell.source for cell in french + english if re.search(r"\d", cell.source)]


def test_a_heading_within_a_section_stands_alone_so_that_it_leaves_with_what_it_announces(notebook):
    headings = [cell.source for cell in tagged(notebook, "fr") + tagged(notebook, "en") if cell.source.startswith("##")]
    assert not [heading for heading in headings if "\n" in heading.strip()]


def test_a_notebook_knows_its_section(notebook):
    assert notebook.metadata["diagnostic"]["section"] in {
        "essential",
        "who",
        "access",
        "times",
        "repeats",
        "agents",
        "gaps",
        "plan",
        "data",
    }
