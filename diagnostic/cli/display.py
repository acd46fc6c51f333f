"""What a command shows while it goes on: a line that is drawn anew on a terminal, and the log of `--verbose`.

The line stands below the sentences and is gone before the next of them. It is written over with a carriage return and blanks alone, which
every console knows: no colour, no code to move about. Nothing of it is written to a file or a pipe.
"""

from __future__ import annotations

import itertools
import math
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import click

from diagnostic import disk, progress, wording
from diagnostic.cli.help_page import plain
from diagnostic.errors import Problem
from diagnostic.wording import Quantity

Clock = Callable[[], float]

# the sentences that say how far a command is: nothing is wrong, and nothing is asked of whoever reads them
QUIET = (
    *("run.intake", "run.facts", "run.indicators", "run.done", "run.kept", "run.why.", "run.unchanged"),
    *("cli.demo", "cli.report", "cli.check.papers", "cli.logged"),
)
# seconds between two drawings of the line
PAUSE = 0.1


@dataclass
class Display:
    """What the user asked of it, who hears what goes on, and where what is said goes."""

    line: Line | None = None
    quiet: bool = False
    log: Log | None = None
    folder: Path | None = None

    def hear(self, event: progress.Event) -> None:
        if self.log is not None:
            self.log.hear(event)
        if self.line is not None and not self.quiet:
            self.line.hear(event)

    def shows(self, problem: Problem) -> bool:
        """Whether a sentence is for this user."""
        return not (self.quiet and problem.key.startswith(QUIET))

    def echo(self, text: str, result: bool = False) -> None:
        """Write a sentence, or a result, in place of the line, which comes back with the next event."""
        self.clear()
        click.echo(text, err=not result)

    def clear(self) -> None:
        """Make room where the line stands."""
        if self.line is not None:
            self.line.clear()

    def write_log(self) -> Path | None:
        """Put the log in the folder that the command was about: where, None where there is none to write or it cannot be written."""
        if self.log is None or self.folder is None or not (self.folder / "work").is_dir():
            return None
        try:
            return disk.put(self.folder / "work" / f"{self.log.command}.log", self.log.text().encode("utf-8"))
        except OSError:  # the command has told what it had to
            return None


@contextmanager
def shown() -> Iterator[Display]:
    """The display of a command, on a terminal with a line that is gone in the end."""
    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    display = Display(Line(sys.stderr) if terminal else None)
    with progress.watched_by(display.hear):
        try:
            yield display
        finally:
            display.clear()


def _columns() -> int:
    return shutil.get_terminal_size().columns


@dataclass
class Line:
    """The line of a command on a terminal: the file that is read and how fast, or how far the notebooks are and the time left."""

    stream: TextIO
    clock: Clock = time.monotonic
    columns: Callable[[], int] = _columns
    drawn: str = ""
    _next: float = 0.0
    _reading: tuple[str, int, float] | None = None
    _work: Notebooks | None = None

    def hear(self, event: progress.Event) -> None:
        now, hurry = self.clock(), True
        match event:
            case progress.Began("notebooks"):
                self._reading, self._work = None, self._work or Notebooks()
            case progress.Began(_):
                self._reading = self._work = None
            case progress.Rows(file, rows):
                before = self._reading
                goes_on = before is not None and before[0] == file and before[1] <= rows  # else another sheet of it
                hurry, self._reading = not goes_on, (file, rows, before[2] if before and goes_on else now)
            case progress.Cell(_, _, _) | progress.Waited():
                hurry = False
        if self._work is not None:
            self._work.hear(event, now)
        if hurry or now >= self._next:
            self._next = now + PAUSE
            self._draw(self._fitting(now, max(1, self.columns() - 1)))

    def clear(self) -> None:
        """Nothing in its place."""
        self._draw("")

    def _draw(self, text: str) -> None:
        if text != self.drawn:
            blanks = min(len(self.drawn), max(1, self.columns() - 1)) - len(text)
            end = "" if text else "\r"
            self.stream.write(f"\r{text}{' ' * max(0, blanks)}{end}")
            self.stream.flush()
            self.drawn = text

    def _fitting(self, now: float, room: int) -> str:
        """The fullest of what could be said that has the room, else as much of the shortest as has it."""
        said: list[str] = []
        if self._work is not None:
            said = self._work.told(now)
        elif self._reading is not None:
            said = _read(*self._reading, now)
        fitting = [text for text in said if len(text) <= room]
        return fitting[0] if fitting else said[-1][:room] if said else ""


def _read(file: str, rows: int, since: float, now: float) -> list[str]:
    """What may be said of a file that is read, the fullest first."""
    if not rows:
        return [file]
    told = {"file": file, "rows": Quantity(rows, "count")}
    short = _text("reading", **told)
    if now - since < 1:  # how fast it is would be a guess
        return [short, file]
    pace = Quantity(float(f"{rows / (now - since):.2g}"), "count")
    return [_text("reading_pace", **told, pace=pace), short, file]


