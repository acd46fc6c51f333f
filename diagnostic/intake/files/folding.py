"""The steps of a case, each a line of the file, made one line."""

from __future__ import annotations

import duckdb

from diagnostic.intake.cells.words import literal
from diagnostic.intake.files import measures
from diagnostic.intake.files.headers import Header

# how the time of day follows a date
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")


def fold(connection: duckdb.DuckDBPyConnection, header: Header, declared: str | None = None) -> int:
    """Make one line of `raw` of the lines of a case: each column as on the first line that has it, and those of `header.last` once
    more, as on the last one; a measure as on the last line that bears one of its names. Returns how many lines were merged into another.

    Lines are in order of the stamps in the columns read `first:` and `last:` (in the format `declared`, where one is), else in the order of
    the file.
    """
    before = _rows(connection)
    (key,) = header.columns["case_id"]
    case = f"coalesce(nullif(trim(c{key}), ''), '#' || line)"
    stamps = [_stamp(connection, position, declared) for position in sorted({*header.last, *_firsts(header)})]
    stamp = next((f"{stamp}, " for stamp in stamps if stamp), "")
    order = f"order by {stamp}line"
    firsts = [f"coalesce(first(c{place} {order}) filter (where c{place} <> ''), '') as c{place}" for place in range(header.width)]
    lasts = [
        f"coalesce(last(c{place} {order}) filter (where c{place} <> ''), '') as c{header.width + rank}"
        for rank, place in enumerate(header.last)
    ]
    named = measures.named(connection, header) if header.turned.measures else {}
    turned = header.turned
    lasts += [
        f"""coalesce(last(c{turned.values} {order}) filter (where c{turned.values} <> ''
            and trim(c{turned.names}) in ({", ".join(map(literal, named[column])) or "null"})), '') as c{turned.measured_at + rank}"""
        for rank, column in enumerate(turned.measures)
    ]
    names = ", ".join(f"c{place}" for place in range(header.width + len(lasts)))
    connection.execute(
        f"""create or replace temp table raw as select *, hash({names}) as h
            from (select min(line) as line, {", ".join(firsts + lasts)} from raw group by {case})"""
    )
    return before - _rows(connection)


def _firsts(header: Header) -> list[int]:
    return [header.columns[column][0] for column, name in header.mapped.items() if name.startswith("first:")]


def _stamp(connection: duckdb.DuckDBPyConnection, position: int, declared: str | None) -> str | None:
    """SQL: the stamp of a column whose every cell is one, whether the year, the day or the month stands first; None where some are none."""
    cell = f"nullif(trim(c{position}), '')"
    plain = f"replace(replace({cell}, '-', '/'), '.', '/')"
    ways = [f"try_strptime({cell}, {literal(declared)})"] if declared else []
    ways.append(f"try_cast({cell} as timestamptz)")
    for date in ("%d/%m/%Y", "%m/%d/%Y"):
        ways.append(f"coalesce({', '.join(f'try_strptime({plain}, {literal(date + time)})' for time in TIMES)})")
    for way in ways:
        if not connection.execute(f"select 1 from raw where {cell} is not null and {way} is null limit 1").fetchall():
            return way
    return None


def _rows(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("select count(*) from raw").fetchall()[0][0])
