"""Logs of telephone systems, where a call has several lines: one row per call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from diagnostic.engagement import Source
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import mapped
from diagnostic.intake.files.rows import Block, Reading

# lines of a call come close together: one that nothing has been said of for so long is over
OVER = 2 * 86_400
# a line of a log: its number, the key of its call, its instant in seconds, and what it says
Heard = tuple[int, str, float, Any]


@dataclass
class Call(ABC):
    """A call of the log: its first line, how many lines it has, and the instant of the last; a line written twice is heard once."""

    key: str
    line: int
    lines: int = 0
    last: float = 0
    said: set[int] = field(default_factory=set)
    repeated: int = 0

    def take(self, said: Any) -> None:
        """Take a line of the call, unless it is there already, word for word."""
        words = hash(tuple(said.values() if isinstance(said, dict) else said))
        if words in self.said:
            self.repeated += 1
        else:
            self.said.add(words)
            self.hear(said)

    @abstractmethod
    def hear(self, said: Any) -> None:
        """Take what a line of the call says."""

    @property
    @abstractmethod
    def cells(self) -> list[str]:
        """The row of the call."""


class CallLog(Reading):
    """A log opened: its columns are those of a call."""

    headers: tuple[str, ...]
    call: type[Call]

    def __init__(self, content: Content, source: Source):
        super().__init__(content, source)
        self.header = mapped(0, self.headers, source)

    def blocks(self) -> Iterator[Block]:
        """The calls, each with its first line."""
        for call in calls(self.heard(), self.call):
            self.aside.folded += call.lines - 1 - call.repeated
            self.aside.repeated += call.repeated
            yield (call.line,), [call.cells]

    @abstractmethod
    def heard(self) -> Iterator[Heard]:
        """The lines that belong to a call."""


def calls(heard: Iterable[Heard], begin: Callable[[str, int], Call]) -> Iterator[Call]:
    """The calls that lines belong to. Those that are over leave first, so that a log of years needs no room."""
    going_on: dict[str, Call] = {}
    for line, key, seconds, said in heard:
        call = going_on.pop(key, None) or begin(key, line)
        call.lines += 1
        call.last = seconds
        call.take(said)
        going_on[key] = call
        while (oldest := next(iter(going_on.values()))).last <= seconds - OVER:
            yield going_on.pop(oldest.key)
    yield from going_on.values()
