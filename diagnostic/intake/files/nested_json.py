"""Rows of a JSON file: an array of records, or an object that holds one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.records import Records

# where ijson finds the records of an array that is the file
TOP = "item"


class NestedJson(Records):
    """A JSON file opened with the array of its records found: the file itself, the array that `sheet` names, or the only one."""

    def __init__(self, content: Content, source: Source):
        super().__init__(content, source)
        self.sheet = None if self.prefix == TOP else source.sheet

    def numbered(self) -> Iterator[tuple[int, Any]]:
        """The records, each with its number in the array."""
        return enumerate(self.records(), 1)

    def records(self) -> Iterator[Any]:
        """The records as they are, one at a time."""
        yield from self._read(lambda ijson, stream: ijson.items(stream, self.prefix))

    @cached_property
    def prefix(self) -> str:
        """Where the records are, as ijson writes it: the array asked for, or the only one."""
        arrays: list[str] = []
        for prefix, event, _ in self._read(lambda ijson, stream: ijson.parse(stream)):
            if event == "start_array" and prefix == "":
                return TOP
            name = prefix.removesuffix(".item")
            if event == "start_map" and prefix == f"{name}.item" and "." not in name and name not in arrays:
                arrays.append(name)
        wanted = self.source.sheet
        if wanted is None and len(arrays) == 1:
            return f"{arrays[0]}.item"
        if wanted in arrays:
            return f"{wanted}.item"
        if not arrays and wanted is None:
            return ""
        values = {"file": self.source.file, "sheet": wanted, "known": arrays}
        if wanted is None:
            raise UserError(Problem("intake.several_arrays", values))
        near = nearest(wanted, arrays)
        raise UserError(Problem("intake.missing_array_near" if near else "intake.missing_array", values | {"near": near}))

    def _read(self, reading: Any) -> Iterator[Any]:
        import ijson

        try:
            with self.content.binary() as raw:
                yield from reading(ijson, self._as_utf8(raw))
        except (ijson.JSONError, UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_json", {"file": self.source.file})) from error

    def _as_utf8(self, raw: IO[bytes]) -> Any:
        if self.encoding == "utf-8" and self.content.errors == "strict":
            return raw
        return Recoded(io.TextIOWrapper(raw, encoding=self.encoding, errors=self.content.errors, newline=""))  # type: ignore[type-var]


class Recoded:
    """The text of a file as UTF-8, the only encoding of JSON."""

    def __init__(self, text: io.TextIOWrapper):
        self.text = text

    def read(self, size: int) -> bytes:
        return self.text.read(size).encode("utf-8")
