"""Nested records as rows of text: the keys of a record within a record are joined by dots."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.bounds import WIDEST
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import mapped
from diagnostic.intake.files.rows import Aside, Block, Reading

DEEPEST = 20


class Records(Reading):
    """A file of records, read twice, a record at a time: they need not have the same keys, and may be more than the memory holds."""

    def __init__(self, content: Content, source: Source):
        super().__init__(content, source)
        self.names = _keys((record for _, record in self.numbered()), source.file)
        self.header = mapped(0, self.names, source)
        self.aside = Aside()  # the second reading notes it all again

    @abstractmethod
    def numbered(self) -> Iterator[tuple[int, Any]]:
        """The records as they are, each with its line or its number in the file."""

    def blocks(self) -> Iterator[Block]:
        """The records with a cell per name; empty ones are counted apart."""
        for line, record in self.numbered():
            cells = flat(record)
            if any(cells.values()):
                yield (line,), [[cells.get(name, "") for name in self.names]]
            else:
                self.aside.blank += 1


def _keys(records: Iterable[Any], file: str) -> list[str]:
    """The keys that records have, in order of appearance. UserError where they have none, or too many for a table."""
    names: dict[str, None] = {}
    for record in records:
        for name in flat(record):
            names.setdefault(name)
        # records whose keys are data ("by day": {"2025-01-01": ...}) would make a table without end
        if len(names) > WIDEST:
            raise UserError(Problem("intake.too_many_columns", {"file": file, "limit": WIDEST}))
    if not names:
        raise UserError(Problem("intake.no_records", {"file": file}))
    return list(names)


def flat(record: Any) -> dict[str, str]:
    """A record as text: `{"user": {"name": "A"}, "tags": ["x", "y"]}` gives `user.name` and `tags` ("x, y").

    Of a list of records, only their number is kept."""
    return {_whole(name): _whole(text) for name, text in _flat("", record)}


def _flat(prefix: str, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield prefix or "value", _text(value)
    elif depth < DEEPEST:
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else str(key), inner, depth + 1)


def _whole(text: str) -> str:
    """The text without the halves of characters that JSON may write, and nothing else can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        if any(isinstance(item, (list, Mapping)) for item in value):
            return str(len(value))
        return ", ".join(_text(item) for item in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
