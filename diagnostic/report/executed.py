"""Executed notebooks as saved: which ones speak, for which section, and whether their run went through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from diagnostic import ipynb
from diagnostic.blocks import Block, read

SECTIONS = ("who", "access", "times", "repeats", "agents", "gaps", "plan", "data")


@dataclass(frozen=True)
class Notebook:
    """One executed notebook."""

    name: str
    content: dict[str, Any]

    @classmethod
    def open(cls, path: Path) -> Notebook:
        """The notebook of a file; its name is the file's, without the mark of an edited one."""
        return cls(path.stem.removesuffix(".edited"), ipynb.read(path))

    @property
    def section(self) -> str:
        """The section that the notebook names, empty where it names none."""
        return self.content["metadata"].get("diagnostic", {}).get("section", "")

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the run gave it, by name."""
        return {name: value for name, value in self._run.get("parameters", {}).items() if value is not None}

    @property
    def failed(self) -> bool:
        """Whether the run stopped: what the notebook holds is then not to be shown."""
        return bool(self._run.get("exception")) or any("papermill-error-cell-tag" in _tags(cell) for cell in self.cells)

    @property
    def wounded(self) -> bool:
        """Whether a cell ended in an error, as when an analyst's edit broke one of them."""
        return any(output.get("output_type") == "error" for cell in self.cells for output in cell.get("outputs", []))

    @property
    def _run(self) -> dict[str, Any]:
        return self.content["metadata"].get("papermill", {})

    @property
    def cells(self) -> list[dict[str, Any]]:
        return self.content["cells"]

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks in their order; none of a notebook whose run failed."""
        return [] if self.failed else list(read(self.content))

    def story(self, language: str) -> list[str | Block]:
        """The Markdown of this language and the blocks, in their order; `internal` cells stay out."""
        pieces: list[str | Block] = []
        for cell in self.cells:
            tags = _tags(cell)
            if "internal" in tags:
                continue
            if cell["cell_type"] == "markdown":
                pieces += [cell["source"]] if language in tags else []
            else:
                pieces += read({"cells": [cell]})
        return pieces


def _tags(cell: dict[str, Any]) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])
