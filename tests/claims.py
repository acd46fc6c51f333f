"""The rule that every number of a report comes from somewhere: what in a page no indicator accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pandas as pd

from diagnostic import wording
from diagnostic.blocks import Chart, Finding, Table
from diagnostic.findings.evidence import BOUNDS, COMPLEMENT
from diagnostic.indicators import decode
from diagnostic.wording import Quantity

FORMS = ("", "bare", "range", "span", "exact")
_NUMBER = re.compile(r"-?\d+(?:[,.\u202f\u00a0]\d+)*")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")  # the client's own word, which may hold a number
_SKIPPED = {"time", "table", "svg", "script", "style", "title"}
_SOURCE = re.compile(r"(?P<indicator>[\w.]+)\[(?P<scope>[^\]]*)\](?::(?P<part>\w+))?")
_DECLARED = ("parameters.", "promises.", "intake:", "targets.", "client.", "table:", "consultant.")


def unaccounted(html: str, indicators: pd.DataFrame) -> list[str]:
    """The numbers of a report that nothing accounts for, each with the words around it.

    A figure (`<data>`) must read as `wording.numbers` writes the row that its title names, in any form; any other number in prose is one
    too many. Dates (`<time>`), tables and charts are left out: they show rows themselves.
    """
    page = _Page()
    page.feed(html)
    rows = {(row.indicator, row.scope): row for row in indicators.itertuples()}
    found = [
        f"{text} ({source or 'no source'})"
        for text, value, source in page.figures
        if not _accounted(text, value, source, rows, page.language)
    ]
    names = {value for scope in indicators["scope"] for name, value in decode(scope).items() if name in ("procedure", "topic")}
    numbers = [number for sentence in page.sentences for number in _numbers(sentence)]
    # a procedure may be called 34, and be listed with others
    return found + [f"{number} in “{sentence}”" for number, sentence in numbers if not set(number.split(", ")) <= names]


def said_otherwise(html: str) -> dict[str, set[str]]:
    """The rows that a page tells in two ways, ranges and shares in words ("one in four") apart: their digits, by source."""
    page = _Page()
    page.feed(html)
    told: dict[str, set[str]] = {}
    for text, _, source in page.figures:
        number = _NUMBER.match(text)
        if number and _SOURCE.fullmatch(source):
            told.setdefault(source, set()).add(number[0])
    return {source: digits for source, digits in told.items() if len(digits) > 1}


def chart_of(block: Finding | Chart) -> Chart:
    chart = block.chart if isinstance(block, Finding) else block
    assert chart is not None
    return chart


def only_in_alt(block: Finding | Chart, language: str) -> list[str]:
    """The figures that the alternative text of a chart tells, and neither its picture, data and caption nor its finding does.

    What a reader counts in the picture, and the hour of a cell, are left out.
    """
    chart = chart_of(block)
    parts = [message.text(language) for part in ("title", "reading") if isinstance(block, Finding) and (message := block.message(part))]
    shown = " ".join([*parts, chart.caption.text(language), chart.images[language], *_cells(chart.data, language)])
    figures = [
        figure for figure in chart.alt.values.values() if isinstance(figure, Quantity) and figure.unit not in ("hour_of_day", "time_of_day")
    ]
    told = [wording.numbers.quantity(figure, language, "bare") for figure in figures if not _counted_by_eye(figure)]
    return [number for number in told if number not in _NUMBER.findall(shown)]


def _counted_by_eye(figure: Quantity) -> bool:
    return figure.unit.startswith("count") and (figure.value or 0) < 20


def _cells(table: Table, language: str) -> Iterator[str]:
    """Each cell as it is written, and the sum of each column of figures."""
    for name, kind in table.columns.items():
        cells = table.column(name)
        yield from (table.cell(name, cell, language) for cell in cells if cell is not None)
        figures = [cell for cell in cells if isinstance(cell, (int, float))]
        if kind not in ("text", "word", "date"):
            yield wording.numbers.quantity(Quantity(float(sum(figures)), kind), language)


def _accounted(text: str, value: str, source: str, rows: dict, language: str) -> bool:
    if source.startswith(_DECLARED):
        return _declared(text, float(value), language)
    named = _SOURCE.fullmatch(source)
    row = rows.get((named["indicator"], named["scope"])) if named else None
    if row is None:
        return False
    if named["part"] == COMPLEMENT:
        bounds = ((row.low, row.high), (row.low_definition, row.high_definition))
        expected = [Quantity(1 - float(row.value), row.unit, 1 - high, 1 - low) for low, high in bounds]
    elif named["part"]:
        unit = row.unit if named["part"] in BOUNDS else "count"
        expected = [Quantity(float(getattr(row, named["part"])), unit)]
    else:
        bounds = ((row.low, row.high), (row.low_definition, row.high_definition))
        expected = [Quantity(float(row.value), row.unit, low, high) for low, high in bounds]
    same = abs(float(value) - expected[0].value) <= 1e-9 * max(1.0, abs(expected[0].value))
    return same and text in {written for quantity in expected for written in _written(quantity, language)}


def _declared(text: str, value: float, language: str) -> bool:
    units = (
        "count",
        "share",
        "day",
        "minute",
        "second",
        "hour_week",
        "hour_year",
        "hour_of_day",
        "time_of_day",
        "half_hour",
        "agent",
        "hour",
        "fte",
        "ratio",
        "points",
    )
    return text in {written for unit in units for written in _written(Quantity(value, unit), language)}


def _written(quantity: Quantity, language: str) -> Iterator[str]:
    """Every way in which the kit writes this figure."""
    plain = [None if bound is None or pd.isna(bound) else float(bound) for bound in (quantity.low, quantity.high)]
    bounded = Quantity(quantity.value, quantity.unit, *plain)
    for form in FORMS:
        yield wording.numbers.quantity(bounded, language, form)
    fraction = wording.numbers.in_words(quantity.value) if quantity.unit == "share" else None
    if fraction:
        for case in ("small", "capital"):
            words = wording.entry(f"numbers.{case}", language)
            yield from (str(words.get(size, words.get(str(size)))) for size in fraction)


def _numbers(sentence: str) -> Iterator[tuple[str, str]]:
    for number in re.finditer(r"(?<!\w)\d[\d\s\u202f\u00a0.,]*", _QUOTED.sub("", sentence)):
        yield number[0].strip().rstrip(".,"), sentence.strip()[:80]


class _Page(HTMLParser):
    """The figures of a page, and its sentences without them."""

    def __init__(self) -> None:
        super().__init__()
        self.language = "fr"
        self.figures: list[tuple[str, str, str]] = []
        self.sentences: list[str] = []
        self._skipped: list[str] = []
        self._figure: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = given.get("lang", "fr")
        if tag in _SKIPPED:
            self._skipped.append(tag)
        if tag == "data":
            self._figure = (given.get("value", ""), given.get("title", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()
        if tag == "data":
            self._figure = None

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if self._figure:
            self.figures.append((data, *self._figure))
        elif data.strip():
            self.sentences.append(data)
