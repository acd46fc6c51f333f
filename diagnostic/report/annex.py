"""The annex: how it was measured, the figures that no finding carries, every indicator, the files received."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from diagnostic import blocks, wording
from diagnostic.engagement import Engagement
from diagnostic.indicators import notes
from diagnostic.indicators.catalogue import catalogue
from diagnostic.report.executed import SECTIONS, Notebook
from diagnostic.report.model import Bullets, Cell, Column, Grid, Heading, Item, Paragraph, Run, Section, TableItem
from diagnostic.report.parts import Parts
from diagnostic.wording import Quantity

SMALL_TOWN = 10_000
_KEYED_BY = {"handling_minutes": "channel", "seasonal_profile": "month_long"}


def annex(notebooks: Sequence[Notebook], engagement: Engagement | None, parts: Parts) -> Section | None:
    """The annex of these notebooks, None where there is nothing to put in it; a small town's stays brief, as its report does."""
    listed = [block for notebook in notebooks for block in notebook.blocks]
    population = engagement.client.population if engagement else None
    brief = population is not None and population < SMALL_TOWN
    chapters = {
        "method": list(_method(listed, engagement, parts)),
        "parameters": list(_parameters(engagement, notebooks, parts)),
        "figures": [] if brief else list(_figures(notebooks, parts)),
        "indicators": list(_indicators(rows_of(listed), parts, brief)),
        "sources": [] if brief else list(_sources(engagement, parts)),
    }
    items: list[Item] = []
    for name, content in chapters.items():
        if content:
            items += [Heading(2, (Run(parts.word(f"annex.{name}")),)), *content]
    return Section("annex", parts.word("sections.annex"), tuple(items)) if items else None


def rows_of(shown: Iterable[blocks.Block]) -> list[Mapping[str, Any]]:
    """The indicator rows of these blocks: each indicator and scope once, by name, `all` first."""
    rows: dict[tuple[str, str], Mapping[str, Any]] = {}
    for block in shown:
        indicators = block.figures if isinstance(block, blocks.Essential) else [block] if isinstance(block, blocks.Indicator) else []
        for indicator in indicators:
            for row in indicator.rows:
                rows.setdefault((row["indicator"], row["scope"]), row)
    return [rows[key] for key in sorted(rows, key=lambda key: (key[0], key[1] != "all", key[1]))]


def _method(shown: list[blocks.Block], engagement: Engagement | None, parts: Parts) -> Iterator[Item]:
    notes = [parts.note(block).runs for block in shown if isinstance(block, blocks.Note) and block.kind == "method"]
    if engagement and engagement.perimeter.sensitive:
        notes.append((Run(parts.word("annex.sensitive", topics=list(engagement.perimeter.sensitive))),))
    if notes:
        yield Bullets(tuple(dict.fromkeys(notes)))


def _figures(notebooks: Sequence[Notebook], parts: Parts) -> Iterator[Item]:
    """What the body leaves out, under the title of the chapter that it belongs to."""
    for name in dict.fromkeys((*SECTIONS, *(notebook.section for notebook in notebooks))):
        shown = [block for notebook in notebooks if notebook.section == name for block in notebook.blocks]
        if items := list(_left_out(shown, parts)):
            title = wording.text_or(f"report.sections.{name}", parts.language, "") if name else ""
            yield from [Heading(3, (Run(title),))] if title else []
            yield from items


def _left_out(shown: Iterable[blocks.Block], parts: Parts) -> Iterator[Item]:
    for block in shown:
        if isinstance(block, blocks.Finding) and block.annex:
            yield parts.finding(block, level=4)
        elif isinstance(block, blocks.Chart) and block.annex:
            yield parts.figure(block)
        elif isinstance(block, blocks.Table) and block.annex:
            yield TableItem(parts.grid(block))


