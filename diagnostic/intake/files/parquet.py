"""Rows of a Parquet file, every value as text."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import duckdb

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import mapped
from diagnostic.intake.files.rows import Block, Reading

# rows whose cells may each be as long as a book
AT_ONCE = 1_000


class Parquet(Reading):
    """A Parquet file; the fields of a structure are columns of their own, `structure.field`."""

    def __init__(self, content: Content, source: Source):
        super().__init__(content, source)
        # a name with brackets is a name, not a pattern
        self.path = glob.escape(str(content.path))
        with self._connected() as connection:
            empty = connection.sql("select * from read_parquet(?) limit 0", params=[self.path])
            columns = dict(_columns(zip(empty.columns, empty.dtypes, strict=True)))
        self.chosen = list(columns.values())
        self.header = mapped(0, list(columns), source)

    def blocks(self) -> Iterator[Block]:
        """The rows; their line is their number in the file."""
        texts = ", ".join(f"coalesce(cast({one} as varchar), '')" for one in self.chosen)
        with self._connected() as connection:
            found = connection.execute(f"select {texts} from read_parquet(?)", [self.path])
            for line, cells in enumerate(chain.from_iterable(iter(lambda: found.fetchmany(AT_ONCE), [])), 1):
                if any(cell.strip() for cell in cells):
                    yield (line,), [list(cells)]
                else:
                    self.aside.blank += 1

    @contextmanager
    def _connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with duckdb.connect() as connection:
                connection.execute("set TimeZone = 'UTC'")
                yield connection
        except duckdb.Error as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error


def _columns(typed: Any, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The names of the columns, with the SQL of each."""
    for name, kind in typed:
        path = (*prefix, name)
        if kind.id == "struct":
            yield from _columns(kind.children, path)
        else:
            quoted = ".".join('"' + step.replace('"', '""') + '"' for step in path)
            yield ".".join(path), f"array_to_string({quoted}, ', ')" if kind.id == "list" else quoted
