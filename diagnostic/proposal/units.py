"""The unit of a column of durations: from its header, from how its cells are written, from what is plausible; and how surely."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diagnostic.errors import Problem
from diagnostic.intake.cells.durations import HOURS_FIRST, SCALES, Form, thousands
from diagnostic.intake.cells.texts import folded, number
from diagnostic.intake.judging.plausible import distance, shares, span, weights_of
from diagnostic.proposal.columns import Match
from diagnostic.proposal.doubts import SURE
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample

# the words of a unit in a header, in several languages; the bare ones stand for something else as well ("min": the least)
WORDS = {
    "milliseconds": "ms|msecs?|millis|milliseconds?|millisecondes?|milisegundos|millisekunden|millisecondi",
    "seconds": "s|secs?|seconds?|secondes?|segundos|segs?|sek|sekunden|secondi|seconden|sekundy",
    "minutes": "min|mins|mn|mns|minutes?|minutos|minuten|minuti|minuty",
    "hours": "h|hr|hrs|hours?|heures?|horas|std|stunden|ore|uren|godziny",
    "days": "j|jrs?|jours?|d|days?|dias|tage|giorni|dagen|dni",
}
CLOCKS = {"hh:mm": r"h{1,2}:m{1,2}|h{1,2}h?m{2}", "mm:ss": r"m{1,2}:s{1,2}"}
FULL_CLOCK = re.compile(r"h{1,2}:m{1,2}:s{1,2}")
BARE_DOUBTFUL = ("min", "s", "h", "j", "d", "heure", "heures", "jour", "jours", "day", "dia")
# how much more likely a unit is once a header gives it in brackets or after "en", as a word, as a word that may be another
GIVEN, NAMED, HINTED = 1e5, 3e3, 30.0
# a fraction of an hour or of a day shows: whole seconds come out of it
EXACT, EXACT_TIMES, DECIMALS, EXACT_NEAR = 0.9, 200.0, 5, 0.05
# a clock of two parts, before its header and its values are seen
CLOCK_PRIOR = {"mm:ss": 0.9, "hh:mm": 0.1}
BESIDE_THREE_PARTS = 20.0
# what neither header nor form says, or what is far from usual, is asked
UNSAID, FAR = 0.7, 3.0
FEW = 3
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])|[_\W]+")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]|(?:,|\ben|\bin|\bem|\bexpressed in|/)\s+([a-z]+\.?)\s*$")
_TWO, _THREE = re.compile(r"\d{1,5}:\d{2}"), re.compile(r"\d{1,5}:\d{2}:\d{2}(?:[.,]\d+)?")


@dataclass(frozen=True)
class Unit:
    """The unit of a column as `unit:` writes it, how surely, and half of its durations are under `median`.

    `written`: whether the source has to say it, because intake would read the column otherwise."""

    name: str
    sure: float
    median: str
    written: bool


def guess(column: str, header: str, words: Mapping[str, int]) -> Unit | None:
    """The unit of a column of durations, from its cells with their counts; None where every cell says its own, or there are too few."""
    cells = [word.strip() for word in words]
    mark = thousands([cell for cell in cells if ":" not in cell])
    numbers = [(number(cell.replace(mark, "") if mark else cell), count) for cell, count in zip(cells, words.values(), strict=True)]
    known = [(value, count) for value, count in numbers if value is not None and value > 0]
    two = {cell: words[word] for word, cell in zip(words, cells, strict=True) if _TWO.fullmatch(cell)}
    three = [cell for cell in cells if _THREE.fullmatch(cell)]
    minutes_only = len(three) >= FEW and not two and all(re.fullmatch(r"\d+:\d{2}:00(?:[.,]0+)?", cell) for cell in three)
    if sum(two.values()) > sum(count for _, count in known) or minutes_only:
        return _clock(column, header, words, bool(three), minutes_only)
    if not known:
        return None
    listed = [value for value, count in known for _ in range(min(count, 20))]
    logs = {name: math.log(weight + 1e-300) for name, weight in weights_of(column, listed).items()}
    said = said_by(header)
    for name, strength in said.items():
        if name in logs:
            logs[name] += math.log(strength)
    exact = _exact(listed)
    if exact:
        logs[exact] += math.log(EXACT_TIMES)
    best, sure = _best(logs)
    seconds = sorted(listed)[len(listed) // 2] * SCALES[best]
    settled = _settled(sure, best in said or (best == "seconds" and not said) or best == exact, column, seconds)
    return Unit(best, settled, span(seconds), best != "seconds")


def of_columns(matches: Mapping[str, Match]) -> dict[str, Unit]:
    """The unit of each column of durations whose cells do not say it."""
    durations = {name: match for name, match in matches.items() if match.column.kind == "seconds"}
    guessed = {name: guess(name, match.header, match.field.words) for name, match in durations.items()}
    return {name: unit for name, unit in guessed.items() if unit is not None}


def asked(sample: Sample, matches: Mapping[str, Match], found: Mapping[str, Unit]) -> Iterator[Point]:
    """The units that the header and the cells leave in doubt."""
    for name, unit in found.items():
        if unit.sure < SURE:
            header = matches[name].header
            values = {"file": sample.file, "header": header, "column": name, "unit": unit.name, "median": unit.median}
            yield Point(Problem("proposal.ask.unit", values), sample.where, header, unit.name, unit.sure)


def said_by(header: str) -> dict[str, float]:
    """The units that a header gives, each with how much more likely that makes it."""
    bare = folded(header)
    if FULL_CLOCK.search(bare):
        return {}
    said: dict[str, float] = {}
    for name, form in CLOCKS.items():
        if re.search(rf"(?<![a-z])(?:{form})(?![a-z:])", bare):
            said[name] = GIVEN
    bracketed = [inner.strip(" .") for found in _BRACKETS.findall(bare) for inner in found if inner]
    parts = [folded(part) for part in _SPLIT.split(header) if part]
    for name, form in WORDS.items():
        if any(re.fullmatch(rf"(?:en |in |em )?(?:{form})", inner) for inner in bracketed):
            said[name] = GIVEN
        named = [part for part in parts[1:] if re.fullmatch(form, part)]
        if named and name not in said:
            suffix = len(named[-1]) == 1 and header.lower().endswith("_" + named[-1])
            said[name] = HINTED if set(named) <= set(BARE_DOUBTFUL) and not suffix else NAMED
    return said


def _clock(column: str, header: str, words: Mapping[str, int], three_parts: bool, minutes_only: bool) -> Unit | None:
    """What clocks of two parts are, and those of three parts that never have seconds: a spreadsheet may have taken minutes for hours."""
    logs: dict[str, float] = {}
    medians: dict[str, float] = {}
    said = said_by(header)
    said |= {"hh:mm" if name in HOURS_FIRST else "mm:ss": strength for name, strength in said.items()}
    for name, prior in CLOCK_PRIOR.items():
        form = Form.of(words, name)
        read = sorted(value for word, count in words.items() for value in [form.seconds(word)] * min(count, 20) if value)
        if len(read) < FEW:
            return None
        medians[name] = read[len(read) // 2]
        unread = sum(form.seconds(word) is None for word in words)
        logs[name] = math.log(prior * said.get(name, 1.0)) - distance(column, medians[name]) ** 2 / 2 - unread
    logs["mm:ss"] += math.log(BESIDE_THREE_PARTS) if three_parts and not minutes_only else 0.0
    best, sure = _best(logs)
    settled = _settled(sure, best in said or (best == "mm:ss" and not said and not minutes_only), column, medians[best])
    return Unit(best, settled, span(medians[best]), medians[best] != _as_read(words))


def _as_read(words: Mapping[str, int]) -> float:
    form = Form.of(words, None)
    read = sorted(value for word, count in words.items() for value in [form.seconds(word)] * min(count, 20) if value)
    return read[len(read) // 2] if read else 0.0


def _best(logs: dict[str, float]) -> tuple[str, float]:
    weighed = shares(logs)
    best = max(weighed, key=lambda name: weighed[name])
    return best, weighed[best]


def _settled(sure: float, grounded: bool, column: str, seconds: float) -> float:
    """How sure a unit is: less than what may stand unasked where nothing but plausibility speaks for it, or where it is far from usual."""
    return min(sure, 0.98 if grounded and distance(column, seconds) <= FAR else UNSAID)


def _exact(numbers: list[float]) -> str | None:
    """The unit in which long decimals are whole seconds: 0.000347 of a day is 30 s."""
    long = [value for value in numbers if len(f"{value:.12f}".rstrip("0").partition(".")[2]) >= DECIMALS]
    if len(long) < FEW or len(long) < len(numbers) / 3:
        return None
    for name in ("minutes", "hours", "days"):
        scaled = [value * SCALES[name] for value in long]
        if sum(abs(value - round(value)) <= EXACT_NEAR for value in scaled) >= EXACT * len(scaled):
            return name
    return None