@dataclass
class Notebooks:
    """How far the notebooks of a run are."""

    expected: dict[str, float | None] = field(default_factory=dict)
    at: dict[str, tuple[int, int]] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    side_by_side: int = 1

    def hear(self, event: progress.Event, now: float) -> None:
        match event:
            case progress.Planned(seconds, side_by_side):
                self.expected |= seconds
                self.side_by_side = side_by_side
            case progress.Cell(notebook, number, of):
                self.began.setdefault(notebook, now)
                self.at[notebook] = (number, of)
            case progress.Ended(notebook, seconds, _):
                self.took[notebook] = seconds
                self.at.pop(notebook, None)

    def told(self, now: float) -> list[str]:
        """What may be said of them, the fullest first."""
        if not self.expected:
            return []
        counted = [_text("notebooks", done=len(self.took), of=len(self.expected)), f"{len(self.took)}/{len(self.expected)}"]
        names = [f"{name} {number}/{of}" for name, (number, of) in sorted(self.at.items())]
        numbers = [f"{name.partition('_')[0]} {number}/{of}" for name, (number, of) in sorted(self.at.items())]
        left, remains, short = self.left(now), [], []
        if left:
            remains = [_text("left", time=_rounded(left))]
            short = ["~" + plain(wording.quantity(_rounded(left), wording.display_language.get()))]
        full, brief = counted
        parts = (
            [full, *names, *remains],
            [brief, *names, *remains],
            [brief, *numbers, *remains],
            [brief, *numbers, *short],
            [brief, *short],
        )
        return [*(" | ".join(part) for part in parts), brief]

    def left(self, now: float) -> float | None:
        """The seconds that are left if each takes what it took last time, at the pace of those that ended; None where one never ran."""
        known = {name: seconds for name, seconds in self.expected.items() if seconds is not None}
        if len(known) < len(self.expected):
            return None
        before = sum(known[name] for name in self.took if name in known)
        pace = sum(self.took.values()) / before if before else 1.0
        rest = [max(0.0, known[name] * pace - (now - self.began.get(name, now))) for name in known if name not in self.took]
        return max(max(rest), sum(rest) / self.side_by_side) if rest else None


def _rounded(seconds: float) -> Quantity:
    """A time that is a guess: to five seconds, or to a minute."""
    if seconds <= 55:
        return Quantity(max(1, math.ceil(seconds / 5)) * 5.0, "second")
    return Quantity(float(math.ceil(seconds / 60)), "minute")


def _text(key: str, **values: object) -> str:
    return plain(wording.text(f"cli.line.{key}", wording.display_language.get(), **values))


@dataclass
class Log:
    """What a command did and how long each part took: its steps, which add up, the files read and the cells of the notebooks executed."""

    command: str
    clock: Clock = time.monotonic
    _steps: dict[str, float] = field(default_factory=dict)
    _files: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _cells: dict[str, list[float]] = field(default_factory=dict)
    _notebooks: dict[str, float] = field(default_factory=dict)
    _step: str = "start"
    _since: float = 0.0
    _file: str | None = None
    _file_since: float = 0.0
    _rows: int = 0

    def __post_init__(self) -> None:
        self._since = self.clock()

    def hear(self, event: progress.Event) -> None:
        now = self.clock()
        match event:
            case progress.Began(step):
                self._end(now)
                self._step = step
            case progress.Rows(file, rows):
                if file != self._file or rows < self._rows:  # another file, or another sheet of it
                    self._end_file(now)
                    self._file, self._file_since = file, now
                self._rows = rows
            case progress.Cell(notebook, _, _):
                self._cells.setdefault(notebook, []).append(now)
            case progress.Ended(notebook, seconds, _):
                self._cells.setdefault(notebook, []).append(now)
                self._notebooks[notebook] = seconds

    def _end(self, now: float) -> None:
        self._end_file(now)
        self._steps[self._step] = self._steps.get(self._step, 0.0) + now - self._since
        self._since = now

    def _end_file(self, now: float) -> None:
        if self._file is not None:
            seconds, rows = self._files.get((self._step, self._file), (0.0, 0))
            self._files[self._step, self._file] = (seconds + now - self._file_since, rows + self._rows)
            self._file, self._rows = None, 0

    def text(self) -> str:
        """A table with tabs: seconds, step, file or notebook, cell, rows. A notebook waits for its kernel before cell 1."""
        self._end(self.clock())
        lines: list[tuple[object, ...]] = []
        for step, seconds in self._steps.items():
            lines.append((f"{seconds:.3f}", step, "", "", ""))
            lines += [(f"{taken:.3f}", step, file, "", rows) for (of, file), (taken, rows) in self._files.items() if of == step]
            if step == "notebooks":
                for notebook, taken in self._notebooks.items():
                    lines.append((f"{taken:.3f}", step, notebook, "", ""))
                    times = self._cells[notebook]
                    cells = [later - earlier for earlier, later in itertools.pairwise(times)]
                    parts = [max(0.0, taken - sum(cells)), *cells]
                    lines += [(f"{part:.3f}", step, notebook, cell, "") for cell, part in enumerate(parts)]
        lines.append((f"{sum(self._steps.values()):.3f}", "total", "", "", ""))
        head = ("seconds", "step", "what", "cell", "rows")
        return "".join("\t".join(map(str, line)) + "\n" for line in (head, *lines))
