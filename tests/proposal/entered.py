"""Files that go in by the door: `new` proposes, what it writes is loaded, and intake reads by it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from diagnostic import intake
from diagnostic.engagement import Engagement
from diagnostic.proposal import draft, propose_files


class Entered:
    """What became of some files: the proposal, the engagement as written, the intake, and the rows of the store."""

    def __init__(self, folder: Path, files: Iterable[Path]):
        self.folder = folder
        data = folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        names = [shutil.copy(file, data / file.name) for file in sorted(files)]
        self.proposal = propose_files(folder, [f"data/{name.name}" for name in names])
        (folder / "engagement.yml").write_text(draft.write(self.proposal, "en"), encoding="utf-8")
        self.engagement = Engagement.load(folder)
        self.intake = intake.take(self.engagement)

    @property
    def source(self) -> Any:
        return self.engagement.sources[0]

    @property
    def ledger(self) -> intake.Ledger:
        return self.intake.sources[0]

    def notes(self) -> list[str]:
        return [note["note"] for note in self.ledger.notes]

    def asked(self, header: str) -> list[str]:
        """The keys of what is asked of a column."""
        return [point.question.key.rpartition(".")[2] for point in self.proposal.all_points if point.column == header]

    def rows(self, columns: str, table: str = "contacts") -> list[tuple[Any, ...]]:
        path = (self.folder / "work" / "store" / f"{table}.parquet").as_posix()
        with duckdb.connect() as connection:
            return connection.execute(f"select {columns} from read_parquet(?) order by id", [path]).fetchall()

    def value(self, expression: str, table: str = "contacts") -> Any:
        """An aggregate over a table of the store."""
        path = (self.folder / "work" / "store" / f"{table}.parquet").as_posix()
        with duckdb.connect() as connection:
            return connection.execute(f"select {expression} from read_parquet(?)", [path]).fetchall()[0][0]
