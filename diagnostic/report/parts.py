"""Blocks of a notebook as items of the document model, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from diagnostic import blocks, wording
from diagnostic.indicators import decode, notes
from diagnostic.report import model, svg
from diagnostic.report.model import Cell, Column, Figure, FindingItem, Grid, KeyFigure, KeyFigures, NoteItem, Run, Theme
from diagnostic.report.theme import painted
from diagnostic.wording import Quantity

KEY_FIGURES = 4
UNCOUNTED = {"findings.source": "findings.source_alone", "findings.source_over": "findings.source_period"}
"""The line under a finding that says how many of what, and the same without it."""


@dataclass
class Parts:
    """Turns blocks into items; remembers the names it gave, so that none is given twice, and where each finding went."""

    language: str
    theme: Theme = field(default_factory=Theme)
    names: dict[str, int] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)

    def finding(self, block: blocks.Finding, level: int) -> FindingItem:
        name = self._name(f"finding-{block.key.removeprefix('findings.')}")
        self.findings.setdefault(_identity(block), name)
        title, reading = block.message("title"), block.message("reading")
        return FindingItem(
            id=name,
            level=level,
            title=self._runs(title),
            reading=self._runs(reading),
            source=self._source(block),
            reliability=self.reliability(block),
            strength=block.strength,
            listed=not block.annex,
            figure=self.figure(block.chart, alone=False) if block.chart else None,
            table=self.grid(block.table) if block.table else None,
        )

    def _source(self, block: blocks.Finding) -> model.Text:
        """The line under a finding, without the count that the caption of its picture gives already."""
        source, caption = block.source, block.chart.caption.values.values() if block.chart else ()
        counted = source.values.get("n") if source else None
        if source and any(isinstance(told, Quantity) and counted and told.value == counted.value for told in caption):
            source = replace(source, key=UNCOUNTED.get(source.key, source.key))
        return self._runs(source)

    def figure(self, chart: blocks.Chart, alone: bool = True) -> Figure:
        """A chart; one that stands alone, under no finding, is titled by what its data are."""
        return Figure(
            id=self._name(f"figure-{chart.name}"),
            picture=svg.drawn(painted(chart.html(self.language), self.theme)),
            alt=chart.alt.text(self.language),
            caption=self._runs(chart.caption),
            data=self.grid(chart.data),
            title=wording.text(f"{chart.data.key}.title", self.language) if alone else "",
        )

    def grid(self, table: blocks.Table) -> Grid:
        rows = tuple(
            tuple(Cell(text, _figure(kind, value)) for text, kind, value in zip(texts, table.columns.values(), row, strict=True))
            for texts, row in zip(table.cells(self.language), table.rows, strict=True)
        )
        columns = tuple(Column(table.header(name, self.language), unit, unit not in blocks.WORDS) for name, unit in table.columns.items())
        return Grid(table.title(self.language), columns, rows, table.source or f"table:{table.key}", table.legend(self.language))

    def key_figures(self, indicators: Iterable[blocks.Indicator]) -> list[KeyFigures]:
        """Rows of at most four key figures, as even as can be; a headline without a value is left out."""
        shown = [figure for figure in map(self.key_figure, indicators) if figure]
        rows = -(-len(shown) // KEY_FIGURES)
        size = -(-len(shown) // rows) if rows else 0
        return [KeyFigures(tuple(shown[start : start + size])) for start in range(0, len(shown), size or 1)]

    def key_figure(self, indicator: blocks.Indicator, plain: bool = False) -> KeyFigure | None:
        """The figure with its range; `plain` in the words of page 1 rather than under its name."""
        row = next((row for row in indicator.rows if row["scope"] == (indicator.headline or "all")), None)
        if row is None:
            return None
        quantity = blocks.quantity_of(row)
        if quantity.value is None:
            return None
        value = Run(wording.numbers.quantity(quantity, self.language), quantity.value, quantity.source)
        name = self.label(indicator.name, row["scope"])
        label = wording.text_or(f"report.key_figures.{indicator.name}", self.language, name) if plain else name
        if notes.has(row.get("note"), notes.AT_MOST):
            label = self.word("at_most", label=label)
        return KeyFigure(value, label, self.range_of(quantity))

    def range_of(self, quantity: Quantity) -> Run | None:
        """ "entre 2 et 3", None where there is no range or it closes on the value once rounded."""
        if quantity.low is None or quantity.high is None:
            return None
        written = wording.numbers.quantity(quantity, self.language, "range")
        low, high = (wording.numbers.number(bound, quantity.unit, self.language) for bound in (quantity.low, quantity.high))
        return Run(written, quantity.value, quantity.source) if low != high else None

    def label(self, indicator: str, scope: str = "all") -> str:
        """The indicator's name for a reader, with what it was cut by."""
        name = wording.text_or(f"indicators.{indicator}.label", self.language, indicator)
        cut = [
            wording.text_or(f"words.{dimension}.{value}", self.language, wording.label(value, self.language))
            for dimension, value in decode(scope).items()
        ]
        return " · ".join([name, *cut])

    def reliability(self, finding: blocks.Finding) -> str:
        return wording.text(f"words.reliability.{finding.reliability}", self.language)

    def note(self, block: blocks.Note) -> NoteItem:
        return NoteItem(self._runs(block.message), block.kind, tuple(block.about))  # type: ignore[arg-type]

    def essential(self, block: blocks.Essential) -> model.Essential:
        return model.Essential(
            title=self.word("essential.title"),
            answer=self._runs(block.answer),
            figures=tuple(figure for row in block.figures if (figure := self.key_figure(row, plain=True)))[:KEY_FIGURES],
            messages=tuple(map(self._message, block.messages)),
            strengths=tuple(map(self._message, block.strengths)),
            unknowns=tuple(map(self._runs, block.unknowns)),
            decisions=tuple(map(self._decision, block.decisions)),
            no_more_strengths=self._runs(block.no_more_strengths),
        )

    def word(self, name: str, **values: Any) -> str:
        return wording.text(f"report.{name}", self.language, **values)

    def _message(self, finding: blocks.Finding) -> model.Message:
        runs = self._runs(finding.message("title"))
        return model.Message(
            runs=runs,
            reliability=self.reliability(finding),
            range=self._range_in(runs, finding.values),
            target=self.findings.get(_identity(finding), ""),
        )

    def _decision(self, block: blocks.Decision) -> model.Decision:
        return model.Decision(**{part.name: self._runs(getattr(block, part.name)) for part in fields(block)})

    def _range_in(self, runs: model.Text, values: Mapping[str, Any]) -> Run | None:
        """The range of the one figure of a sentence that has one; none where two have, or where the sentence gives it itself."""
        shown = {run.source for run in runs}
        quantities = {value.source: value for value in values.values() if isinstance(value, Quantity) and value.source in shown}
        ranges = [spread for quantity in quantities.values() if (spread := self.range_of(quantity))]
        if len(ranges) != 1 or any(run.text == ranges[0].text for run in runs):
            return None
        return ranges[0]

    def _runs(self, message: blocks.Message | None) -> model.Text:
        return model.text(message.runs(self.language)) if message else ()

    def _name(self, wanted: str) -> str:
        name = re.sub(r"[^a-z0-9]+", "-", wanted.lower())[:80].strip("-")  # a file of that name is written
        self.names[name] = self.names.get(name, 0) + 1
        return name if self.names[name] == 1 else f"{name}-{self.names[name]}"


def _figure(kind: str, value: Any) -> float | None:
    """The figure behind a cell of a column of this kind."""
    figure = value.value if isinstance(value, Quantity) else value
    return None if kind in blocks.WORDS or figure is None or isinstance(figure, str) else float(figure)


def _identity(finding: blocks.Finding) -> str:
    """Which finding it is; what it says, for one that no question of the kit declares."""
    return finding.id or f"{finding.key} {blocks.to_json(finding.values)}"
