"""Calls of an Asterisk `queue_log`: `epoch|call|queue|agent|EVENT|...`, folded to one row per call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostic.intake.files.calls import Call, CallLog, Heard

# where the seconds waited and talked stand among the parameters of an event, counted from either end
WAITS = {"CONNECT": 0, "ABANDON": 2, "EXITWITHTIMEOUT": 2, "EXITEMPTY": 2, "EXITWITHKEY": 3}
TALKS = {"COMPLETEAGENT": 1, "COMPLETECALLER": 1, "TRANSFER": -2, "BLINDTRANSFER": -2, "ATTENDEDTRANSFER": -2}
NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]+)?")
# what is said of a call, the telephones that rang in vain beside
SAID = {"ENTERQUEUE", *WAITS, *TALKS}
TRANSFERS = ("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER")


@dataclass
class Queued(Call):
    """What the events of a call said: when it first entered a queue, how it left the last one, and how long it waited in all of them and
    talked with all who took it."""

    queue: str = ""
    entered: str = ""
    caller: str = ""
    outcome: str = ""
    wait: float | None = None
    talk: float | None = None
    transferred: str = ""

    def hear(self, said: list[str]) -> None:
        """Take an event of the call."""
        epoch, _, queue, _, event, *given = said
        if event == "ENTERQUEUE" and not self.entered:
            self.entered, self.queue, self.caller = epoch, queue, given[1] if len(given) > 1 else ""
        if event in WAITS:
            waited = _at(given, WAITS[event])
            self.wait = (self.wait or 0) + float(waited) if waited else self.wait
            if self.outcome != "CONNECT":
                self.outcome = event
        if event in TALKS:
            talked = _at(given, TALKS[event])
            self.talk = (self.talk or 0) + float(talked) if talked else self.talk
        if event in TRANSFERS or (event in WAITS and not self.transferred):
            self.transferred = "true" if event in TRANSFERS else "false"

    @property
    def cells(self) -> list[str]:
        wait, talk = ("" if seconds is None else f"{seconds:g}" for seconds in (self.wait, self.talk))
        return [self.key, self.queue, self.entered, self.caller, self.outcome, wait, talk, self.transferred]


class QueueLog(CallLog):
    """A log opened: its columns are those of a call. The event by which it left the queue is its outcome."""

    separator = "|"
    headers = ("call", "queue", "entered", "caller", "outcome", "wait", "talk", "transferred")
    call = Queued

    def heard(self) -> Iterator[Heard]:
        """The events of calls."""
        with self.text() as text:
            for line, written in enumerate(text, 1):
                self.lines = line
                cells = written.rstrip("\r\n").split("|")
                if len(cells) < 5 or not NUMBER.fullmatch(cells[0]):
                    self.aside.give_up(line, written)
                elif cells[4] in SAID or cells[4].startswith("RINGNOANSWER"):
                    yield line, cells[1], float(cells[0]), cells
                else:
                    self.aside.unrelated += 1


def _at(given: list[str], place: int) -> str:
    """The number of seconds at a place among an event's parameters, empty where there is none."""
    seconds = given[place] if -len(given) <= place < len(given) else ""
    return seconds if NUMBER.fullmatch(seconds) else ""
