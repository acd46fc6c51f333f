"""Tables of a row for each contact, in parts: what is worked out on one of them fits in memory, as it would not on all at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from diagnostic import memory
from diagnostic.store.engine import Store, quoted

# each is read once or twice and gone: what is soonest written
_PARQUET = "format parquet, compression uncompressed, dictionary_size_limit 1000"


class Parts:
    """The tables of a store that are held in parts, in files where the engine spills; `count` is how many parts so many rows are."""

    def __init__(self, store: Store, rows: int):
        self.store = store
        self.count = memory.parts(rows)
        self.folder = store.folder.parent / "spill" / "parts"

    def __enter__(self) -> Parts:
        if self.count > 1:
            # a command that was killed may have left it
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.parent.mkdir(exist_ok=True)
            self.folder.mkdir(0o700)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def holds(self, name: str | None) -> bool:
        """Whether this table is in parts: none is that has no row."""
        return name is not None and any(self._folder(name).glob("part=*"))

    def cut(self, name: str, sql: str, number: str, of: str | None = None) -> None:
        """Derive the table `name` for the queries that follow, from each part of the table `of` where it is named: `number` is the part of
        a row."""
        for _ in self._each(of) if of else [None]:
            cut = f"select *, {number} as part from ({_asked(sql)})"
            self.store.connection.execute(f"copy ({cut}) to {quoted(self._folder(name))} ({_PARQUET}, append, partition_by (part))")
        if self.holds(name):
            self.store.define(name, self._read(name))
        else:
            self.store.prepare(name, sql)

    def collect(self, name: str, sql: str, of: str) -> None:
        """Derive the table `name` for the queries that follow, from each part of the table `of`, and hold its few rows together."""
        for place, _ in enumerate(self._each(of)):
            made = f"insert into {name}" if place else f"create temporary table {name} as"
            self.store.connection.execute(f"{made} {_asked(sql)}")

    def write(self, name: str, sql: str, of: str, beside: str, column: str, rows: int) -> None:
        """Write the table `name` from each part of the table `of`, and the rows of the table `beside` that go with it: the first part with
        those of the first so many numbers in `column`, and so on."""
        # one query for all would join all the parts at once
        for part in self._numbers(of):
            within = f"select * from temp.{beside} where {column} >= {part * rows} and {column} < {(part + 1) * rows}"
            shown = f"with {of} as ({self._read(of, part)}), {beside} as ({within})"
            self._folder(name, part).mkdir(parents=True)
            path = self._folder(name, part) / "rows.parquet"
            self.store.connection.execute(f"copy ({shown} select * from ({_asked(sql)})) to {quoted(path)} ({_PARQUET})")
        self.store.write(name, self._read(name))
        shutil.rmtree(self._folder(name))

    def drop(self, name: str) -> None:
        """Do without a table that was prepared, in parts or not."""
        if self.holds(name):
            shutil.rmtree(self._folder(name))
            self.store.connection.execute(f"drop view {name}")
        else:
            self.store.drop(name)

    def _each(self, name: str) -> Iterator[int]:
        """The number of each part of a table, while queries that ask for the table find that part alone."""
        for part in self._numbers(name):
            self.store.define(name, self._read(name, part))
            yield part
        self.store.define(name, self._read(name))

    def _numbers(self, name: str) -> list[int]:
        return sorted(int(folder.name.removeprefix("part=")) for folder in self._folder(name).iterdir())

    def _read(self, name: str, part: int | None = None) -> str:
        files = self._folder(name, "*" if part is None else part) / "*.parquet"
        return f"select * from read_parquet({quoted(files)}, hive_partitioning = false)"

    def _folder(self, name: str, part: int | str | None = None) -> Path:
        folder = self.folder / name
        return folder if part is None else folder / f"part={part}"


def _asked(sql: str) -> str:
    return sql.strip().rstrip(";")
