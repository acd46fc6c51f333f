"""What each received file gives by itself, before anything is said of the mission."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem, UserError
from diagnostic.proposal import calendars, products, undecided
from diagnostic.proposal.hours.places import Place, to_read
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import WIDEST, Sample, samples
from diagnostic.proposal.sources import Proposed, propose
from diagnostic.proposal.undecided import Undecided

# the table that a sheet is, "" where it is none, None where the answer waits
Decide = Callable[[Undecided], str | None]
# so many case numbers seen in two files are those of the same cases
IN_COMMON = 3
# files of so many bytes together are read side by side: starting processes takes as long as reading a few of them
MANY = 20_000_000
# so many at a time: each holds one, and a laptop has little memory
MOST = 4
# so many new objects before the collector looks for cycles
LIVES = 100_000
# the sources of a sheet, or what it may be
Sheet = tuple[list[Proposed], Undecided | None]


@dataclass
class Received:
    """What files give: sources in order, sheets whose table waits for an answer, hours, events, what is asked, what cannot be read."""

    sources: list[Proposed] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    hours: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, other: Received) -> None:
        """What another file gives."""
        self.hours += other.hours
        self.events += other.events
        self.points += other.points
        self.problems += other.problems


def read(folder: Path, files: Iterable[str], decide: Decide | None) -> Received:
    """All of the files, then the answers of `decide` on the tables that nothing else tells; None where there is nobody to ask."""
    received = Received()
    sheets: list[Sheet] = []
    for told, seen in _of_files(folder, list(files)):
        received.add(told)
        sheets += seen
    for made, waiting in sheets:
        answer = decide(waiting) if waiting and decide else None
        if waiting and answer is not None:
            received.points.remove(waiting.question)
            made = [*waiting.ways.get(answer, ())]
        elif waiting and not made:
            received.undecided.append(waiting)
        received.sources += made
    received.sources = [one for one in received.sources if not _told_elsewhere(one, received.sources)]
    return received


def _of_files(folder: Path, files: Sequence[str]) -> Iterator[tuple[Received, list[Sheet]]]:
    """What each of the files gives, in order."""
    one = partial(_of_file, folder)
    if len(files) > 1 and sum(_size(folder / file) for file in files) >= MANY:
        jobs = min(len(files), os.cpu_count() or 1, MOST)
        try:
            with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin) as pool:
                yield from list(pool.map(one, files))
            return
        except BrokenProcessPool:  # one of them took too much memory: one after the other they may do
            pass
    yield from map(one, files)


def _begin() -> None:
    """Of a process that reads files: an interruption ends it, and the collector does not walk all living rows time and again."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.set_threshold(LIVES)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _of_file(folder: Path, file: str) -> tuple[Received, list[Sheet]]:
    received, sheets = Received(), list[Sheet]()
    try:
        sheets += [_read(folder, sample, received) for sample in samples(folder, file)]
    except UserError as error:
        received.problems += error.problems
    return received, sheets


def _read(folder: Path, sample: Sample, received: Received) -> Sheet:
    """The sources of a sheet, or what it may be; its hours, its events and what is asked of it are added to what is received."""
    opening = products.hours(folder, sample)
    calendar = calendars.read(sample) if opening is None else None
    proposed, points = propose(sample) if opening is None and calendar is None else ([], [])
    waiting = undecided.of(sample, points)
    sample.connection.close()
    received.hours += [entry for place in opening or [] for entry in place.entries()]
    received.events += calendar.events if calendar else ()
    received.points += [*points, *_of_hours(sample.where, opening or []), *_beyond(sample), *(calendar.points if calendar else ())]
    return proposed, waiting


def _told_elsewhere(source: Proposed, sources: list[Proposed]) -> bool:
    """Whether a source is of cases that a log makes, while another file lists them with their own dates."""
    if source.table != "cases" or not any(one.table == "case_events" and one.sample is source.sample for one in sources):
        return False
    header = source.entry.get("columns", {}).get("case_id")
    numbers = {word for one in source.sample.fields if one.name == header for word in one.words}
    listed = (one for one in sources if one.table == "cases" and one.sample.file != source.sample.file and "case_id" in one.matches)
    return any(len(numbers & set(one.matches["case_id"].field.words)) >= IN_COMMON for one in listed)


def _of_hours(file: str, places: list[Place]) -> list[Point]:
    """What the hours of a file say that its rules do not: comments, words not understood, appointments without hours, hours not known."""
    kinds = to_read(places).items()
    return [Point(Problem(f"proposal.ask.hours_{kind}", {"file": file, "items": items}), file, "hours") for kind, items in kinds]


def _beyond(sample: Sample) -> list[Point]:
    """That a file has more columns than are looked at."""
    values = {"file": sample.file, "seen": WIDEST, "columns": WIDEST + sample.beyond}
    return [Point(Problem("proposal.ask.beyond", values), sample.where)] if sample.beyond else []
