"""Calls of an Asterisk `queue_log`: `epoch|call|queue|agent|EVENT|...`, folded to one row per call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.folding import Calls
from diagnostic.intake.files.headers import Header, mapped
from diagnostic.intake.files.rows import Aside, Batch, batched

HEADERS = ("call", "queue", "entered", "caller", "outcome", "wait", "talk", "transferred")
# where the seconds waited and talked stand among the parameters of an event, counted from either end
WAITS = {"CONNECT": 0, "ABANDON": 2, "EXITWITHTIMEOUT": 2, "EXITEMPTY": 2, "EXITWITHKEY": 3}
TALKS = {"COMPLETEAGENT": 1, "COMPLETECALLER": 1, "TRANSFER": -2, "BLINDTRANSFER": -2, "ATTENDEDTRANSFER": -2}
NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]+)?")
TRANSFERS = ("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER")


@dataclass
class Call:
    """What the events of a call said: when it first entered a queue, how it left the last one, and how long it waited in all of them."""

    key: str
    line: int = 0
    lines: int = 0
    queue: str = ""
    entered: str = ""
    caller: str = ""
    outcome: str = ""
    wait: float | None = None
    talk: str = ""
    transferred: str = ""

    def hear(self, line: int, epoch: str, queue: str, event: str, said: list[str]) -> None:
        """Take an event of the call."""
        self.line = self.line or line
        self.lines += 1
        if event == "ENTERQUEUE" and not self.entered:
            self.entered, self.queue, self.caller = epoch, queue, said[1] if len(said) > 1 else ""
        if event in WAITS:
            waited = _at(said, WAITS[event])
            self.wait = (self.wait or 0) + float(waited) if waited else self.wait
            if self.outcome != "CONNECT":
                self.outcome = event
        if event in TALKS:
            self.talk = _at(said, TALKS[event])
        if event in TRANSFERS or (event in WAITS and not self.transferred):
            self.transferred = "true" if event in TRANSFERS else "false"

    @property
    def cells(self) -> list[str]:
        wait = "" if self.wait is None else f"{self.wait:g}"
        return [self.key, self.queue, self.entered, self.caller, self.outcome, wait, self.talk, self.transferred]


class QueueLog:
    """A log opened: its columns are those of a call. The event by which it left the queue is its outcome."""

    sheet: str | None = None
    separator: str | None = "|"

    def __init__(self, content: Content, source: Source):
        self.content, self.source = content, source
        self.encoding = content.encoding
        self.aside = Aside()
        self.header: Header = mapped(0, HEADERS, source)

    def batches(self) -> Iterator[Batch]:
        """The calls in batches, with the line of their first event."""
        return batched(self._rows())

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        for call in self._calls():
            self.aside.folded += call.lines - 1
            yield call.line, call.cells

    def _calls(self) -> Iterator[Call]:
        calls = Calls(Call)
        for line, (epoch, key, queue, _, event, *said) in self._events():
            if event == "ENTERQUEUE" or event in WAITS or event in TALKS or event.startswith("RINGNOANSWER"):
                calls.of(key, float(epoch)).hear(line, epoch, queue, event, said)
                yield from calls.over(float(epoch))
            else:
                self.aside.unrelated += 1
        yield from calls.left()

    def _events(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with self.content.text() as text:
                for line, written in enumerate(text, 1):
                    cells = written.rstrip("\r\n").split("|")
                    if len(cells) >= 5 and NUMBER.fullmatch(cells[0]):
                        yield line, cells
                    else:
                        self.aside.give_up(line, written)
        except (UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error


def _at(said: list[str], place: int) -> str:
    """The number of seconds at a place among an event's parameters, empty where there is none."""
    seconds = said[place] if -len(said) <= place < len(said) else ""
    return seconds if NUMBER.fullmatch(seconds) else ""
