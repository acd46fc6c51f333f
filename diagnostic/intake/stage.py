"""The accepted rows of all the sources, table by table, and their writing as Parquet."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.intake.cells.words import literal
from diagnostic.schema import IDENTIFIERS
from diagnostic.store.engine import PARQUET, canonical


def add(connection: duckdb.DuckDBPyConnection, source: Source, name: str, delivery: int) -> int:
    """Add the rows of `accepted` to the table `stage_<table>`, numbered after those already there; returns how many they are."""
    table = source.table
    kinds = _staged(table)
    there = {row[0] for row in connection.execute("describe accepted").fetchall()}
    values = {column: f'"{column}"' for column in kinds if column in there}
    values |= {"source": literal(name), "delivery": str(delivery), "id": "id"}
    if "phone" in there:
        values["party"] = f"""coalesce({values.get("party", "null")}, case when "phone?" = 'internal' then 'internal' end)"""
    chosen = ", ".join(f'cast({values[column]} as {kind}) as "{column}"' for column, kind in kinds.items() if column in values)
    # numbered apart: to sort whole rows takes far longer than to sort their lines and look them up
    numbered = f"select {chosen} from accepted join ({{}}) as numbered using (line)"
    nothing = numbered.format("select 0 as line, 0 as id where false")
    connection.execute(f"create temp table if not exists stage_{table} as {nothing}")
    last, before = connection.execute(f"select coalesce(max(id), 0), count(*) from stage_{table}").fetchall()[0]
    numbers = f"select line, {last} + row_number() over (order by line) as id from accepted"
    connection.execute(f"insert into stage_{table} by name {numbered.format(numbers)}")
    # columns that no source has given yet: added empty they are nearly free, and written with the others as dear as these
    for column, kind in kinds.items():
        connection.execute(f'alter table stage_{table} add column if not exists "{column}" {kind}')
    return int(connection.execute(f"select count(*) from stage_{table}").fetchall()[0][0]) - int(before)


def write(connection: duckdb.DuckDBPyConnection, folder: Path, tables: list[str]) -> None:
    """Write the staged tables with their persons, in place of all those of an earlier intake. What was derived from these stays: it is
    derived anew where they come out otherwise."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for table in tables:
        _copy(connection, _final(table), fresh / f"{table}.parquet")
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


def _final(table: str) -> str:
    chosen = {column: f's."{column}"' for column in schema.stored_columns(table)}
    joined = ""
    if "person" in chosen:
        chosen["person"] = "p.person"
        joined = f"left join (select id, person from persons where tab = '{table}') as p on s.id = p.id"
    if table == "contacts":
        chosen["channel"] = "split_part(s.channel, ',', 1)"
    columns = ", ".join(f'{value} as "{column}"' for column, value in chosen.items())
    return f"select {columns} from stage_{table} as s {joined} order by s.id"


def _copy(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    connection.execute(f"copy ({sql}) to {literal(path.as_posix())} ({PARQUET})")
