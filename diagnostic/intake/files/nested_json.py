"""Rows of a JSON file: an array of records, or an object that holds one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any

import numpy as np

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake.files.bounds import LONGEST, WIDEST
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.records import Records

# nested deeper, or with a number that is longer when written out, no record is data, and parsers come down
DEEPEST, DIGITS = 100, 400
NUMBER = re.compile(rb"[0-9]{%d}|[0-9.][eE][+-]?0*[1-9][0-9]{3}" % (DIGITS + 1))
ESCAPED = re.compile(rb"\\.", re.DOTALL)
SHOWN = 12
OPENING, CLOSING = list(b"[{"), list(b"]}")
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
        arrays: dict[str, None] = {}
        for prefix, event, _ in self._read(lambda ijson, stream: ijson.parse(stream)):
            if event == "start_array" and prefix == "":
                return TOP
            name = prefix.removesuffix(".item")
            if event == "start_map" and prefix == f"{name}.item" and "." not in name:
                arrays.setdefault(name)
        wanted = self.source.sheet
        if wanted is None and len(arrays) == 1:
            return f"{next(iter(arrays))}.item"
        if wanted in arrays:
            return f"{wanted}.item"
        if not arrays and wanted is None:
            return ""
        values = {"file": self.source.file, "sheet": wanted, "known": list(arrays)[:SHOWN]}
        if wanted is None:
            raise UserError(Problem("intake.several_arrays", values))
        near = nearest(wanted, list(arrays)[:WIDEST])
        raise UserError(Problem("intake.missing_array_near" if near else "intake.missing_array", values | {"near": near}))

    def _read(self, reading: Any) -> Iterator[Any]:
        import ijson

        try:
            with self.content.binary() as raw:
                yield from reading(ijson, Guarded(self._as_utf8(raw), self.source.file))
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


class Guarded:
    """JSON on its way to the parser, as bytes: what would bring that down is a UserError before it gets there."""

    def __init__(self, stream: Any, file: str):
        self.stream, self.file = stream, file
        self.within = self.escaped = False
        self.depth = self.said = 0
        self.before = b""

    def read(self, size: int) -> bytes:
        chunk: bytes = self.stream.read(size)
        plain = ESCAPED.sub(b"", b"\\" + chunk if self.escaped else chunk)
        self.escaped = plain.endswith(b"\\")
        pieces = plain.split(b'"')
        self._look(b" ".join(pieces[int(self.within) :: 2]))
        self.said = len(pieces[-1]) + (self.said if self.within and len(pieces) == 1 else 0)
        self.within ^= len(pieces) % 2 == 0
        if self.within and self.said > LONGEST:
            raise UserError(Problem("intake.endless_line", {"file": self.file, "megabytes": LONGEST >> 20}))
        return chunk

    def _look(self, marks: bytes) -> None:
        """Judge what stands outside of texts."""
        seen = self.before + marks
        if NUMBER.search(seen):
            raise UserError(Problem("intake.endless_number", {"file": self.file, "limit": DIGITS}))
        self.before = seen[-DIGITS - 20 :]
        signs = np.frombuffer(marks, dtype=np.uint8)
        steps = np.isin(signs, OPENING).astype(np.int32) - np.isin(signs, CLOSING)
        if steps.size:
            depths = self.depth + steps.cumsum()
            self.depth = int(depths[-1])
            if depths.max() > DEEPEST:
                raise UserError(Problem("intake.too_deep", {"file": self.file, "limit": DEEPEST}))
