"""Calls of an Asterisk call detail record (`Master.csv`, or the same with headers), where every telephone that rings makes a line."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from diagnostic.intake.files.calls import Call, CallLog, Heard
from diagnostic.intake.files.formats import DATABASE, DISPOSITIONS

FIELDS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start", "answer", "end"),
    *("duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield", "peeraccount", "linkedid", "sequence"),
)
# the number that was dialled, in the database only
DIALLED = "did"
# a line whose telephone an application of the exchange rang, as against one that a voice menu or a mailbox answered
RINGING = ("dial", "queue")
SECONDS = re.compile(r"[0-9]{0,9}")
EPOCH = dt.datetime(1970, 1, 1)
VOICE_SERVER = "ANSWERED BY THE SYSTEM"


@dataclass
class Rung(Call):
    """What the lines of a call said: answered where one of the telephones rung was."""

    legs: list[dict[str, str]] = field(default_factory=list)

    def hear(self, said: dict[str, str]) -> None:
        """Take a telephone that rang."""
        self.legs.append(said)

    @property
    def cells(self) -> list[str]:
        first = min(self.legs, key=lambda leg: leg["start"])
        answered = [leg for leg in self.legs if leg["disposition"].upper() == "ANSWERED"]
        by_agent = [leg for leg in answered if leg["dstchannel"] and leg["lastapp"].lower() in RINGING]
        outcome = "ANSWERED" if by_agent else VOICE_SERVER if answered else self.legs[-1]["disposition"].upper()
        wait, talk = self._times(first, by_agent)
        told = [first[name] for name in ("start", "src", "dst", DIALLED, "dcontext")]
        return [self.key, *told, outcome, wait, talk, str(self.lines)]

    def _times(self, first: dict[str, str], by_agent: list[dict[str, str]]) -> tuple[str, str]:
        """Seconds waited and talked. A queue's line counts from the moment the exchange picked up, so that it gives neither."""
        dialled = [leg for leg in by_agent if leg["lastapp"].lower() == "dial" and leg["answer"]]
        if not dialled or len(dialled) < len(by_agent):
            return "", ""
        answer, start = (_stamp(text) for text in (min(leg["answer"] for leg in dialled), first["start"]))
        return f"{(answer - start).total_seconds():g}", str(sum(int(leg["billsec"] or 0) for leg in dialled))


class AsteriskCdr(CallLog):
    """A call detail record opened: its columns are those of a call."""

    separator = ","
    headers = ("linkedid", "start", "src", "dst", DIALLED, "dcontext", "disposition", "wait", "billsec", "legs")
    call = Rung

    def heard(self) -> Iterator[Heard]:
        """The telephones that rang."""
        names = list(FIELDS)
        with self.text() as text:
            for line, written in enumerate(text, 1):
                self.lines = line
                cells = [cell.strip() for cell in next(csv.reader([written]), [])]
                lower = [cell.lower() for cell in cells]
                if set(DATABASE) <= set(lower):
                    names = ["start" if name == "calldate" else name for name in lower]
                    self.aside.header.append(line)
                    continue
                leg = dict.fromkeys((*FIELDS, DIALLED), "") | dict(zip(names, cells, strict=False))
                if _is_leg(leg):
                    seconds = (_stamp(leg["start"]) - EPOCH).total_seconds()
                    yield line, leg["linkedid"] or leg["uniqueid"] or f"line {line}", seconds, leg
                else:
                    self.aside.give_up(line, written)


def _is_leg(leg: dict[str, str]) -> bool:
    try:
        for name in ("start", "answer"):
            if leg[name] or name == "start":
                _stamp(leg[name])
        return leg["disposition"].upper() in DISPOSITIONS and bool(SECONDS.fullmatch(leg["billsec"]))
    except ValueError:
        return False


def _stamp(text: str) -> dt.datetime:
    """The local time of a stamp, ValueError where it is none: with a zone in it, it is not what the exchange writes."""
    stamp = dt.datetime.fromisoformat(text[:19])
    if stamp.tzinfo is not None:
        raise ValueError(text)
    return stamp
