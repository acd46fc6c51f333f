"""One source, from its file to accepted rows and a ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from diagnostic import schema
from diagnostic.engagement import Engagement, Period, Source
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake import casts, retention, stage
from diagnostic.intake.cells import instants
from diagnostic.intake.cells.carried import carry_days
from diagnostic.intake.cells.words import literal
from diagnostic.intake.files import encodings, readers
from diagnostic.intake.files.headers import Header, wanted
from diagnostic.intake.files.readers import Opened
from diagnostic.intake.identity import callers, personal_columns
from diagnostic.intake.identity.pseudonyms import Pseudonyms
from diagnostic.intake.judging import artefacts, frames, plausible, tools
from diagnostic.intake.judging.rules import AHEAD, ONE_OF, RowRules
from diagnostic.intake.ledger import Ledger, Line
from diagnostic.intake.topic_groups import TopicGroups
from diagnostic.schema import Column

# a stamp further away than this from the period is a mistake, not the day of the extract
FAR = dt.timedelta(days=366)
# tables whose rows count in a period: a source of them maps one of the columns that date a row
PLACED_BY_ONE = ("contacts", "call_counts", "counts")


@dataclass(frozen=True)
class Taken:
    """A source that was taken: its ledger, the lines to look at, and the words that nothing reads: why, of which header, on how many rows
    where they are counted."""

    source: Source
    header: Header
    ledger: Ledger
    rejects: list[Line]
    doubts: list[Line]
    unread: list[tuple[str, str, str, int | None]]
    series: tools.Series | None = None


def declared_well(source: Source) -> list[Problem]:
    """What is wrong with a source before its file is opened: columns that do not exist, required ones that nothing maps."""
    known = schema.TABLES[source.table]
    told = [*source.across.values(), source.measures.across if source.measures else None]
    declared = {*wanted(source), *casts.constants(source), *filter(None, told)}
    problems = [
        Problem(
            "intake.unknown_column",
            {"file": source.file, "name": name, "table": source.table, "near": nearest(name, known) or ", ".join(known)},
        )
        for name in sorted(declared - set(known))
    ]
    needed = [(column,) for column in schema.REQUIRED.get(source.table, ())] + (
        [ONE_OF[source.table]] if source.table in PLACED_BY_ONE else []
    )
    return problems + [
        Problem("intake.not_mapped", {"file": source.file, "table": source.table, "columns": list(ways)})
        for ways in needed
        if not declared & set(ways)
    ]


def take_source(
    connection: duckdb.DuckDBPyConnection,
    engagement: Engagement,
    pseudonyms: Pseudonyms,
    groups: TopicGroups,
    opened: Opened,
    name: str,
    delivery: int,
) -> Taken:
    """Read, cast, judge and stage one source, the `delivery`-th of those taken. UserError where its file is unreadable or gives no row."""
    source, header = opened.source, opened.sheet.header
    rows = _load(connection, opened)
    columns = casts.lay_out(connection, source, header)
    casting = casts.cast(connection, source, columns, engagement, pseudonyms)
    groups.apply(connection, columns)
    too_old = retention.rules(connection, source, columns, engagement)
    identical = RowRules(connection, source, columns, engagement.period.extract_date, header, too_old).judge()
    identifiers = callers.settle(connection, source, columns)
    shown = artefacts.flag(connection, source.table, columns)
    accepted = stage.add(connection, source, name, delivery)
    change = tools.within(connection, source)
    ungrouped = groups.unlisted(connection, columns)
    ledger = Ledger(
        source=name,
        read=rows + opened.sheet.aside.broken,
        accepted=accepted,
        artefacts=shown,
        changes=[asdict(change)] if change else [],
        ungrouped={column: {"words": len(words), "rows": sum(words.values())} for column, words in ungrouped.items()},
        identifiers=identifiers,
        notes=casting.notes + _notes(connection, opened, columns, engagement.period, identical) + callers.told(source, identifiers),
        latest_stamp=_latest(connection, columns, engagement),
        **_reading(opened),
        **_refusals(connection, opened),
        **_doubts(connection, opened, columns, casting),
    )
    lines = _rejects(connection, opened), _lines(connection, "doubts", opened)
    taken = Taken(source, header, ledger, *lines, _unread(opened, ungrouped), tools.series(connection, source, name))
    # nothing else is asked of what its rows were before they were staged: millions of them make room
    connection.execute("drop table raw; drop table cells; drop table accepted")
    return taken


def _load(connection: duckdb.DuckDBPyConnection, opened: Opened) -> int:
    """Fill the table `raw` and return its rows."""
    source = opened.source
    if source.dates is not None and not instants.is_format(connection, source.dates):
        raise UserError(Problem("intake.dates_format", {"file": source.file, "format": source.dates}))
    rows = readers.load(connection, opened)
    if rows + opened.sheet.aside.broken == 0:
        raise UserError(Problem("intake.no_rows", {"file": source.file, "line": opened.sheet.header.line}))
    aside = opened.sheet.aside
    aside.filled += carry_days(connection, source.table, opened.sheet.header, aside.totals)
    return rows


def _reading(opened: Opened) -> dict[str, Any]:
    """Of the ledger: how the file was read."""
    source, sheet = opened.source, opened.sheet
    return {
        "file": source.file,
        "sheet": sheet.sheet,
        "sha256": opened.content.sha256,
        "table": source.table,
        "encoding": sheet.encoding,
        "separator": sheet.separator,
        "header_line": sheet.header.line,
        "columns": dict(source.columns),
        "fixed": casts.constants(source),
        "dropped": [name for _, name in sheet.header.unread],
        "derived": {column: {"from": derivation.header, "rule": derivation.rule} for column, derivation in source.derive.items()},
        "aside": sheet.aside.as_json(),
    }


def _refusals(connection: duckdb.DuckDBPyConnection, opened: Opened) -> dict[str, Any]:
    """Of the ledger: the rows that were not accepted, by reason."""
    ragged, counts = opened.sheet.aside.broken, "select reason, count(*) from {} group by 1 order by 1"
    reasons = dict(_all(connection, counts.format("rejected"))) | ({"ragged": ragged} if ragged else {})
    twice = dict(_all(connection, counts.format("duplicates")))
    return {"rejected": sum(reasons.values()), "reasons": reasons, "duplicates": sum(twice.values()), "twice": twice}


def _doubts(connection: duckdb.DuckDBPyConnection, opened: Opened, columns: list[Column], casting: casts.Casting) -> dict[str, Any]:
    """Of the ledger: what the rows that were accepted lack or leave in doubt."""
    doubts = _all(connection, """select "column", reason, count(*) from doubts group by 1, 2 order by 1, 2""")
    return {
        "doubts": [{"column": column, "reason": reason, "rows": count} for column, reason, count in doubts],
        "removed": personal_columns.removed(connection, opened.source, opened.sheet.header, casting.emptied),
        "unknown": casts.unknown_words(connection, columns),
        "ambiguous_hours": casting.ambiguous_hours,
        "skipped_hours": casting.skipped_hours,
    }


def _notes(
    connection: duckdb.DuckDBPyConnection, opened: Opened, columns: list[Column], period: Period, identical: int
) -> list[dict[str, Any]]:
    """What to know of the source beyond its casts."""
    header, aside = opened.sheet.header, opened.sheet.aside
    notes: list[dict[str, Any]] = [{"note": "identical_kept", "rows": identical}] if identical else []
    notes += frames.contradictions(connection, opened.source, columns, period)
    notes += plausible.doubts(connection, opened.source, columns) + plausible.forgotten(connection)
    notes += [{"note": "header_twice", "header": name} for name in header.repeated]
    notes += [{"note": "folded", "rows": aside.folded}] if aside.folded else []
    notes += [{"note": "filled_down", "rows": aside.filled}] if aside.filled else []
    notes += [{"note": "swapped", "header": name, "rows": rows} for name, rows in aside.swapped.items()]
    notes += _turned(connection, opened)
    lines = {"lines_twice": aside.repeated, "lines_within": aside.within, "lines_lost": aside.lost}
    lines |= {"lines_unlisted": aside.broken - len(aside.ragged)}
    notes += [{"note": name, "rows": count} for name, count in lines.items() if count]
    odd = encodings.oddity(opened.sheet.encoding, opened.content.errors)
    return notes + ([{"note": f"characters_{odd}"}] if odd else [])


def _turned(connection: duckdb.DuckDBPyConnection, opened: Opened) -> list[dict[str, Any]]:
    """What became of a wide file, and which measures of a long one nothing reads."""
    aside, columns = opened.sheet.aside, len(opened.sheet.header.turned.across)
    rows = _all(connection, "select count(*) from raw")[0][0] + aside.folded if columns else 0
    notes: list[dict[str, Any]] = [{"note": "across", "columns": columns, "rows": rows, "empty": aside.empty}] if columns else []
    left = len(aside.left)
    return notes + ([{"note": "measures_left", "measures": left}] if left else [])


def _unread(opened: Opened, ungrouped: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, str, int | None]]:
    """Words for the consultant alone: topics that the table of topics leaves out, measures of a long file that no column takes."""
    headers, measures = opened.source.read_from, opened.source.measures
    left = [("ungrouped", headers.get(column, column), word, rows) for column, words in ungrouped.items() for word, rows in words.items()]
    return [*left, *(("measure", measures.names, word, None) for word in opened.sheet.aside.left if measures)]


def _rejects(connection: duckdb.DuckDBPyConnection, opened: Opened) -> list[Line]:
    ragged = [Line(opened.source.file, opened.sheet.sheet, line, "", "ragged", value) for line, value in opened.sheet.aside.ragged]
    return sorted(ragged + _lines(connection, "rejected", opened), key=lambda line: line.line)


def _lines(connection: duckdb.DuckDBPyConnection, table: str, opened: Opened) -> list[Line]:
    """The lines of `rejected` or `doubts` with the file's own header and value; a column that is not kept gives no value."""
    made = []
    headers: Mapping[str, str] = opened.source.read_from
    kept = {row[0] for row in _all(connection, "describe cells")} - set(opened.source.derive)
    for (column,) in _all(connection, f"""select distinct "column" from {table} order by 1"""):
        value = f"""coalesce(c."{column}", '')""" if column in kept else "''"
        listed = f"""select t.line, t.reason, {value} from {table} as t join cells as c on t.line = c.line
                     where t."column" = {literal(column)}"""
        for line, reason, text in _all(connection, listed):
            line = opened.sheet.header.turned.line(line)
            made.append(Line(opened.source.file, opened.sheet.sheet, line, headers.get(column, column), reason, text))
    return sorted(made, key=lambda line: (line.line, line.column, line.reason))


def _latest(connection: duckdb.DuckDBPyConnection, columns: list[Column], engagement: Engagement) -> str | None:
    """The latest local stamp or day of the accepted rows, those out of all reason left out."""
    limit = engagement.period.end + FAR
    names = [column.local for column in columns if column.kind in ("instant", "date") and column.name not in AHEAD]
    columns_sql = ", ".join(f"""max(cast("{name}" as timestamp)) filter ("{name}" < timestamp '{limit}')""" for name in names)
    latest = [stamp for stamp in _all(connection, f"select {columns_sql} from accepted")[0] if stamp] if names else []
    return max(latest).isoformat(timespec="seconds") if latest else None


def _all(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()
