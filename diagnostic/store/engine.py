"""The one engine seam: DuckDB over the Parquet files of a store, in a portable subset of SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostic import memory, schema
from diagnostic.disk import place

# what asks whether a store is as it has to be needs no engine: it is imported where one is opened
if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Row = tuple[object, ...]

# what the tables of what may be read begin with: they are measured from the others
SETTLED = "indicators_"
# how a table is written: the fastest level of the compression is no larger here, in half the time, nor are numbers of more than some
# thousand values without a dictionary
PARQUET = "format parquet, parquet_version v2, compression zstd, compression_level 1, dictionary_size_limit 5000"
CONTACT_CHANNELS = {"contact": "BIGINT", "channel": "VARCHAR"}
_TYPES = ((bool, "BOOLEAN"), (int, "BIGINT"), (float, "DOUBLE"), (dt.datetime, "TIMESTAMP"), (dt.date, "DATE"), (str, "VARCHAR"))


class Store:
    """The tables of a mission, ready for SQL: every Parquet file of the folder under its stem, and the one-row table `settings`.

    A canonical table that no source feeds is there too, empty, so that SQL needs no branches.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, settings: Mapping[str, Any]):
        self.connection = connection
        self.folder = folder
        self.settings = settings
        self.answers: dict[Any, Any] = {}  # to what was asked already of these tables

    @classmethod
    def open(cls, folder: Path, settings: Mapping[str, Any]) -> Store:
        """The store of a folder; `settings` are the values that SQL reads with `cross join settings`."""
        import duckdb

        connection = duckdb.connect()
        memory.bind(connection, folder.parent / "spill")
        store = cls(connection, folder, settings)
        for path in sorted(folder.glob("*.parquet")):
            store._view(path)
        for table, columns in canonical().items():
            if not store.has(table):
                nothing = ", ".join(f'cast(NULL as {kind}) as "{name}"' for name, kind in columns.items())
                connection.execute(f"create view {table} as select {nothing} where false")
        store._one_row("settings", settings)
        return store

    def one_thread(self) -> None:
        """Have each query worked on by one thread: rows and sums come out in the same order each time, to the last byte."""
        self.connection.execute("set threads = 1")

    def beside(self) -> Store:
        """Another one of the same tables for another thread, within the same memory: what either prepares, the other has not."""
        return Store(self.connection.cursor(), self.folder, self.settings)

    def query(self, sql: str) -> pd.DataFrame:
        """The answer to a query."""
        return self.connection.execute(sql).df()

    def sql_file(self, path: Path) -> pd.DataFrame:
        """The answer to the query that a `.sql` file holds."""
        return self.query(path.read_text(encoding="utf-8"))

    def has(self, table: str) -> bool:
        """Whether a file feeds this table."""
        return (self.folder / f"{table}.parquet").is_file()

    def by_source(self, table: str, columns: Iterable[str]) -> dict[Any, frozenset[str]]:
        """By source of a table, which of these columns have a value in its rows; a table that names no source is one."""
        asked = (table, tuple(columns))
        if asked not in self.answers:
            self.answers[asked] = self._held(*asked)
        held: dict[Any, frozenset[str]] = self.answers[asked]
        return held

    def _held(self, table: str, columns: tuple[str, ...]) -> dict[Any, frozenset[str]]:
        if not self.has(table):
            return {}
        there = [row[0] for row in self.connection.execute(f"describe {table}").fetchall()]
        known = [name for name in columns if name in there]
        source = "source" if "source" in there else "NULL"
        counts = ", ".join(["count(*)", *(f'count("{name}")' for name in known)])
        rows = self.connection.execute(f"select {source}, {counts} from {table} group by 1 order by 1").fetchall()
        return {row[0]: frozenset(name for name, filled in zip(known, row[2:], strict=True) if filled) for row in rows if row[1]}

    def write(self, name: str, sql: str, values: Sequence[object] = ()) -> None:
        """Derive the table `name`, in the order that the query gives; it may be queried at once, and replaces an earlier one.

        `values` stand where the query has a `?`.
        """
        path, asked = self.folder / f"{name}.parquet", sql.strip().rstrip(";")
        place(path, lambda part: self.connection.execute(f"copy ({asked}) to {quoted(part)} ({PARQUET})", values))
        self.answers.clear()
        self._view(path)

    def prepare(self, name: str, sql: str) -> None:
        """Derive the table `name` for the queries that follow; it is in no file, and gone when the store is closed."""
        self.answers.clear()
        self.hold(name, sql)

    def hold(self, name: str, sql: str) -> None:
        """Let the queries that follow ask `name` for the answer to a query, which changes nothing that was answered already."""
        self.connection.execute(f"create or replace temporary table {name} as {sql.strip().rstrip(';')}")

    def number_words(self, name: str) -> None:
        """Hold each text of a table that was prepared as the number of a word: rows that take it from there carry and write numbers."""
        texts = [column for column, kind, *_ in self.connection.execute(f"describe {name}").fetchall() if kind == "VARCHAR"]
        for column in texts:
            borne = f'from {name} where "{column}" is not null'
            # where none is borne the type needs a word all the same
            words = f"""select distinct "{column}" {borne} union all select '' where not exists (select 1 {borne}) order by 1"""
            self.connection.execute(f'drop type if exists "{name}.{column}"')
            self.connection.execute(f'create temporary type "{name}.{column}" as enum ({words})')
        if texts:
            numbers = ", ".join(f'cast("{column}" as "{name}.{column}") as "{column}"' for column in texts)
            self.hold(name, f"select * replace ({numbers}) from {name}")

    def drop(self, name: str) -> None:
        """Do without a table that was prepared: its memory is free again."""
        self.connection.execute(f"drop table {name}")

    def define(self, name: str, sql: str) -> None:
        """Let the queries that follow ask `name` for the answer to a query, made anew for each in the columns that it asks for."""
        self.connection.execute(f"create or replace temporary view {name} as {sql.strip().rstrip(';')}")

    def write_frame(self, name: str, frame: pd.DataFrame, columns: Mapping[str, str]) -> None:
        """Derive the table `name` from a frame that has these columns, with the SQL type of each."""
        self.connection.register("given_frame", frame.assign(row_in_frame=range(len(frame))))
        chosen = ", ".join(f'cast("{column}" as {kind}) as "{column}"' for column, kind in columns.items())
        self.write(name, f"select {chosen} from given_frame order by row_in_frame")
        self.connection.unregister("given_frame")

    def write_rows(self, name: str, rows: Iterable[Row], columns: Mapping[str, str]) -> None:
        """Derive the table `name` from rows whose values are in the order of its columns."""
        chosen = ", ".join(f'unnest(cast(? as {kind}[])) as "{column}"' for column, kind in columns.items())
        self.write(name, f"select {chosen}", [list(values) for values in zip(*rows, strict=True)] or [[] for _ in columns])

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _view(self, path: Path) -> None:
        self.connection.execute(f'create or replace view "{path.stem}" as select * from read_parquet({quoted(path)})')

    def _one_row(self, name: str, values: Mapping[str, Any]) -> None:
        columns = ", ".join(f'cast(? as {_type_of(value)}) as "{column}"' for column, value in values.items())
        self.connection.execute(f"create table {name} as select {columns or '1 as none'}", list(values.values()))


def canonical() -> dict[str, dict[str, str]]:
    """The tables that intake may write, with the SQL type of each column."""
    return {table: schema.stored_columns(table) for table in schema.TABLES} | {"contact_channels": CONTACT_CHANNELS}


def _type_of(value: Any) -> str:
    return next((kind for cls, kind in _TYPES if isinstance(value, cls)), "BIGINT")


def quoted(path: Path) -> str:
    """A path, as SQL reads it."""
    return "'" + path.as_posix().replace("'", "''") + "'"
