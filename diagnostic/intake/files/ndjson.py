"""Rows of a file that holds one JSON record per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import Header, mapped
from diagnostic.intake.files.records import batches, keys
from diagnostic.intake.files.rows import Aside, Batch


class NdJson:
    """A file of one record per line, read twice: records need not have the same keys. A line that is no record is given up alone."""

    sheet: str | None = None
    separator: str | None = None

    def __init__(self, content: Content, source: Source):
        self.content, self.source = content, source
        self.encoding = content.encoding
        self.aside = Aside()
        self.names = keys((record for _, record in self._records(Aside())), source.file)
        self.header: Header = mapped(0, self.names, source)

    def batches(self) -> Iterator[Batch]:
        """The records in batches, with their line in the file."""
        yield from batches(self._records(self.aside), self.names, self.aside)

    def _records(self, aside: Aside) -> Iterator[tuple[int, Any]]:
        try:
            with self.content.text() as text:
                for line, written in enumerate(text, 1):
                    record = _record(written)
                    if record is not None:
                        yield line, record
                    else:
                        aside.give_up(line, written)
        except (UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error


def _record(written: str) -> dict[str, Any] | None:
    try:
        record = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
