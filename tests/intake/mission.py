"""A mission made of a few files, for the tests of intake."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from diagnostic import intake
from diagnostic.engagement import Client, Engagement, Period, Source

CALLS = {"occurred_at": "Date appel", "phone": "Numéro", "topic": "Motif"}


class Mission:
    """Files in a folder, the sources that read them, and what intake makes of them."""

    def __init__(self, folder: Path, **settings: Any):
        self.folder = folder
        self.settings = settings
        self.sources: list[Source] = []
        self.intake: intake.Intake | None = None

    def add(
        self, name: str, content: str | bytes, table: str = "contacts", columns: dict[str, str] | None = None, **source: Any
    ) -> Mission:
        """A file of `data/` and the source that reads it."""
        path = self.folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return self.read(name, table, columns, **source)

    def read(self, name: str, table: str = "contacts", columns: dict[str, str] | None = None, **source: Any) -> Mission:
        """A source that reads a file which is there already (or is not)."""
        self.sources.append(Source(file=f"data/{name}", table=table, columns=CALLS if columns is None else columns, **source))
        return self

    @property
    def engagement(self) -> Engagement:
        period = Period(start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31), extract_date=dt.date(2026, 1, 10))
        settings = {"client": Client(name="Ville"), "period": period} | self.settings
        return Engagement(folder=self.folder, sources=tuple(self.sources), **settings)

    def take(self) -> intake.Ledger:
        """Take everything; the ledger of the first source."""
        self.intake = intake.take(self.engagement)
        return self.intake.sources[0]

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Rows of a table of the store, in order of id."""
        path = (self.folder / "work" / "store" / f"{table}.parquet").as_posix()
        order = "contact" if table == "contact_channels" else "id"
        with duckdb.connect() as connection:
            return connection.execute(f"select {columns} from read_parquet(?) order by {order}", [path]).fetchall()

    def values(self, column: str, table: str = "contacts") -> list[Any]:
        return [row[0] for row in self.rows(table, column)]


def counts(ledger: intake.Ledger) -> tuple[int, int, int, int]:
    return ledger.read, ledger.accepted, ledger.rejected, ledger.duplicates
