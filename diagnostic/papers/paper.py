"""A working paper: a few kinds of parts, and its writing as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """The title of a part; `fresh` starts it on a new page, so that it can be sent alone."""

    text: str
    level: int = 1
    fresh: bool = False


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows of text under headers; `widths` are shares of the page."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Part = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True)
class Paper:
    """A title and parts, in one language."""

    language: str
    title: str
    parts: tuple[Part, ...]


def markdown(paper: Paper) -> str:
    """The paper as Markdown, readable as it is."""
    blocks = [f"# {paper.title}", *("\n".join(_lines(part)) for part in paper.parts)]
    return "\n\n".join(blocks) + "\n"


def _lines(part: Part) -> list[str]:
    if isinstance(part, Heading):
        return [f"{'#' * (part.level + 1)} {part.text}"]
    if isinstance(part, Bullets):
        return [f"- {item}" for item in part.items]
    if isinstance(part, Table):
        return [_row(part.headers), _row(["---"] * len(part.headers)), *map(_row, part.rows)]
    return [part.text]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split("\n")).replace("|", "\\|") for cell in cells) + " |"