def _indicators(rows: list[Mapping[str, Any]], parts: Parts, brief: bool) -> Iterator[Item]:
    """One table per family of indicators, with the definition under each name; one table of what tells something, without definitions, when
    `brief`."""
    # What this version does not measure is told in the file of indicators; a client has no use for the list
    listed = [row for row in rows if row["scope"] == "all" and row.get("note") != notes.NOT_IN_THIS_VERSION]
    listed = [row for row in listed if row["status"] == "measured" and _tells(row, parts.language)] if brief else listed
    families: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(listed, key=lambda row: place(row["indicator"], parts.language)):
        families.setdefault("" if brief else row["indicator"].split(".")[0], []).append(row)
    if families:
        yield Paragraph((Run(parts.word("annex.indicators_note")),))
    # the definitions take the room that the figures leave; without them, each column takes what it needs
    value, spread, base = (0.0, 0.0, 0.0) if brief else (0.14, 0.21, 0.08)
    columns = (
        Column(parts.word("annex.indicator")),
        Column(parts.word("annex.value"), "text", True, value),
        Column(parts.word("annex.range"), "text", True, spread),
        Column(parts.word("annex.base"), "count", True, base),
    )
    for family, members in families.items():
        grid = Grid(_family(family, parts), columns, tuple(_indicator_row(row, parts, brief) for row in members), f"indicators:{family}")
        yield TableItem(grid)


def _tells(row: Mapping[str, Any], language: str) -> bool:
    """Whether a figure says more than that it is little: no share of a whole by itself, no difference that its range does not tell from
    none, nothing that reads as zero and is not."""
    figure = blocks.quantity_of(row)
    undecided = figure.unit == "points" and figure.low is not None and figure.high is not None and figure.low < 0 < figure.high
    none = Quantity(0.0, figure.unit)
    reads_as_none = bool(figure.value) and wording.numbers.quantity(figure, language) == wording.numbers.quantity(none, language)
    return _whole(row["indicator"]) and not undecided and not reads_as_none


def _family(name: str, parts: Parts) -> str:
    return wording.text_or(f"report.families.{name}", parts.language, name) if name else parts.word("annex.all_indicators")


def place(indicator: str, language: str) -> tuple[int, str]:
    """Where the catalogue defines the indicator; those that it does not know come last, by name."""
    order = [f"{group}.{one}" for group in wording.entry("report.families", language) for one in _defined(group, language)]
    return (order.index(indicator) if indicator in order else len(order)), indicator


def _defined(family: str, language: str) -> list[str]:
    key = f"indicators.{family}"
    return list(wording.entry(key, language)) if wording.known(key, language) else []


def _indicator_row(row: Mapping[str, Any], parts: Parts, brief: bool) -> tuple[Cell, ...]:
    definition = wording.text_or(f"indicators.{row['indicator']}.definition", parts.language, "")
    told = filter(None, [definition, *remarks(row, parts)])
    name = Cell(parts.label(row["indicator"]), note="" if brief else " ".join(told))
    quantity = blocks.quantity_of(row)
    spread = parts.range_of(quantity)
    if row["status"] != "measured" or quantity.value is None:
        bounds = Cell(spread.text if spread else "")  # what is hidden may have some
        return name, Cell(wording.text(f"words.empty.{notes.empty(row)}", parts.language)), bounds, Cell("")
    base = row.get("denominator") if _observed(row["indicator"]) else None
    written = wording.numbers.quantity(quantity, parts.language) if _whole(row["indicator"]) else parts.word("annex.shares")
    return (
        name,
        Cell(written, quantity.value),
        Cell(spread.text if spread else ""),
        _count(round(base), parts) if base is not None else Cell(""),
    )


def _whole(indicator: str) -> bool:
    """Whether the row of an indicator over everything tells something."""
    return indicator not in catalogue() or catalogue()[indicator].whole


def _observed(indicator: str) -> bool:
    """Whether the denominator counts what was observed."""
    return indicator in catalogue() and catalogue()[indicator].base


