"""Figures of hidden rows that an output gives all the same: in a sentence, a table, a chart, its data or a file."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd

from diagnostic import wording
from diagnostic.blocks import Block, Chart, Table, collect
from diagnostic.indicators import OTHERS, decode, encode
from diagnostic.wording import Quantity

FORMS = ("", "bare", "exact")
SMALL = 11
Hidden = Mapping[str, Any]


def leaks(folder: Path, lifted: pd.DataFrame) -> list[str]:
    """What the outputs of a mission tell of its suppressed rows; `lifted` are the same rows measured without disclosure control."""
    shown = [block for blocks in collect(folder / "work" / "notebooks").values() for block in blocks]
    written = pd.read_csv(folder / "output" / "indicators.csv")
    hidden, bounds = list(_hidden(written, lifted)), set(_bounds(written))
    assert hidden, "nothing is hidden: nothing is tested"
    return [
        *_of_sentences(shown, hidden, bounds),
        *_of_tables(shown, hidden),
        *_of_charts(shown, hidden),
        *_of_files(folder, hidden, bounds),
    ]


def _bounds(written: pd.DataFrame) -> Iterator[tuple[str, float]]:
    """The bounds that are given in place of hidden shares, by the source that a sentence names."""
    for row in written[written["note"] == "bounded"].itertuples():
        yield from ((f"{row.indicator}[{row.scope}]:{name}", getattr(row, name)) for name in ("low_definition", "high_definition"))


def _hidden(written: pd.DataFrame, lifted: pd.DataFrame) -> Iterator[Hidden]:
    """The rows that are measured and not shown because they are suppressed, or too small, with the figures that they hide."""
    known = {(row["indicator"], row["scope"]): row for row in lifted.to_dict("records") if row["status"] == "measured"}
    status = {(row.indicator, row.scope): row.status for row in written.itertuples()}
    measured = [(_places(row["scope"]), _figures(row)) for row in written[written["status"] == "measured"].to_dict("records")]
    for indicator, scope in known:
        pooled = [encode(**decode(scope) | {label: OTHERS}) for label in decode(scope)]
        fate = next((status[indicator, one] for one in (scope, *pooled) if (indicator, one) in status), None)
        numerator = known[indicator, scope]["numerator"]
        if fate != "suppressed" and not ((indicator, scope) not in status and 0 < numerator < SMALL):
            continue
        row = known[indicator, scope]
        places = _places(scope)
        # a figure that a row in sight gives of the same thing is no secret: differences across indicators are another matter
        told = {figure for others, figures in measured if others >= places for figure in figures.values()}
        figures = {kind: figure for kind, figure in _figures(row).items() if not _among(figure, told)}
        yield {"source": f"{indicator}[{scope}]", "places": places, "figures": figures}


def _figures(row: Mapping[str, Any]) -> dict[str, float]:
    """What a row counts and gives, by kind of figure."""
    counted = {"count": row["numerator"], row["unit"]: row["value"]}
    return {kind: float(figure) for kind, figure in counted.items() if pd.notna(figure) and figure}


def _places(scope: str) -> set[str]:
    """The words by which a table names this scope."""
    return {_place(name, value) for name, value in decode(scope).items()}


def _place(name: str, value: str) -> str:
    if name == "slot":
        return f"{int(value) // 2:02d}:{int(value) % 2 * 30:02d}"
    return f"day{value}" if name == "weekday" else value.lower()


def parts_of(value: Any, kind: type) -> Iterator[Any]:
    """Every object of a kind within a block."""
    if isinstance(value, kind):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        yield from (part for field in fields(value) for part in parts_of(getattr(value, field.name), kind))
    elif isinstance(value, Mapping):
        yield from (part for item in value.values() for part in parts_of(item, kind))
    elif isinstance(value, (list, tuple)):
        yield from (part for item in value for part in parts_of(item, kind))


def _of_sentences(shown: Sequence[Block], hidden: Sequence[Hidden], bounds: Container[tuple[str, float]]) -> Iterator[str]:
    """Figures that name a hidden row as what they come from, and are not the bound that is given in its place."""
    told = [quantity for quantity in parts_of(list(shown), Quantity) if quantity.value is not None and quantity.source]
    named = {quantity.source.partition(":")[0] for quantity in told if (quantity.source, quantity.value) not in bounds}
    yield from (f"a sentence gives {row['source']}" for row in hidden if row["source"] in named)


def _of_tables(shown: Sequence[Block], hidden: Sequence[Hidden]) -> Iterator[str]:
    """Cells that hold a hidden figure in a line (or under a header) that names its scope."""
    for table in parts_of(list(shown), Table):
        for line in table.rows:
            names = {str(cell).rpartition(".")[2] if str(cell).startswith("words.") else str(cell).lower() for cell in line}
            for (header, kind), cell in zip(table.columns.items(), line, strict=True):
                figure, unit = (cell.value, cell.unit) if isinstance(cell, Quantity) else (cell, kind.removesuffix("_exact"))
                if isinstance(figure, (int, float)) and not isinstance(figure, bool):
                    yield from (
                        f"{table.key} gives {row['source']} as {figure}"
                        for row in hidden
                        if row["places"] and row["places"] <= names | {header} and _among(figure, [row["figures"].get(unit, math.nan)])
                    )


def _of_charts(shown: Sequence[Block], hidden: Sequence[Hidden]) -> Iterator[str]:
    """Words of a picture that write a hidden figure, where the picture names its scope and its data do not account for the figure."""
    for chart in parts_of(list(shown), Chart):
        cells = [cell for line in chart.data.rows for cell in line]
        figures = [cell for cell in cells if isinstance(cell, (int, float))] + [part.value for part in parts_of(chart.alt, Quantity)]
        named = {str(cell).rpartition(".")[2].lower() for cell in cells if isinstance(cell, str)} | {
            name.lower() for name in chart.data.columns
        }
        for language, svg in chart.images.items():
            written = set(_written(ElementTree.fromstring(svg)))
            for row in hidden:
                if row["places"] and row["places"] <= named:
                    forms = {text for kind, figure in row["figures"].items() for text in _forms([figure], kind, language)}
                    told = {text for kind in row["figures"] for text in _forms(figures, kind, language)}
                    yield from (f"{chart.name} writes {row['source']} as {text}" for text in (forms - told) & written)


def _written(drawn: ElementTree.Element) -> Iterator[str]:
    """The words of a picture, those of its axes left out."""
    if not re.match(r"[xy]tick_", drawn.get("id", "")):
        if drawn.text and drawn.text.strip():
            yield drawn.text.strip()
        for part in drawn:
            yield from _written(part)


def _of_files(folder: Path, hidden: Sequence[Hidden], bounds: Container[tuple[str, float]]) -> Iterator[str]:
    """Pages and files that give a value to a hidden row, other than the bound that is given in its place."""
    sources = {row["source"] for row in hidden}
    for page in sorted((folder / "output").glob("*.html")):
        given = re.findall(r'<data value="([^"]*)" title="([^"]*)"', page.read_text(encoding="utf-8"))
        titles = {unescape(title).partition(":")[0] for value, title in given if (unescape(title), float(value)) not in bounds}
        yield from (f"{page.name} gives {source}" for source in titles & sources)
    for finding in json.loads((folder / "output" / "findings.json").read_text(encoding="utf-8")):
        given = {figure["source"] for figure in finding["figures"].values() if figure["value"] is not None}
        yield from (f"findings.json gives {source}" for source in given & sources)
    written = pd.read_csv(folder / "output" / "indicators.csv")
    bare = written.loc[written["status"] == "suppressed", ["value", "numerator", "denominator", "low", "high"]]
    yield from (f"indicators.csv gives a figure of line {line + 2}" for line in bare.index[bare.notna().any(axis=1)])


def _forms(figures: Iterable[float | None], unit: str, language: str) -> set[str]:
    return {wording.numbers.quantity(Quantity(figure, unit), language, form) for figure in figures if figure is not None for form in FORMS}


def _among(figure: float, figures: Iterable[float]) -> bool:
    return any(math.isclose(figure, other, rel_tol=1e-9) for other in figures)
