"""Notebook files: what is read of them, whoever wrote them, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from diagnostic import ipynb


def saved(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "notebook.ipynb"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def written() -> Any:
    """A notebook with an output of each kind, whose texts take several lines."""
    bundle = {"text/html": "<p>\n</p>\n", "application/vnd.block+json": {"lines": ["a\n", "b"]}, "image/png": "aGVsbG8=\n"}
    outputs = [
        new_output("stream", text="one\ntwo\n"),
        new_output("display_data", data=bundle),
        new_output("error", ename="E", evalue="v", traceback=["t\n", "u"]),
    ]
    cells = [new_markdown_cell("# Title\n\nWords", metadata={"tags": ["fr"]}), new_code_cell("a = 1\nb = 2", outputs=outputs)]
    return new_notebook(cells=cells, metadata={"diagnostic": {"section": "who"}})


def test_a_notebook_reads_as_nbformat_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "notebook.ipynb"
    nbformat.write(written(), path)
    assert '"source": [' in path.read_text(encoding="utf-8")  # as lines
    assert ipynb.read(path) == json.loads(json.dumps(nbformat.read(path, as_version=4)))


def test_a_notebook_of_an_earlier_format_is_read_as_one_of_today(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python", "metadata": {}, "outputs": [], "collapsed": False}]
    path = saved(tmp_path, {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells, "metadata": {}}]})
    assert [cell["source"] for cell in ipynb.read(path)["cells"]] == ["a = 1\nb = 2"]


def code(**members: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None} | members


@pytest.mark.parametrize(
    "cells",
    [
        {},
        [None],
        [{"cell_type": "code", "source": "", "outputs": []}],
        [code(source=3)],
        [code(source=["a", 3])],
        [code(metadata={"tags": "fr"})],
        [code(metadata={"tags": [3]})],
        [code(outputs={})],
        [code(outputs=["text"])],
        [code(outputs=[{"output_type": "stream", "name": "stdout", "text": 3}])],
        [code(outputs=[{"output_type": "display_data", "metadata": {}, "data": ["text"]}])],
        [code(outputs=[{"output_type": "display_data", "metadata": {}, "data": {"text/html": {"a": 1}}}])],
        [code(outputs=[{"output_type": "error", "ename": "E", "evalue": "v", "traceback": "t"}])],
        [{"cell_type": "other", "metadata": {}, "source": ""}],
    ],
)
def test_what_is_read_of_a_notebook_is_of_the_type_that_it_should_be(tmp_path: Path, cells: Any) -> None:
    path = saved(tmp_path, {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells})
    with pytest.raises(ValueError, match=r"notebook\.ipynb is not a notebook"):
        ipynb.read(path)


@pytest.mark.parametrize("content", ["", "{", "[]", "3", '{"nbformat": 4}', '{"a":' * 100_000])
def test_what_holds_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(ValueError, match=r"notebook\.ipynb is not a notebook"):
        ipynb.read(saved(tmp_path, content))
