"""Calls of an Asterisk call detail record (`Master.csv`, or the same with headers), where every telephone that rings makes a line."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.folding import Calls
from diagnostic.intake.files.formats import DATABASE, DISPOSITIONS
from diagnostic.intake.files.headers import Header, mapped
from diagnostic.intake.files.rows import Aside, Batch, batched

FIELDS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end"),
    *("duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield", "peeraccount", "linkedid", "sequence"),
)
HEADERS = ("call", "start", "src", "dst", "dcontext", "outcome", "wait", "talk", "legs")
# a line whose telephone an application of the exchange rang, as against one that a voice menu or a mailbox answered
RINGING = ("dial", "queue")
VOICE_SERVER = "ANSWERED BY THE SYSTEM"


@dataclass
class Call:
    """What the lines of a call said: answered where one of the telephones rung was."""

    key: str
    line: int = 0
    legs: list[dict[str, str]] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        first = min(self.legs, key=lambda leg: leg["start"])
        answered = [leg for leg in self.legs if leg["disposition"].upper() == "ANSWERED"]
        by_agent = [leg for leg in answered if leg["dstchannel"] and leg["lastapp"].lower() in RINGING]
        outcome = "ANSWERED" if by_agent else VOICE_SERVER if answered else self.legs[-1]["disposition"].upper()
        wait, talk = self._times(first, by_agent)
        return [self.key, first["start"], first["src"], first["dst"], first["dcontext"], outcome, wait, talk, str(len(self.legs))]

    def _times(self, first: dict[str, str], by_agent: list[dict[str, str]]) -> tuple[str, str]:
        """Seconds waited and talked. A queue's line counts from the moment the exchange picked up, so that it gives neither."""
        dialled = [leg for leg in by_agent if leg["lastapp"].lower() == "dial" and leg["answer"]]
        if not dialled or len(dialled) < len(by_agent):
            return "", ""
        answer, start = (_stamp(text) for text in (min(leg["answer"] for leg in dialled), first["start"]))
        return f"{(answer - start).total_seconds():g}", str(sum(int(leg["billsec"] or 0) for leg in dialled))


class AsteriskCdr:
    """A call detail record opened: its columns are those of a call."""

    sheet: str | None = None
    separator: str | None = ","

    def __init__(self, content: Content, source: Source):
        self.content, self.source = content, source
        self.encoding = content.encoding
        self.aside = Aside()
        self.header: Header = mapped(0, HEADERS, source)

    def batches(self) -> Iterator[Batch]:
        """The calls in batches, with the line of their first record."""
        return batched(self._rows())

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        for call in self._calls():
            self.aside.folded += len(call.legs) - 1
            yield call.line, call.cells

    def _calls(self) -> Iterator[Call]:
        calls = Calls(Call)
        for line, leg in self._legs():
            key = leg["linkedid"] or leg["uniqueid"] or f"line {line}"
            seconds = _stamp(leg["start"]).timestamp()
            call = calls.of(key, seconds)
            call.line = call.line or line
            call.legs.append(leg)
            yield from calls.over(seconds)
        yield from calls.left()

    def _legs(self) -> Iterator[tuple[int, dict[str, str]]]:
        names = list(FIELDS)
        try:
            with self.content.text(newline="") as text:
                for line, written in enumerate(text, 1):
                    cells = next(csv.reader([written]), [])
                    if set(DATABASE) <= {cell.strip().lower() for cell in cells}:
                        names = ["start" if name == "calldate" else name for name in (cell.strip().lower() for cell in cells)]
                        continue
                    leg = dict.fromkeys(FIELDS, "") | dict(zip(names, (cell.strip() for cell in cells), strict=False))
                    if _is_leg(leg):
                        yield line, leg
                    else:
                        self.aside.give_up(line, written)
        except (csv.Error, UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error


def _is_leg(leg: dict[str, str]) -> bool:
    try:
        for name in ("start", "answer"):
            if leg[name] or name == "start":
                _stamp(leg[name])
        return leg["disposition"].upper() in DISPOSITIONS and (leg["billsec"] or "0").isdecimal()
    except ValueError:
        return False


def _stamp(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text[:19])