def remarks(row: Mapping[str, Any], parts: Parts) -> Iterator[str]:
    """What the measure noted, in the client's words: what was missing, what was assumed."""
    for key, about in notes.parsed(row.get("note")):
        if key == notes.MISSING:
            yield parts.word("annex.missing", what=[_data_word(name, parts.language) for name in about])
        elif wording.known(f"indicators.notes.{key}", parts.language):
            channels = [wording.text_or(f"words.channel.{name}", parts.language, name) for name in about]
            yield wording.text(f"indicators.notes.{key}", parts.language, what=channels)


def _data_word(name: str, language: str) -> str:
    """An absent table or column in the client's words."""
    table, _, column = name.partition(".")
    holds = wording.text_or(f"words.table.{table}", language, table)
    if not column:
        return holds
    return wording.text("findings.column", language, column=wording.text_or(f"words.column.{column}", language, column), table=holds)


def _parameters(engagement: Engagement | None, notebooks: Sequence[Notebook], parts: Parts) -> Iterator[Item]:
    """The choices behind the figures, each with its value; then those that the run of a notebook replaced, with its name."""
    if engagement is None:
        return
    rows = []
    for name, value in engagement.parameters:
        if isinstance(value, dict):
            rows += [
                _parameter(name, part, parts, wording.text(f"words.{_KEYED_BY[name]}.{key}", parts.language)) for key, part in value.items()
            ]
        elif value is not None:
            rows.append(_parameter(name, value, parts))
            rows += [
                _parameter(name, notebook.parameters[name], parts, notebook.name)
                for notebook in notebooks
                if _replaces(notebook.parameters.get(name), value)
            ]
    columns = (Column(parts.word("annex.parameter")), Column(parts.word("annex.value"), "count", True))
    yield TableItem(Grid(parts.word("annex.parameters_caption"), columns, tuple(rows), "parameters"))


def _replaces(given: Any, value: float) -> bool:
    """Whether a run was given another number: what else a saved notebook may hold there is none."""
    return isinstance(given, (int, float)) and given != value and abs(given) <= blocks.LARGEST


def _parameter(name: str, value: float, parts: Parts, of: str = "") -> tuple[Cell, ...]:
    label = parts.word(f"parameters.{name}") + (f" · {of}" if of else "")
    # A seed is a name, not a size: no thousands separator.
    written = str(value) if name == "seed" else wording.numbers.quantity(Quantity(value, "count"), parts.language, "exact")
    return Cell(label), Cell(written, float(value))


def _sources(engagement: Engagement | None, parts: Parts) -> Iterator[Item]:
    """Each file received and its fingerprint, which tells this delivery from any other; the names alone where intake left no account."""
    if engagement is None:
        return
    account = engagement.folder / "work" / "intake.json"
    if not account.is_file():
        yield Bullets(tuple((Run(source.file),) for source in engagement.sources))
        return
    columns = (
        Column(parts.word("annex.file")),
        Column(parts.word("annex.read_as")),
        Column(parts.word("annex.read"), "count", True),
        Column(parts.word("annex.fingerprint")),
    )
    sources = json.loads(account.read_text(encoding="utf-8"))["sources"]
    rows = tuple(_source(source, parts) for source in sources)
    yield TableItem(Grid(parts.word("annex.sources_caption"), columns, rows, "intake"))


def _source(source: Mapping[str, Any], parts: Parts) -> tuple[Cell, ...]:
    sheet = f" · {source['sheet']}" if source.get("sheet") else ""
    table = wording.text(f"words.table.{source['table']}", parts.language)
    return Cell(source["file"] + sheet), Cell(table), _count(source["read"], parts), Cell(source["sha256"][:16])


def _count(size: float, parts: Parts) -> Cell:
    return Cell(wording.numbers.quantity(Quantity(size, "count"), parts.language, "exact"), size)
