"""All that the notebooks of a mission say, read without papermill and without drawing: each sentence with the part of the report it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from diagnostic.blocks import Block, Chart, Finding, Note, Table
from diagnostic.resources import shipped
from diagnostic.wording import LANGUAGES

NOTEBOOKS = "0*.ipynb"
PICTURE = "<svg/>"
Said = list[tuple[str, str]]
"""Sentences, each with what it is: `title`, `reading`, `caveat`..."""


def blocks(folder: Path) -> list[Block | str]:
    """What each notebook shows of this mission, in its order; its prose of either language as text."""
    shown: list[Block | str] = []
    with _instead_of_a_screen(shown):
        for notebook in sorted(shipped("notebooks").glob(NOTEBOOKS)):
            _run(json.loads(notebook.read_text(encoding="utf-8"))["cells"], folder, shown)
    return shown


def sentences(shown: list[Block | str], language: str) -> Said:
    """What these blocks say in a language."""
    said: Said = []
    for block in shown:
        said += _said(block, language)
    return [(part, text) for part, text in said if text]


def both(shown: list[Block | str]) -> dict[str, Said]:
    return {language: sentences(shown, language) for language in LANGUAGES}


@contextmanager
def _instead_of_a_screen(shown: list[Block | str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("diagnostic.show", lambda *blocks: shown.extend(block for block in blocks if block is not None))
        patched.setattr("diagnostic.charts.canvas._svg", lambda figure: PICTURE)
        yield


def _run(cells: list[dict[str, Any]], folder: Path, shown: list[Block | str]) -> None:
    names: dict[str, Any] = {}
    for cell in cells:
        source, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code":
            exec(source, names)
        if "parameters" in tags:
            names["engagement"] = str(folder)
        shown += [f"{language}:{source}" for language in LANGUAGES if language in tags]


def _said(block: Block | str, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(block, str):
        spoken, _, text = block.partition(":")
        yield from [("prose", text)] if spoken == language else []
    elif isinstance(block, Finding):
        for part in ("title", "clause", "reading", "decision", "question"):
            if message := block.message(part):
                yield part, message.text(language)
        yield from [("source", block.source.text(language))] if block.source else []
        for held in (block.chart, block.table):
            yield from _said(held, language) if held else []
    elif isinstance(block, Chart):
        yield "caption", block.caption.text(language)
        yield "alt", block.alt.text(language)
    elif isinstance(block, Note):
        yield block.kind, block.message.text(language)
    elif isinstance(block, Table):
        yield "table", block.title(language)
        yield from (("table", block.header(name, language)) for name in block.columns)
        for row in block.rows:
            for (name, kind), value in zip(block.columns.items(), row, strict=True):
                if kind == "word":
                    yield "cell", block.cell(name, value, language)
