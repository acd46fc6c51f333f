"""The coding sheet: a workbook that a service fills in, one cause per row from a list."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pandas as pd

from diagnostic import wording
from diagnostic.coding.causes import labels
from diagnostic.coding.sample import Sample
from diagnostic.engagement import Engagement
from diagnostic.intake.identity import file_numbers
from diagnostic.schema import CAUSES

INK, SHADE, TO_FILL = "#062A43", "#F3F5F7", "#F7E6DD"
WIDTHS = {"reference": 11, "file": 16, "number": 16, "case": 16, "at": 17, "channel": 19, "topic": 30, "service": 20}
WIDTHS |= {"previous_at": 17, "previous_channel": 19, "days": 9, "cause": 42}


def workbook(engagement: Engagement, drawn: Sample, language: str) -> bytes:
    """The content of the .xlsx file: the rows to code, and how to code them."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        book.set_properties({"title": _said("title", language), "created": dt.datetime.combine(engagement.period.end, dt.time())})
        rows = book.add_worksheet(_said("rows_sheet", language))
        guide = book.add_worksheet(_said("guide_sheet", language))
        first, last = _guide(book, guide, engagement, drawn, language)
        _rows(book, rows, _table(engagement, drawn.rows, language), f"='{guide.get_name()}'!$A${first}:$A${last}", language)
    return buffer.getvalue()


def _table(engagement: Engagement, rows: pd.DataFrame, language: str) -> pd.DataFrame:
    """What the sheet shows of each repeat: enough to find it in the tool, and no name, telephone or address."""
    clear = file_numbers.read_again(engagement, rows)
    return pd.DataFrame(
        {
            "reference": rows["reference"],
            "file": rows["source"],
            "number": rows["source_id"].map(clear["source_id"]),
            "case": rows["case_id"].map(clear["case_id"]),
            "at": rows["occurred_local"],
            "channel": [_channel(channel, language) for channel in rows["channel"]],
            "topic": [_label(topic, language) for topic in rows["topic"]],
            "service": [_label(service, language) for service in rows["service"]],
            "previous_at": rows["previous_local"],
            "previous_channel": [_channel(channel, language) for channel in rows["previous_channel"]],
            "days": (rows["previous_gap_s"] / 86_400).round(1),
            "cause": None,
        }
    )


def _rows(book: Any, page: Any, table: pd.DataFrame, choices: str, language: str) -> None:
    head = book.add_format({"bold": True, "font_color": "white", "bg_color": INK, "text_wrap": True, "valign": "top"})
    fill = book.add_format({"bg_color": TO_FILL, "border": 1, "border_color": "#D9DEE3"})
    for place, name in enumerate(table.columns):
        page.set_column(place, place, WIDTHS[name])
        page.write_string(0, place, _said(f"columns.{name}", language), head)
    for line, row in enumerate(table.itertuples(index=False), start=1):
        for place, cell in enumerate(row):
            if hasattr(cell, "to_pydatetime") and not pd.isna(cell):
                page.write_datetime(line, place, cell.to_pydatetime())
            elif not pd.isna(cell):
                page.write_number(line, place, cell) if isinstance(cell, float) else page.write_string(line, place, str(cell))
    place = len(table.columns) - 1
    for line in range(1, len(table) + 1):
        page.write_blank(line, place, None, fill)
    messages = {"error_title": _said("not_in_list", language), "error_message": _said("choose", language)}
    page.data_validation(1, place, len(table), place, {"validate": "list", "source": choices, **messages})
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(table), place)


def _guide(book: Any, page: Any, engagement: Engagement, drawn: Sample, language: str) -> tuple[int, int]:
    """Write how to code; the lines, from 1, that hold the causes."""
    title = book.add_format({"bold": True, "font_size": 14, "font_color": INK})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    name = book.add_format({"bold": True, "valign": "top", "bg_color": SHADE})
    page.set_column(0, 0, WIDTHS["cause"])
    page.set_column(1, 1, 90)
    page.write_string(0, 0, _said("title", language), title)
    counts = {"drawn": wording.Quantity(len(drawn.rows), "count"), "population": wording.Quantity(drawn.population, "count")}
    window = wording.Quantity(engagement.parameters.repeat_window_days, "day")
    steps = [wording.text(f"coding.steps.{step}", language, window=window, **counts) for step in wording.entry("coding.steps", language)]
    for line, step in enumerate(steps, start=2):
        page.merge_range(line, 0, line, 1, step, wrapped)
        page.set_row(line, 32)
    first = len(steps) + 4
    for line, (cause, label) in enumerate(labels(language).items(), start=first):
        page.write_string(line, 0, label, name)
        page.write_string(line, 1, wording.text(f"coding.causes.{cause}", language), wrapped)
    return first + 1, first + len(CAUSES)


def _label(word: str | None, language: str) -> str | None:
    return wording.label(word, language) if isinstance(word, str) else None


def _channel(channel: str | None, language: str) -> str | None:
    return wording.text(f"words.channel.{channel}", language) if isinstance(channel, str) else None


def _said(key: str, language: str) -> str:
    return wording.text(f"coding.{key}", language)
