"""One source, from its file to accepted rows and a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Engagement, Source
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake import casts, stage
from diagnostic.intake.cells import instants
from diagnostic.intake.files import readers
from diagnostic.intake.files.headers import wanted
from diagnostic.intake.files.readers import Opened
from diagnostic.intake.identity import personal_columns
from diagnostic.intake.identity.pseudonyms import Pseudonyms
from diagnostic.intake.judging import artefacts, frames, tools
from diagnostic.intake.judging.rules import ONE_OF, RowRules
from diagnostic.intake.ledger import Ledger, Line
from diagnostic.intake.presets import presets
from diagnostic.intake.topic_groups import TopicGroups
from diagnostic.schema import Column

# stamps that may lie ahead say nothing of the day of the extract
AHEAD = ("due_at", "starts_at")
# a stamp further away than this from the period is a mistake, not the day of the extract
FAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Taken:
    """A source that was taken: its ledger, and the lines to look at."""

    ledger: Ledger
    rejects: list[Line]
    doubts: list[Line]
    series: tools.Series | None = None


def declared_well(source: Source) -> list[Problem]:
    """What is wrong with a source before its file is opened: columns that do not exist, required ones that nothing maps."""
    if source.preset and source.preset not in {one.name for one in presets()}:
        near = nearest(source.preset, [one.name for one in presets()])
        values = {"file": source.file, "name": source.preset, "near": near, "known": [one.name for one in presets()]}
        return [Problem("intake.unknown_preset_near" if near else "intake.unknown_preset", values)]
    known = schema.TABLES[source.table]
    given = {*wanted(source), *source.fixed, *(("channel",) if source.channel else ())}
    problems = [
        Problem(
            "intake.unknown_column",
            {"file": source.file, "name": name, "table": source.table, "near": nearest(name, known) or ", ".join(known)},
        )
        for name in sorted(given - set(known))
    ]
    needed = [(column,) for column in schema.REQUIRED.get(source.table, ())] + ([ONE_OF["contacts"]] if source.table == "contacts" else [])
    return problems + [
        Problem("intake.not_mapped", {"file": source.file, "table": source.table, "columns": list(ways)})
        for ways in needed
        if not given & set(ways)
    ]


def take_source(
    connection: duckdb.DuckDBPyConnection, engagement: Engagement, pseudonyms: Pseudonyms, opened: Opened, name: str, groups: TopicGroups
) -> Taken:
    """Read, cast, judge and stage one source. UserError where its file turns out to be unreadable or gives no row."""
    source, header, aside = opened.source, opened.sheet.header, opened.sheet.aside
    if source.dates is not None and not instants.is_format(connection, source.dates):
        raise UserError(Problem("intake.dates_format", {"file": source.file, "format": source.dates}))
    rows = readers.load(connection, opened)
    if rows + len(aside.ragged) == 0:
        raise UserError(Problem("intake.no_rows", {"file": source.file, "line": header.line}))
    columns = casts.lay_out(connection, source, header)
    cast = casts.cast(connection, source, columns, engagement, pseudonyms)
    groups.apply(connection, columns)
    identical = RowRules(connection, source, columns, engagement.period.extract_date, header).judge()
    shown = artefacts.flag(connection, source.table, columns)
    accepted = stage.add(connection, source, name, columns)
    reasons = dict(_all(connection, "select reason, count(*) from rejected group by 1 order by 1")) | (
        {"ragged": len(aside.ragged)} if aside.ragged else {}
    )
    if identical:
        cast.notes.append({"note": "identical_kept", "rows": identical})
    cast.notes += frames.contradictions(connection, source, columns, engagement.period)
    cast.notes += [{"note": "header_twice", "header": name} for name in header.repeated]
    if aside.folded:
        cast.notes.append({"note": "folded", "rows": aside.folded})
    if opened.content.errors == "replace":
        cast.notes.append({"note": "broken_characters"})
    twice = dict(_all(connection, "select reason, count(*) from duplicates group by 1 order by 1"))
    change = tools.within(connection, source)
    doubts = _all(connection, """select "column", reason, count(*) from doubts group by 1, 2 order by 1, 2""")
    ledger = Ledger(
        file=source.file,
        sheet=opened.sheet.sheet,
        source=name,
        sha256=opened.content.sha256,
        table=source.table,
        encoding=opened.sheet.encoding,
        separator=opened.sheet.separator,
        header_line=header.line,
        read=rows + len(aside.ragged),
        accepted=accepted,
        rejected=sum(reasons.values()),
        duplicates=sum(twice.values()),
        columns=dict(source.columns),
        fixed=dict(source.fixed) | ({"channel": source.channel} if source.channel else {}),
        dropped=header.dropped,
        derived={column: {"from": one.header, "rule": one.rule} for column, one in source.derive.items()},
        removed=personal_columns.removed(connection, source, header, cast.emptied, doubts),
        aside=aside.as_json(),
        reasons=reasons,
        twice=twice,
        artefacts=shown,
        changes=[change.as_json()] if change else [],
        doubts=[{"column": column, "reason": reason, "rows": count} for column, reason, count in doubts],
        unknown=casts.unknown_words(connection, columns),
        ungrouped=groups.unlisted(connection, columns),
        ambiguous_hours=cast.ambiguous_hours,
        skipped_hours=cast.skipped_hours,
        hidden_numbers=_numbers(connection, columns, "hidden"),
        internal_numbers=_numbers(connection, columns, "internal"),
        notes=cast.notes,
        latest_stamp=_latest(connection, columns, engagement),
    )
    ragged = [Line(source.file, opened.sheet.sheet, line, "", "ragged", value) for line, value in aside.ragged]
    rejects = sorted(ragged + _lines(connection, "rejected", opened), key=lambda line: line.line)
    return Taken(ledger, rejects, _lines(connection, "doubts", opened), tools.series(connection, source, name))


def name_of(source: Source, sources: tuple[Source, ...]) -> str:
    """The source's name in the tables: the file's stem, with the sheet where a workbook gives two."""
    stem = Path(source.file.replace("\\", "/")).stem
    sheets = {other.sheet for other in sources if other.file == source.file}
    return f"{stem}#{source.sheet}" if source.sheet and len(sheets) > 1 else stem


def _lines(connection: duckdb.DuckDBPyConnection, table: str, opened: Opened) -> list[Line]:
    """The lines of `rejected` or `doubts` with the file's own header and value; a column that is not kept gives no value."""
    made = []
    headers: Mapping[str, str] = opened.source.read_from
    kept = {row[0] for row in _all(connection, "describe cells")} - set(opened.source.derive)
    for (column,) in _all(connection, f"""select distinct "column" from {table} order by 1"""):
        value = f"""coalesce(c."{column}", '')""" if column in kept else "''"
        quoted = column.replace("'", "''")
        found = _all(
            connection,
            f"""select t.line, t.reason, {value} from {table} as t join cells as c on t.line = c.line
                where t."column" = '{quoted}'""",
        )
        header = headers.get(column, column)
        made += [Line(opened.source.file, opened.sheet.sheet, line, header, reason, value) for line, reason, value in found]
    return sorted(made, key=lambda line: (line.line, line.column, line.reason))


def _numbers(connection: duckdb.DuckDBPyConnection, columns: list[Column], reason: str) -> int:
    if not any(column.name == "phone" for column in columns):
        return 0
    return _one(connection, f"""select count(*) from accepted where "phone?" = '{reason}'""")


def _latest(connection: duckdb.DuckDBPyConnection, columns: list[Column], engagement: Engagement) -> str | None:
    """The latest local stamp or day of the accepted rows, those out of all reason left out."""
    limit = engagement.period.end + FAR
    names = [
        column.name.removesuffix("at") + "local" if column.kind == "instant" else column.name
        for column in columns
        if column.kind in ("instant", "date") and column.name not in AHEAD
    ]
    latest = [
        found
        for name in names
        for (found,) in _all(connection, f"""select max(cast("{name}" as timestamp)) from accepted where "{name}" < timestamp '{limit}'""")
        if found is not None
    ]
    return max(latest).isoformat(timespec="seconds") if latest else None


def _all(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(_all(connection, sql)[0][0])
