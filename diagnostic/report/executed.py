"""Executed notebooks as saved: which ones speak, for which section, and whether their run went through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from diagnostic import blocks, ipynb, wording
from diagnostic.blocks import Block, Chart, Finding, Message
from diagnostic.errors import Problem
from diagnostic.report import svg

SECTIONS = ("who", "access", "times", "repeats", "agents", "gaps", "plan", "data")

# characters of a Markdown cell: twenty pages of the report
LONGEST = 50_000


@dataclass(frozen=True)
class Notebook:
    """One executed notebook, to be shown in `languages`."""

    name: str
    content: dict[str, Any]
    languages: Sequence[str] = wording.LANGUAGES

    @classmethod
    def open(cls, path: Path, languages: Sequence[str] = wording.LANGUAGES) -> Notebook:
        """The notebook of a file; its name is the file's, without the mark of an edited one."""
        return cls(path.stem.removesuffix(".edited"), ipynb.read(path), languages)

    @property
    def section(self) -> str:
        """The section that the notebook names, empty where it names none."""
        return str(self._said("diagnostic").get("section", ""))

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the run gave it, by name."""
        given = self.run.get("parameters", {})
        return {name: value for name, value in given.items() if value is not None} if isinstance(given, Mapping) else {}

    @property
    def failed(self) -> bool:
        """Whether the run stopped: what the notebook holds is then not to be shown."""
        return bool(self.run.get("exception")) or any("papermill-error-cell-tag" in _tags(cell) for cell in self.cells)

    @property
    def wounded(self) -> bool:
        """Whether a cell ended in an error, as when an analyst's edit broke one of them, or holds what cannot be shown."""
        stopped = any(output.get("output_type") == "error" for cell in self.cells for output in cell.get("outputs", []))
        return stopped or bool(self.unfit)

    @property
    def run(self) -> Mapping[str, Any]:
        """What papermill noted of the run."""
        return self._said("papermill")

    def _said(self, by: str) -> Mapping[str, Any]:
        noted = self.content["metadata"].get(by, {})
        return noted if isinstance(noted, Mapping) else {}

    @property
    def cells(self) -> list[dict[str, Any]]:
        return self.content["cells"]

    @property
    def blocks(self) -> list[Block]:
        """The blocks in their order; none of a notebook whose run failed."""
        return [] if self.failed else [block for held in self._held for block in held if isinstance(block, Block)]

    @property
    def unfit(self) -> list[tuple[int, Message]]:
        """The cells, counted from 1, that hold a block that cannot be shown, and why it cannot."""
        found = [(number, why) for number, held in enumerate(self._held, start=1) for why in held if isinstance(why, Problem)]
        return [(number, Message(why.key, why.values)) for number, why in found]

    @cached_property
    def _held(self) -> list[list[Block | Problem]]:
        """What the outputs of each cell hold, and what is wrong with its text."""
        return [[*_readable(cell), *(_drawable(block) for block in blocks.held(cell, self.languages))] for cell in self.cells]

    def story(self, language: str) -> list[str | Block]:
        """The Markdown of this language and the blocks, in their order; `internal` cells stay out."""
        pieces: list[str | Block] = []
        for cell, held in zip(self.cells, self._held, strict=True):
            tags = _tags(cell)
            if "internal" in tags:
                continue
            if cell["cell_type"] == "markdown":
                pieces += [cell["source"]] if language in tags and not held else []
            else:
                pieces += [block for block in held if isinstance(block, Block)]
        return pieces


def _readable(cell: Mapping[str, Any]) -> list[Problem]:
    long = cell["cell_type"] == "markdown" and len(cell["source"]) > LONGEST
    return [Problem("report.unfit.size")] if long else []


def _drawable(block: Block | Problem) -> Block | Problem:
    """The block, or what is wrong with a picture that it holds."""
    try:
        for chart in _charts(block):
            for picture in chart.images.values():
                svg.drawn(picture)
    except svg.Unfit as error:
        return Problem(f"report.unfit.{error}")
    return block


def _charts(block: Block | Problem) -> Iterator[Chart]:
    if isinstance(block, Chart):
        yield block
    elif isinstance(block, Finding) and block.chart:
        yield block.chart


def _tags(cell: dict[str, Any]) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])
