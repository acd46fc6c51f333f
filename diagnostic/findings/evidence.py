"""What a finding is made of: the row behind it, how many users it concerns, and how sure it is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from diagnostic.blocks import Message, Note, quantity_of, records
from diagnostic.engagement import Engagement
from diagnostic.wording import Day, Quantity, Word

SOLID, TO_CONFIRM, INDICATIVE = "solid", "to_confirm", "indicative"
Row = Mapping[str, Any]


def row(rows: pd.DataFrame, indicator: str, scope: str = "all") -> Row:
    """The row of one indicator and scope; a row `not_measurable` with an empty note where the measure gave none."""
    found = records(rows[(rows["indicator"] == indicator) & (rows["scope"] == scope)])
    if found:
        return found[0]
    return {"indicator": indicator, "scope": scope, "status": "not_measurable", "value": None, "unit": "count", "note": ""}


def measured(figure: Row) -> bool:
    return figure["status"] == "measured" and figure["value"] is not None


def quantity(figure: Row, part: str = "value") -> Quantity:
    """The row's value with its range, or its numerator or denominator as a count."""
    if part == "value":
        return quantity_of(figure)
    return Quantity(figure[part], "count", source=f"{figure['indicator']}[{figure['scope']}]:{part}")


def parameter(name: str, value: float, unit: str) -> Quantity:
    """A choice of the engagement, printed like any figure."""
    return Quantity(float(value), unit, source=f"parameters.{name}")


def reliability(figure: Row, *others: Row) -> str:
    """How sure the figure is, the least sure of those given.

    Solid: its range stays within a tenth of it (or 3 points for a share) on 400 observations or more; to confirm: within
    three tenths (or 8 points); indicative: wider, or without a range.
    """
    return least_sure(*(_level(one) for one in (figure, *others)))


def annual(figure: Row, engagement: Engagement) -> float:
    """The contacts or cases concerned in a year: the row's numerator brought to twelve months."""
    start, end = _covered(figure, engagement)
    days = (end - start).days + 1
    return float(figure.get("numerator") or 0) * 365 / days


def source(figure: Row, what: str, engagement: Engagement, level: str) -> Message:
    """The line under a finding: how many of what, which period, how reliable; the period alone for a figure that counts nothing."""
    start, end = _covered(figure, engagement)
    values = {
        "start": Day(start.isoformat()),
        "end": Day(end.isoformat()),
        "reliability": Word(f"words.reliability.{level}"),
    }
    if not figure.get("denominator"):
        return Message("findings.source_period", values)
    return Message("findings.source", {"n": quantity(figure, "denominator"), "what": Word(f"words.counted.{what}")} | values)


def absent(figure: Row) -> Note:
    """What stands in place of a finding that the data cannot give: the question, and what is missing."""
    label = Word(f"indicators.{figure['indicator']}.label")
    if figure["status"] == "suppressed":
        return Note(Message("findings.suppressed", {"label": label}), kind="missing")
    names = missing_names(figure)
    if not names:
        return Note(Message("findings.not_measured", {"label": label}), kind="missing")
    return Note(Message("findings.missing", {"label": label, "what": data_words(names)}), kind="missing")


def missing_names(figure: Row) -> list[str]:
    """The `table.column`, or parts of engagement.yml, that would have to come; none where it is not missing data that stops the figure."""
    note = str(figure.get("note") or "")
    return [name.strip() for name in note.removeprefix("missing:").split(",")] if note.startswith("missing:") else []


def noted(figure: Row, key: str) -> list[str]:
    """What the measure noted under this wording key: the names that follow it, none where it noted nothing."""
    notes = dict(note.partition(": ")[::2] for note in str(figure.get("note") or "").split("; "))
    return [name.strip() for name in notes.get(key, "").split(",") if name.strip()]


def least_sure(*levels: str) -> str:
    """The least sure of these levels."""
    return max(levels, key=(SOLID, TO_CONFIRM, INDICATIVE).index)


def data_words(names: Iterable[str]) -> list[Message]:
    """These data in the client's words, the columns of one table together."""
    tables: dict[str, list[Word]] = {}
    for name in dict.fromkeys(names):
        table, _, column = name.partition(".")
        tables.setdefault(table, []).extend([Word(f"words.column.{column}")] if column else [])
    return [_data_word(table, columns) for table, columns in tables.items()]


def _data_word(table: str, columns: list[Word]) -> Message:
    if not columns:
        return Message(f"words.table.{table}")
    return Message("findings.column", {"column": columns, "table": Word(f"words.table.{table}")})


def _covered(figure: Row, engagement: Engagement) -> tuple[dt.date, dt.date]:
    """The days that the figure covers: a break declared in the period shortens it."""
    start, end = figure.get("period_start"), figure.get("period_end")
    period = engagement.period
    return dt.date.fromisoformat(start) if start else period.start, dt.date.fromisoformat(end) if end else period.end


def _level(figure: Row) -> str:
    shown = quantity_of(figure)
    if shown.value is None or shown.low is None or shown.high is None:
        return INDICATIVE
    half = (shown.high - shown.low) / 2
    relative = half / abs(shown.value) if shown.value else math.inf
    enough = (figure.get("denominator") or 0) >= 400
    share = shown.unit == "share"
    if enough and (relative <= 0.10 or (share and half <= 0.03)):
        return SOLID
    if relative <= 0.30 or (share and half <= 0.08):
        return TO_CONFIRM
    return INDICATIVE
