"""From executed notebooks to the document model: which part goes where, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from diagnostic import blocks, wording
from diagnostic.engagement import Engagement
from diagnostic.report import model
from diagnostic.report.annex import annex, rows_of
from diagnostic.report.cover import cover
from diagnostic.report.executed import SECTIONS, Notebook
from diagnostic.report.model import (
    Document,
    Figure,
    FindingItem,
    Heading,
    Item,
    NoteItem,
    Paragraph,
    Run,
    Section,
    TableItem,
    Theme,
)
from diagnostic.report.parts import Parts
from diagnostic.report.prose import items as prose
from diagnostic.report.theme import theme
from diagnostic.report.unmeasured import unmeasured

_UNNUMBERED = ("data",)
Row = Mapping[str, Any]


def compose(notebooks: Sequence[Notebook], engagement: Engagement | None, language: str) -> Document:
    """The report of these executed notebooks, in one language; without an engagement, a report of the notebooks alone."""
    parts = Parts(language, theme(engagement.brand) if engagement else Theme())
    shown = [block for notebook in notebooks for block in notebook.blocks]
    sections = tuple(_numbered(_gathered(list(_sections(notebooks, parts)), rows_of(shown), engagement, parts)))
    last = annex(notebooks, engagement, parts)
    front = next((block for block in shown if isinstance(block, blocks.Essential)), None)
    return Document(
        **cover(notebooks, engagement, language),
        essential=parts.essential(front) if front else None,
        sections=tuple(_with_numbered_figures(sections, "")),
        annex=next(_with_numbered_figures([last], "A")) if last else None,
    )


def _sections(notebooks: Sequence[Notebook], parts: Parts) -> Iterator[Section]:
    """The sections in reading order: the known ones, then what the analyst added, then the quality of the data."""
    known = [name for name in SECTIONS if name not in _UNNUMBERED]
    for name in known:
        yield _section(name, [notebook for notebook in notebooks if notebook.section == name], parts)
    for notebook in notebooks:
        if notebook.section not in (*SECTIONS, "essential"):
            yield _added(notebook, parts)
    for name in _UNNUMBERED:
        yield _section(name, [notebook for notebook in notebooks if notebook.section == name], parts)


def _gathered(sections: Sequence[Section], rows: Sequence[Row], engagement: Engagement | None, parts: Parts) -> Iterator[Section]:
    """The sections, with what the files do not allow to measure in one table at the end of the last one, where the quality of the data is
    told: a section says no more of it than that, where it shows nothing else, and other lacks than of indicators stand above the table."""
    *told, data = sections
    measures = {row["indicator"] for row in rows}
    apart: dict[Item, None] = {}
    for section in told:
        left = [item for item in section.items if not _in_table(item, measures)]
        if any(isinstance(item, (FindingItem, Figure, TableItem)) for item in left):
            apart |= dict.fromkeys(filter(_is_lacking, left))
            left = [item for item in left if not _is_lacking(item)]
        elif len(left) < len(section.items):
            left = [item for item in left if not isinstance(item, Heading)]
            left.append(NoteItem((Run(parts.word("unmeasured.nothing", section=data.title)),), "missing"))
        yield replace(section, items=tuple(_without_orphans(left)))
    left = [item for item in data.items if not _in_table(item, measures)]
    if listed := [*apart, *unmeasured(rows, engagement, parts)]:
        left += [Heading(2, (Run(parts.word("unmeasured.title")),)), *listed]
    yield replace(data, items=tuple(_without_orphans(left)))


def _is_lacking(item: Item) -> bool:
    return isinstance(item, NoteItem) and item.note in ("missing", "hidden")


def _in_table(item: Item, measures: Collection[str]) -> bool:
    """Whether the table of what is not measured says it."""
    return isinstance(item, NoteItem) and _is_lacking(item) and bool(item.about) and set(item.about) <= set(measures)


def _section(name: str, notebooks: Iterable[Notebook], parts: Parts) -> Section:
    title = parts.word(f"sections.{name}")
    content = [item for notebook in notebooks for item in _content(notebook, parts)]
    content = [item for item in content if not (isinstance(item, Heading) and _same(model.plain(item.runs), title))]
    return Section(name, title, tuple(_levelled(_without_orphans(content))))


def _added(notebook: Notebook, parts: Parts) -> Section:
    """A notebook of the analyst's own: its first heading is the section's title."""
    content = _content(notebook, parts)
    first = next((item for item in content if isinstance(item, Heading) and not wording.blank(model.plain(item.runs))), None)
    title = model.plain(first.runs) if first else _title(notebook.name)
    content = [item for item in content if item is not first]
    return Section(f"section-{notebook.name}", title, tuple(_levelled(_without_orphans(content))))


def _title(name: str) -> str:
    """The title that the name of a notebook makes; its number where it has nothing else."""
    words = name.lstrip("0123456789_- ").replace("_", " ").capitalize()
    return next((title for title in (words, name) if not wording.blank(title)), "—")


def _content(notebook: Notebook, parts: Parts) -> list[Item]:
    """What one notebook says, with its key figures together where the first of them stands."""
    failure = NoteItem((Run(parts.word("notebook_failed")),), "failed")
    if notebook.failed:
        return [failure]
    items: list[Item] = []
    headlines: list[blocks.Indicator] = []
    place = 0
    for piece in notebook.story(parts.language):
        if isinstance(piece, str):
            items += prose(piece, parts.language)
        elif isinstance(piece, blocks.Indicator):
            if piece.headline:
                place = place if headlines else len(items)
                headlines.append(piece)
        else:
            items += _items(piece, parts)
    items[place:place] = parts.key_figures(headlines)
    return [*items, failure] if notebook.wounded else items


def _items(block: blocks.Block, parts: Parts) -> list[Item]:
    if isinstance(block, blocks.Finding) and not block.annex:
        return [parts.finding(block, level=2)]
    if isinstance(block, blocks.Chart) and not block.annex:
        return [parts.figure(block)]
    if isinstance(block, blocks.Table) and not block.annex:
        return [TableItem(parts.grid(block))]
    if isinstance(block, blocks.Note) and block.kind != "method":
        return [parts.note(block)]
    return []


def _without_orphans(content: Sequence[Item]) -> list[Item]:
    """The items without the headings that nothing follows."""
    kept: list[Item] = []
    for item in reversed(content):
        last = kept[-1] if kept else None
        orphan = isinstance(item, Heading) and (last is None or (isinstance(last, Heading) and last.level <= item.level))
        if not orphan and not (isinstance(item, (Heading, Paragraph)) and wording.blank(model.plain(item.runs))):
            kept.append(item)
    return kept[::-1]


def _levelled(content: Iterable[Item]) -> Iterator[Item]:
    """The items with headings that skip no level, and findings one level under the heading that they stand below."""
    current = 1
    for item in content:
        if isinstance(item, Heading):
            current = min(item.level, current + 1)
            yield replace(item, level=current)
        elif isinstance(item, model.FindingItem):
            yield replace(item, level=current + 1)
        else:
            yield item


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections that say something, numbered without a gap."""
    number = 0
    for section in sections:
        if section.items:
            counted = section.id not in _UNNUMBERED
            number += counted
            yield replace(section, number=str(number) if counted else "")


def _with_numbered_figures(sections: Iterable[Section], prefix: str) -> Iterator[Section]:
    """The sections, their charts numbered in reading order through all of them."""
    numbers = (f"{prefix}{number}" for number in count(1))

    def numbered(item: Item) -> Item:
        if isinstance(item, Figure):
            return replace(item, number=next(numbers))
        if isinstance(item, FindingItem) and item.figure:
            return replace(item, figure=replace(item.figure, number=next(numbers)))
        return item

    for section in sections:
        yield replace(section, items=tuple(map(numbered, section.items)))


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
