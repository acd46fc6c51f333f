"""Rows of a file that holds one JSON record per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from diagnostic.intake.files.records import Records


class NdJson(Records):
    """A file of one record per line. A line that is no record is given up alone."""

    def numbered(self) -> Iterator[tuple[int, Any]]:
        """The records, each with its line."""
        with self.text() as text:
            for line, written in enumerate(text, 1):
                record = _record(written)
                if record is not None:
                    yield line, record
                else:
                    self.aside.give_up(line, written)
                self.lines = line


def _record(written: str) -> dict[str, Any] | None:
    try:
        record = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None
