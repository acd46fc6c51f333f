"""Rows of an event log in XES, one per event, with the attributes of its case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.bounds import LONGEST
from diagnostic.intake.files.records import Records

CASE = "case:"
ATTRIBUTES = ("string", "date", "int", "float", "boolean", "id")


class EventLog(Records):
    """A log, read one case at a time. Its columns are named as pm4py names them: `case:concept:name`, `concept:name`, ...

    Where the source feeds cases, the events of each are folded into one row.
    """

    def numbered(self) -> Iterator[tuple[int, Any]]:
        """The events, each with its number in the log."""
        return enumerate(self._events(), 1)

    def _events(self) -> Iterator[dict[str, str]]:
        try:
            with self.content.binary() as stream:
                for trace in _traces(Tags(stream, self.source.file)):
                    case = {CASE + key: value for key, value in _attributes(trace)}
                    events = [dict(_attributes(event)) for event in trace if _tag(event) == "event"]
                    yield from (event | case for event in events or [{}])
        except (ElementTree.ParseError, ValueError, LookupError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_xes", {"file": self.source.file})) from error


def _traces(stream: Any) -> Iterator[ElementTree.Element]:
    """The cases of the log, each forgotten once it is read."""
    root = None
    for moment, element in ElementTree.iterparse(stream, events=("start", "end")):
        if root is None:
            root = element
        elif moment == "end" and _tag(element) == "trace":
            yield element
            root.clear()


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for child in element:
        if _tag(child) in ATTRIBUTES and child.get("key"):
            yield child.get("key", ""), child.get("value", "")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


class Tags:
    """XML on its way to the parser, which reads a tag again with each piece of it: one without end is a UserError before."""

    def __init__(self, stream: IO[bytes], file: str):
        self.stream, self.file, self.open = stream, file, 0

    def read(self, size: int) -> bytes:
        chunk = self.stream.read(size)
        end = chunk.rfind(b">")
        self.open = self.open + len(chunk) if end < 0 else len(chunk) - end - 1
        if self.open > LONGEST:
            raise UserError(Problem("intake.endless_line", {"file": self.file, "megabytes": LONGEST >> 20}))
        return chunk
