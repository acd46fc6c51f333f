"""The consultant's Markdown as items of the document model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from diagnostic import wording
from diagnostic.report.model import Bullets, Cell, Column, Grid, Heading, Item, Paragraph, Run, TableItem, Text, plain

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# what a reader may follow; no PDF takes a longer address than some thousand characters
_ADDRESSES, _LONGEST = ("https://", "http://", "mailto:"), 2_000
_TITLE = 1_000
_STYLES = {"strong": "strong", "em": "emphasis"}


def items(markdown: str, language: str) -> list[Item]:
    """The headings, paragraphs, lists and tables of a Markdown text; code and raw HTML are left out."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark").enable("table")
    return list(_blocks(SyntaxTreeNode(parser.parse(markdown)).children, language))


def _blocks(nodes: Sequence[SyntaxTreeNode], language: str) -> Iterator[Item]:
    for node in nodes:
        if node.type == "heading":
            runs = _text(node, language)
            # A section's own title is level 1: `#` and `##` both open a part of it. No title is a page long.
            yield Heading(max(2, min(int(node.tag[1]), 3)), runs) if len(plain(runs)) <= _TITLE else Paragraph(runs)
        elif node.type == "paragraph":
            if runs := _text(node, language):
                yield Paragraph(runs)
        elif node.type in ("bullet_list", "ordered_list"):
            yield Bullets(tuple(_lines(node, language)), node.type == "ordered_list")
        elif node.type == "blockquote":
            yield from _blocks(node.children, language)
        elif node.type == "table":
            yield TableItem(_grid(node, language))


def _lines(listing: SyntaxTreeNode, language: str) -> Iterator[Text]:
    """The lines of a list; those of a list inside it follow their own line."""
    for item in listing.children:
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _lines(child, language)
            elif runs := _text(child, language):
                yield runs


def _grid(table: SyntaxTreeNode, language: str) -> Grid:
    head, *body = table.children
    columns = tuple(Column(plain(_text(cell, language))) for cell in head.children[0].children)
    rows = tuple(tuple(Cell(plain(_text(cell, language))) for cell in row.children) for part in body for row in part.children)
    return Grid("", columns, rows)


def _text(block: SyntaxTreeNode, language: str) -> Text:
    runs = [run for inline in block.children if inline.type == "inline" for run in _runs(inline.children, language)]
    return tuple(_joined(runs, language))


def _runs(nodes: Sequence[SyntaxTreeNode], language: str, style: str = "", href: str = "") -> Iterator[Run]:
    for node in nodes:
        if node.type in ("text", "code_inline"):
            yield Run(node.content, style=style, href=href)  # type: ignore[arg-type]
        elif node.type in ("softbreak", "hardbreak"):
            yield Run(" ", style=style, href=href)  # type: ignore[arg-type]
        elif node.type == "link":
            target = str(node.attrs.get("href", ""))
            followed = target.startswith(_ADDRESSES) and len(target) <= _LONGEST
            yield from _runs(node.children, language, style, target if followed else "")
        elif node.type in _STYLES:
            yield from _runs(node.children, language, _STYLES[node.type], href)


def _joined(runs: Sequence[Run], language: str) -> Iterator[Run]:
    """Neighbours of one style as one run, so that typography sees whole sentences."""
    pending: Run | None = None
    for run in runs:
        if pending and (pending.style, pending.href) == (run.style, run.href):
            pending = Run(pending.text + run.text, style=run.style, href=run.href)
            continue
        if pending:
            yield _typeset(pending, language)
        pending = run
    if pending:
        yield _typeset(pending, language)


def _typeset(run: Run, language: str) -> Run:
    return Run(wording.typography(run.text, language), style=run.style, href=run.href)
