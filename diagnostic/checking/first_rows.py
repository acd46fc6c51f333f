"""Ten rows of each source as the kit understood them: local time, channel, durations in minutes, words, whether the person is known.

No identifier, no number of a case and nothing that intake empties is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from diagnostic import schema, wording
from diagnostic.errors import Verbatim
from diagnostic.schema import Column
from diagnostic.store.engine import Store
from diagnostic.wording import Word

ROWS = 10
# a text longer than this is cut
WIDEST = 24
CUT = "…"
# stands for a word that may tell who somebody is
HIDDEN = "***"
NOTHING = "-"
# the words of ours that have a name of their own
NAMED = {"channel": "channel", "booked_via": "channel", "outcome": "outcome", "final_outcome": "outcome"}


def tables(store: Store, sources: list[dict[str, Any]], language: str) -> Iterator[str]:
    """A table of text per source, in the order of the sources."""
    for source in sources:
        columns = shown(source)
        rows = _rows(store, source, columns)
        name = source["file"] + (f" ({source['sheet']})" if source.get("sheet") else "")
        values = {"file": Verbatim(name), "table": Word(f"words.table.{source['table']}"), "rows": len(rows)}
        title = wording.text("cli.check.sample" if rows else "cli.check.sample_none", language, **values)
        heads = [_head(column, language) for column in columns]
        cells = [[_cell(column, row, language) for column in columns] for row in rows]
        yield "\n".join([title, *(f"  {line}" for line in aligned([heads, *cells]) if rows)])


def shown(source: Mapping[str, Any]) -> list[Column]:
    """The canonical columns that a source feeds, what dates a row first, then the channel, then as the table has them; the identifiers of
    a person are one column."""
    fed = {*source["columns"], *source["fixed"], *source["derived"]}
    known = schema.TABLES[source["table"]].values()
    columns = [column for column in known if column.name in fed and column.kind not in ("identifier", "key")]
    columns.sort(key=lambda column: (column.kind not in ("instant", "date", "month"), column.name != "channel"))
    persons = [Column("person", "person")] if fed & set(schema.IDENTIFIERS) else []
    keys = [column for column in known if column.name in fed and column.name == "case_id"]
    return [*columns, *persons, *keys]


def _rows(store: Store, source: Mapping[str, Any], columns: list[Column]) -> list[dict[str, Any]]:
    """Rows from all over the source, in its order."""
    if not columns or not store.has(source["table"]):
        return []
    wanted = {name for column in columns for name in ((column.local, column.precision) if column.kind == "instant" else (column.name,))}
    chosen = ", ".join(f'"{name}"' for name in sorted(wanted))
    name = source["source"].replace("'", "''")
    found = store.connection.execute(
        f"""select {chosen} from (select *, row_number() over (partition by part order by id) as place
                                  from (select *, ntile({ROWS}) over (order by id) as part from {source["table"]} where source = '{name}'))
            where place = 1 order by id"""
    )
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _head(column: Column, language: str) -> str:
    name = wording.text_or(f"words.column.{column.name}", language, column.name)
    return wording.text("cli.check.minutes", language, name=name) if column.kind == "seconds" else name


def _cell(column: Column, row: Mapping[str, Any], language: str) -> str:
    value = row.get(column.local if column.kind == "instant" else column.name)
    if column.kind in ("person", "key"):
        return wording.text(f"cli.check.{'known' if value is not None else 'unknown'}", language)
    if value is None:
        return NOTHING
    if column.kind == "instant":
        return _stamp(value, str(row.get(column.precision)))
    if column.kind == "seconds":
        minutes = float(value) / 60
        return _decimal(f"{minutes:.1f}" if minutes >= 1 or not minutes else f"{minutes:.2f}", language)
    if isinstance(value, bool):
        return wording.text(f"cli.check.{'yes' if value else 'no'}", language)
    if isinstance(value, float):
        return _decimal(f"{value:g}", language)
    if column.name in NAMED:
        return wording.text_or(f"words.{NAMED[column.name]}.{value}", language, str(value))
    if column.kind == "weekday":
        return wording.text(f"words.weekday.{value}", language)
    return cut(wording.label(str(value), language))


def cut(text: str) -> str:
    """A text no wider than a column shows."""
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + CUT


def _decimal(digits: str, language: str) -> str:
    return digits.replace(".", ",") if language == "fr" else digits


def _stamp(value: dt.datetime, precision: str) -> str:
    """The local time as precisely as it is known."""
    forms = {"day": "%Y-%m-%d", "hour": "%Y-%m-%d %H h", "minute": "%Y-%m-%d %H:%M"}
    return f"{value:{forms.get(precision, '%Y-%m-%d %H:%M:%S')}}"


def aligned(lines: list[list[str]]) -> Iterator[str]:
    """Cells, a list per line, as lines of text whose columns stand under each other."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
