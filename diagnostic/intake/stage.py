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

# of a row beside which a person stands: that it is its own holds for each row, or nothing is written
_ITS_OWN = "if(s.id = p.id, s.id, error('a row stands beside the person of another'))"


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
    nothing = f"select {chosen} from accepted join (select 0 as line, 0 as id) as numbered using (line) where false"
    connection.execute(f"create temp table if not exists held_{table} as {nothing}")
    for column in values:
        connection.execute(f'alter table held_{table} add column if not exists "{column}" {kinds[column]}')
    added = _hold(connection, table, chosen)
    held = given(connection, table)
    shown = ", ".join(f'"{column}"' if column in held else f'cast(null as {kind}) as "{column}"' for column, kind in kinds.items())
    connection.execute(f"create or replace temp view stage_{table} as select {shown} from held_{table}")
    return added


def _hold(connection: duckdb.DuckDBPyConnection, table: str, chosen: str) -> int:
    """Add the rows of `accepted` to `held_<table>` in the order of their lines, so many at a time as fit in memory; returns how many."""
    ((last,),) = connection.execute(f"select coalesce(max(id), 0) from held_{table}").fetchall()
    ((first, end, rows),) = connection.execute("select min(line), max(line), count(*) from accepted").fetchall()
    ranges = memory.ranges(first, end, rows) if rows else []
    # few are put in order where they are written
    in_order = "order by id" if len(ranges) > 1 else ""
    added = 0
    for begins, ends in ranges:
        within = f"where line >= {begins} and line < {ends}"
        # numbered apart: to sort whole rows takes far longer than to sort their lines and look them up
        numbers = f"select line, {last + added} + row_number() over (order by line) as id from accepted {within}"
        numbered = f"select {chosen} from (from accepted {within}) join ({numbers}) as numbered using (line) {in_order}"
        added += int(connection.execute(f"insert into held_{table} by name {numbered}").fetchall()[0][0])
    return added


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
    """Write the rows of a table in the order of their ids, each with its person."""
    bears_persons = "person" in schema.stored_columns(table)
    ((first, last, rows),) = connection.execute(f"select coalesce(min(id), 0), coalesce(max(id), 0), count(*) from held_{table}").fetchall()
    ranges = memory.ranges(first, last, rows)
    if len(ranges) == 1:
        joined = f"left join {_persons(table)} as p on s.id = p.id" if bears_persons else ""
        _copy(connection, f"{_with_persons(table, joined)} order by s.id", path)
        return
    # too many to be joined and sorted all at once: those that are held in order take their persons from a table in the same order
    _put_in_order(connection, table)
    if bears_persons:
        _put_beside(connection, table, ranges)
    beside = ("positional join beside as p", _ITS_OWN) if bears_persons else ()
    _copy(connection, _with_persons(table, *beside), path)
    connection.execute("drop table if exists beside")


def _put_in_order(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Have `held_<table>` in the order of its ids. It is, but where a source of fewer rows was added as the engine found them."""
    turned = f"select 1 from (select id < lag(id) over () as back from held_{table}) where back limit 1"
    if connection.execute(turned).fetchall():
        connection.execute(f"create or replace temp table held_{table} as from held_{table} order by id")


def _put_beside(connection: duckdb.DuckDBPyConnection, table: str, ranges: list[tuple[int, int]]) -> None:
    """Make the table `beside` (`id, person`) of all rows of a table, in the order of their ids."""
    connection.execute("create or replace temp table beside (id BIGINT, person BIGINT)")
    for begins, ends in ranges:
        within = f"where id >= {begins} and id < {ends}"
        connection.execute(
            f"""insert into beside select s.id, p.person from (select id from held_{table} {within}) as s
                left join (from {_persons(table)} {within}) as p on s.id = p.id order by s.id"""
        )


def _persons(table: str) -> str:
    return f"(select id, person from persons where tab = '{table}')"


def _with_persons(table: str, joined: str = "", number: str = "s.id") -> str:
    chosen = {column: f's."{column}"' for column in schema.stored_columns(table)} | {"id": number}
    if "person" in chosen:
        chosen["person"] = "p.person"
    if table == "contacts":
        chosen["channel"] = "split_part(s.channel, ',', 1)"
    columns = ", ".join(f'{value} as "{column}"' for column, value in chosen.items())
    return f"select {columns} from stage_{table} as s {joined}"


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"copy ({sql}) to {literal(path.as_posix())} ({PARQUET})")
