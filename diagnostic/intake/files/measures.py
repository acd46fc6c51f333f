"""A long file: a column says what another one holds. Its rows are folded into one per day, call or case."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pandas as pd

from diagnostic import schema
from diagnostic.intake.cells.words import ANY, literal, reader
from diagnostic.intake.files.headers import Header, plain
from diagnostic.schema import Column

ADDED = {"integer": "sum", "number": "sum", "seconds": "avg"}


def named(connection: duckdb.DuckDBPyConnection, header: Header) -> dict[str, list[str]]:
    """The names of measures as the file writes them, for each column that takes their value, and under "" those that none takes."""
    turned = header.turned
    written = [name for (name,) in connection.execute(f"select distinct trim(c{turned.names}) from raw order by 1").fetchall() if name]
    meant = {column: [name for name in written if ANY in words or plain(name) in words] for column, words in turned.measures.items()}
    return meant | {"": [name for name in written if not any(name in names for names in meant.values())]}


def fold(connection: duckdb.DuckDBPyConnection, table: str, header: Header) -> int:
    """Make one row of `raw` of the rows that agree in all but their measure; returns how many were merged into another.

    Several values of one name are added up (durations averaged, anything else as it stands last); those of several names are added up."""
    turned = header.turned
    names = named(connection, header)
    kept = [position for position in range(header.width) if position not in turned.positions] + ([turned.at] if turned.across else [])
    key = ", ".join(f"c{position}" for position in _key(connection, header, kept)) or "0"
    connection.execute(
        f"""create or replace temp table told as
            select line, hash({key}) as k, trim(c{turned.names}) as word, nullif(trim(c{turned.values}), '') as cell from raw"""
    )
    joins = [_measure(connection, place, schema.TABLES[table][column], names[column]) for place, column in enumerate(turned.measures)]
    cells = ", ".join(f"coalesce(m{place}.cell, '') as c{turned.measured_at + place}" for place in range(len(joins)))
    firsts = "".join(f", first(c{position} order by raw.line) as c{position}" for position in kept)
    before = _rows(connection)
    connection.execute(
        f"""create or replace temp table raw as
            select one.* exclude (k), {cells}, hash(one, {", ".join(f"m{place}.cell" for place in range(len(joins)))}) as h
            from (select min(raw.line) as line, k{firsts} from raw join told on raw.line = told.line group by k) as one {" ".join(joins)}"""
    )
    for made in ("told", *(f"measure_{place}" for place in range(len(joins)))):
        connection.execute(f"drop table {made}")
    return before - _rows(connection)


def _measure(connection: duckdb.DuckDBPyConnection, place: int, column: Column, names: Iterable[str]) -> str:
    """Make the table of a measure, a cell per row to be; returns SQL to join it."""
    listed = ", ".join(map(literal, names)) or "null"
    connection.execute(
        f"create or replace temp table cells as select line, k, word, cell from told where cell is not null and word in ({listed})"
    )
    if column.kind in ADDED:
        _numbers(connection, column)
        added = f"{ADDED[column.kind]}(value)"
        once = f"case when count(*) = 1 then min(cell) else cast({added} as varchar) end as cell, {added} as value"
        whole = "case when count(*) = 1 then min(cell) else cast(sum(value) as varchar) end as cell"
        grouped = f"select k, {whole} from (select k, {once} from cells join numbers using (cell) group by k, word) group by k"
    else:
        grouped = "select k, last(cell order by line) as cell from cells group by k"
    connection.execute(f"create or replace temp table measure_{place} as {grouped}")
    return f"left join measure_{place} as m{place} on m{place}.k = one.k"


def _numbers(connection: duckdb.DuckDBPyConnection, column: Column) -> None:
    """Make the table `numbers` (`cell, value`), NULL where a cell is none."""
    read = reader(column, {}, None)
    cells = [cell for (cell,) in connection.execute("select distinct cell from cells").fetchall()]
    frame = pd.DataFrame({"cell": pd.Series(cells, dtype=object), "value": pd.Series([read(cell)[0] for cell in cells], dtype=object)})
    connection.register("read", frame)
    connection.execute(
        "create or replace temp table numbers as select cast(cell as varchar) as cell, cast(value as double) as value from read"
    )
    connection.unregister("read")


def _key(connection: duckdb.DuckDBPyConnection, header: Header, kept: Iterable[int]) -> list[int]:
    """The columns that say what a row is about: those mapped, and of the others those that neither follow from the measure (its unit, its
    rank) nor number the rows; of a wide file none, for they are totals."""
    mapped = {position for positions in header.columns.values() for position in positions}
    rows = _rows(connection)
    key = []
    for position in kept:
        distinct, per_name = connection.execute(
            f"""select (select count(distinct c{position}) from raw),
                       (select max(said) from (select count(distinct c{position}) as said from raw group by c{header.turned.names}))"""
        ).fetchall()[0]
        if position in mapped or not (header.turned.across or per_name == 1 or distinct == rows):
            key.append(position)
    return key


def _rows(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("select count(*) from raw").fetchall()[0][0])
