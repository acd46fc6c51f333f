"""The accepted rows of all the sources, table by table, and their writing as Parquet."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from diagnostic import memory, schema
from diagnostic.engagement import Source
from diagnostic.intake.cells.words import literal
from diagnostic.schema import IDENTIFIERS
from diagnostic.store.engine import PARQUET, canonical


def add(connection: duckdb.DuckDBPyConnection, source: Source, name: str, delivery: int) -> int:
    """Add the rows of `accepted` to the table `stage_<table>`, numbered after those already there; returns how many they are.

    It is a view of `held_<table>`, whose columns are those that some source gives: the others would take as much room, empty."""
    table = source.table
    kinds = _staged(table)
    there = {row[0] for row in connection.execute("describe accepted").fetchall()}
    values = {column: f'"{column}"' for column in kinds if column in there}
    values |= {"source": literal(name), "delivery": str(delivery), "id": "id"}
    if "party" in kinds:  # it may be said later, of relays
        internal = "case when \"phone?\" = 'internal' then 'internal' end" if "phone" in there else "null"
        values["party"] = f"coalesce({values.get('party', 'null')}, {internal})"
    chosen = ", ".join(f'cast({values[column]} as {kind}) as "{column}"' for column, kind in kinds.items() if column in values)
    # numbered apart: to sort whole rows takes far longer than to sort their lines and look them up
    numbered = f"select {chosen} from accepted join ({{}}) as numbered using (line)"
    nothing = numbered.format("select 0 as line, 0 as id where false")
    connection.execute(f"create temp table if not exists held_{table} as {nothing}")
    for column in values:
        connection.execute(f'alter table held_{table} add column if not exists "{column}" {kinds[column]}')
    last, before = connection.execute(f"select coalesce(max(id), 0), count(*) from held_{table}").fetchall()[0]
    numbers = f"select line, {last} + row_number() over (order by line) as id from accepted"
    connection.execute(f"insert into held_{table} by name {numbered.format(numbers)}")
    held = given(connection, table)
    shown = ", ".join(f'"{column}"' if column in held else f'cast(null as {kind}) as "{column}"' for column, kind in kinds.items())
    connection.execute(f"create or replace temp view stage_{table} as select {shown} from held_{table}")
    return int(connection.execute(f"select count(*) from held_{table}").fetchall()[0][0]) - int(before)


def given(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The columns of `stage_<table>` that some source gives."""
    return {row[0] for row in connection.execute(f"describe held_{table}").fetchall()}


def change(connection: duckdb.DuckDBPyConnection, table: str, column: str, value: str, test: str) -> int:
    """Set a column of `stage_<table>` that some source gives, in the rows for which `test` holds; returns how many they are."""
    rows = f"id in (select id from stage_{table} where {test})"
    return int(connection.execute(f'update held_{table} set "{column}" = {value} where {rows}').fetchall()[0][0])


def remove(connection: duckdb.DuckDBPyConnection, table: str, test: str) -> None:
    """Take the rows of `stage_<table>` away for which `test` holds."""
    connection.execute(f"delete from held_{table} where {test}")


def write(connection: duckdb.DuckDBPyConnection, folder: Path, tables: list[str]) -> None:
    """Write the staged tables with their persons, in place of all those of an earlier intake. What was derived from these stays: it is
    derived anew where they come out otherwise."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for table in tables:
        _copy_with_persons(connection, table, fresh / f"{table}.parquet")
    if "contacts" in tables:
        several = connection.execute("select 1 from stage_contacts where contains(channel, ',') limit 1").fetchall()
        each = "unnest(string_split(channel, ','))" if several else "channel"
        there = "select id as contact, channel from stage_contacts where channel is not null order by id"
        named = f"select contact, {each} as channel from ({there})"
        _copy(connection, named, fresh / "contact_channels.parquet")
    folder.mkdir(parents=True, exist_ok=True)
    for table in canonical():
        (folder / f"{table}.parquet").unlink(missing_ok=True)
    for path in sorted(fresh.iterdir()):
        path.replace(folder / path.name)
    fresh.rmdir()


def _staged(table: str) -> dict[str, str]:
    kinds: dict[str, str] = {"delivery": "INTEGER", "line": "BIGINT"}
    for column, kind in schema.stored_columns(table).items():
        kinds |= dict.fromkeys(IDENTIFIERS, "VARCHAR") if column == "person" else {column: kind}
    return kinds


def _copy_with_persons(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    """Write the rows of a table by ranges, each in a file, and then in one: they may be too many to be joined and sorted all at once."""
    ((first, last, rows),) = connection.execute(f"select coalesce(min(id), 0), coalesce(max(id), 0), count(*) from held_{table}").fetchall()
    ranges = [_with_persons(table, f"where id >= {begins} and id < {ends}") for begins, ends in memory.ranges(first, last, rows)]
    if len(ranges) == 1:
        _copy(connection, ranges[0], path)
        return
    parts = [path.with_suffix(f".{number}") for number in range(len(ranges))]
    for sql, part in zip(ranges, parts, strict=True):
        _copy(connection, sql, part)
    _copy(connection, f"from read_parquet([{', '.join(literal(part.as_posix()) for part in parts)}])", path)
    for part in parts:
        part.unlink()


def _with_persons(table: str, within: str) -> str:
    chosen = {column: f's."{column}"' for column in schema.stored_columns(table)}
    joined = ""
    if "person" in chosen:
        chosen["person"] = "p.person"
        joined = f"left join (select id, person from persons {within} and tab = '{table}') as p on s.id = p.id"
    if table == "contacts":
        chosen["channel"] = "split_part(s.channel, ',', 1)"
    columns = ", ".join(f'{value} as "{column}"' for column, value in chosen.items())
    return f"select {columns} from (from stage_{table} {within}) as s {joined} order by s.id"


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"copy ({sql}) to {literal(path.as_posix())} ({PARQUET})")
