"""Durations in seconds, whatever the form: plain numbers in a unit, clocks, words, ISO 8601.

A plain number is in the unit of its column, and what a clock of two parts is (`01:30`) is too: the column says it (`unit:` of the source),
never the cell. So does the mark of thousands in `1,234`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from diagnostic.intake.cells.texts import IMPLAUSIBLE, NOTHING, UNREADABLE, Reading, folded, is_missing, number

SCALES = {"milliseconds": 0.001, "seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0}
# a lone number is what the last part of the clock counts
SCALES |= {"mm:ss": SCALES["seconds"], "hh:mm": SCALES["minutes"]}
HOURS_FIRST = ("hh:mm", "hours", "days")
WEEK = 7 * SCALES["days"]
# nobody waits longer than a year
ENDLESS = 366 * SCALES["days"]
# longer than any duration is written: not looked at
LONGEST = 60

_DAYS = r"(?:days?|d|jours?|jrs?|j|dias?|tage?n?|giorn[oi]|dag(?:en)?)"
_CLOCK = re.compile(
    rf"(?P<sign>[-+]?)(?:(?P<days>\d{{1,5}})(?: ?{_DAYS}\.?,? ?(?:et |and |e |y |und )?|\.(?=\d\d:\d\d:)"
    r"|(?<!\b0\d):(?=\d{1,2}:\d\d:\d\d(?:[.,]|$))))?"
    r"(?:(?P<h>\d{1,7}):)?(?P<m>\d{1,6}):(?P<s>\d{1,2}(?:[.,]\d+)?) ?(?P<unit>h|hrs?|heures?|hours?|min|mn|minutes?|m|sec|s)?\.?"
)
_WORDS = {
    0.001: "ms|msecs?|millisec(?:onde?)?s?|milliseconds?|milisegundos?|millisekunden?|millisecondi",
    1.0: "s|secs?|secondes?|seconds?|segundos?|segs?|sek|sekunden?|second[io]|seconden|''|\"|″",
    60.0: "m|mn|mins?|minutes?|minutos?|minuten?|minut[io]|minuut|'|′",
    3600.0: "h|hr|hrs|heures?|hours?|horas?|std|stunden?|or[ae]|uur|uren",
    86400.0: _DAYS,
    WEEK: "sem|semaines?|weeks?|semanas?|wochen?|settiman[ae]",
}
_PART = re.compile(
    r"(\d{1,9}(?:[.,]\d+)?) ?(?:" + "|".join(f"(?P<u{rank}>{words})" for rank, words in enumerate(_WORDS.values())) + r")(?![a-z])\.?"
)
_BETWEEN = re.compile(r"[ ,]*(?:(?:et|and|y|e|und|en) )?")
_ISO = re.compile(
    r"p(?:(\d+(?:[.,]\d+)?)w)?(?:(\d+(?:[.,]\d+)?)d)?(?:t(?:(\d+(?:[.,]\d+)?)h)?(?:(\d+(?:[.,]\d+)?)m)?(?:(\d+(?:[.,]\d+)?)s)?)?"
)
_ISO_SCALES = (WEEK, 86400.0, 3600.0, 60.0, 1.0)
_LOWER = {WEEK: 86400.0, 86400.0: 3600.0, 3600.0: 60.0, 60.0: 1.0}
_WHOLE_MINUTES = re.compile(r"\d+:\d{2}:00(?:[.,]0+)?")


@dataclass(frozen=True)
class Form:
    """How the cells of a column read: the unit of its plain numbers, what its clocks of two parts count, the mark of its thousands.

    `shifted`: a spreadsheet took the minutes and seconds that were typed for hours and minutes."""

    unit: str = "seconds"
    thousands: str = ""
    shifted: bool = False

    @classmethod
    def of(cls, cells: Iterable[str], unit: str | None) -> Form:
        """The form of a column, from its distinct cells and the unit that the source declares."""
        cells = [cell.strip() for cell in cells if cell and not is_missing(cell)]
        clocks = [cell for cell in cells if ":" in cell] if unit == "mm:ss" else []
        shifted = bool(clocks) and all(_WHOLE_MINUTES.fullmatch(cell) for cell in clocks)
        return cls(unit or "seconds", thousands([cell for cell in cells if ":" not in cell]), shifted)

    def seconds(self, text: str) -> float | None:
        """The seconds that a cell says, None where it says none."""
        if len(text) > LONGEST:
            return None
        value = number(text.replace(self.thousands, "") if self.thousands else text)
        if value is not None:
            return _rounded(value * SCALES[self.unit])
        bare = folded(text).replace("''", '"').replace("(s)", "s")
        for form in (self._clock, _worded, _iso):
            found = form(bare)
            if found is not None:
                return _rounded(found)
        return None

    def read(self, cell: str) -> Reading:
        """The seconds of a cell, and why there are none."""
        if is_missing(cell):
            return NOTHING
        value = self.seconds(cell)
        if value is None:
            return UNREADABLE
        if value > ENDLESS:
            return IMPLAUSIBLE
        return (value, None) if value >= 0 else (None, "negative")

    def _clock(self, bare: str) -> float | None:
        clock = _CLOCK.fullmatch(bare)
        if not clock:
            return None
        first, middle, last = int(clock["h"] or 0), int(clock["m"]), float(clock["s"].replace(",", "."))
        word = clock["unit"] or ""
        hours_first = word.startswith("h") or clock["days"] or (not word and self.unit in HOURS_FIRST)
        if self.shifted and clock["h"]:
            first, middle, last = 0, first, float(middle)
        elif clock["h"] is None and hours_first:
            first, middle, last = middle, int(last), 0.0
        if last >= 60 or (middle >= 60 and (clock["h"] or hours_first) and not self.shifted):
            return None
        total = int(clock["days"] or 0) * SCALES["days"] + first * 3600 + middle * 60 + last
        return -total if clock["sign"] == "-" else total


def reader(cells: Iterable[str], unit: str | None) -> Callable[[str], Reading]:
    """How the cells of a column of durations are read."""
    return Form.of(cells, unit).read


def thousands(cells: Iterable[str]) -> str:
    """The mark of thousands of a column: a comma or a full stop that always stands before three digits, where other numbers say that it is
    no decimal mark: under a thousand they bear none, in the millions they bear two, or the other mark is the decimal one."""
    cells = [re.sub(r"[\s\u00a0\u202f]", "", cell) for cell in cells]
    for mark, other in ((",", "."), (".", ",")):
        grouped = re.compile(rf"-?[1-9]\d{{0,2}}(\{mark}\d{{3}})+(\{other}\d+)?")
        marked = [cell for cell in cells if mark in cell]
        if not marked or not all(grouped.fullmatch(cell) for cell in marked):
            continue
        plain = [cell for cell in cells if cell.isdigit()]
        decimal = any(re.fullmatch(rf"-?[\d{mark}]*\{other}(\d{{1,2}}|\d{{4,}})", cell) for cell in cells)
        small = bool(plain) and all(len(cell) <= 3 for cell in plain)
        if small or decimal or any(cell.count(mark) > 1 for cell in marked):
            return mark
    return ""


def _worded(bare: str) -> float | None:
    """`1h05`, `2 min 30 s`, `5 min 30`, `1,5 h`, `3 jours et 2 heures`, `350 ms`: from the largest unit to the smallest."""
    total, at, last = 0.0, 0, math.inf
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-").strip()
    while part := _PART.match(bare, at):
        scale = next(scale for rank, scale in enumerate(_WORDS) if part[f"u{rank}"])
        if scale >= last:
            return None
        total, last, at = total + float(part[1].replace(",", ".")) * scale, scale, part.end()
        between = _BETWEEN.match(bare, at)
        at = between.end() if between else at
    rest = bare[at:]
    if not at:
        return None
    if rest and last in _LOWER and re.fullmatch(r"\d{1,2}", rest):
        total, rest = total + int(rest) * _LOWER[last], ""
    return None if rest else sign * total


def _iso(bare: str) -> float | None:
    """`PT5M30S`, `P1DT2H`."""
    parts = _ISO.fullmatch(bare)
    if not parts or not any(parts.groups()):
        return None
    return sum(float(part.replace(",", ".")) * scale for part, scale in zip(parts.groups(), _ISO_SCALES, strict=True) if part)


def _rounded(value: float) -> float:
    """To the millisecond: fractions of a day fall just beside."""
    return round(value, 3)
