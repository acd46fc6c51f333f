"""What the benchmarks share: commands timed with the processor seconds of all that they start, medians, tables, ratios."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple


class Used(NamedTuple):
    """What a piece of work took: seconds on the clock and of processor, and the megabytes of its largest process.

    The last two are None where the system does not tell them (Windows).
    """

    wall: float
    processor: float | None = None
    peak_mb: float | None = None


class Row(NamedTuple):
    """A line of a table of measures: the work, on how many rows where that is chosen, what it took, and what is to be known of it."""

    work: str
    size: int | None
    wall: float
    processor: float | None
    peak_mb: float | None
    note: str = ""

    @property
    def used(self) -> Used:
        return Used(self.wall, self.processor, self.peak_mb)


class Ratio(NamedTuple):
    """What is read off a table: how many times as much one work takes as another, or what it takes itself where there is no other."""

    said: str
    work: str
    beside: str | None
    wanted: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of work that is measured: what it is counted in, how (`rows` of a size, over so many repeats), beside what, and what to read.

    Works whose name begins with `kit` are the kit's; with `bound`, the least that there is to do. One without `unit` has no size.
    """

    title: str
    unit: str
    rows: Callable[[int, int], list[Row]]
    beside: str
    ratios: tuple[Ratio, ...]

    def page(self, sized: Mapping[int, Sequence[Row]]) -> str:
        """What was found, by size: the ratios, then the tables."""
        return "\n\n".join([ratios(self, sized), *(table(rows, self.beside) for rows in sized.values())])


def command(*words: str | Path) -> Used:
    """Run a command to its end, with compiled modules kept as a user's are. RuntimeError, with what it said, where it fails."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(list(map(str, words)), env=kept, stdout=subprocess.DEVNULL, stderr=said)
        if sys.platform == "win32":
            code, used = process.wait(), Used(time.perf_counter() - began)
        else:
            _, status, usage = os.wait4(process.pid, 0)
            code = process.returncode = os.waitstatus_to_exitcode(status)
            peak = usage.ru_maxrss / (1_048_576 if sys.platform == "darwin" else 1_024)
            used = Used(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, peak)
        if code:
            said.seek(0)
            raise RuntimeError(f"{' '.join(map(str, words))} ended with {code}:\n{said.read().decode('utf-8', 'replace')[-2_000:]}")
    return used


def module(name: str, *words: str | Path) -> Used:
    """Run a module of this Python as a command."""
    return command(sys.executable, "-m", name, *words)


def peak() -> float:
    """The most memory that this process held, in MB (0 where the system does not say)."""
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def told(script: str, *words: str | Path) -> list[float]:
    """The figures that a script of `benchmarks/` prints when it does one piece of work in a process of its own."""
    asked = [sys.executable, "-m", f"benchmarks.{script}", *map(str, words)]
    return [float(figure) for figure in subprocess.run(asked, check=True, capture_output=True, text=True, encoding="utf-8").stdout.split()]


def called(work: Callable[[], object]) -> Used:
    """What a function takes in this process."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return Used(time.perf_counter() - began, time.process_time() - used)


def together(parts: Sequence[Used]) -> Used:
    """Pieces of work done one after the other, as one."""
    return Used(*(_of(sum, [part[at] for part in parts]) for at in (0, 1)), _of(max, [part.peak_mb for part in parts]))  # type: ignore[arg-type]


def median(repeats: Sequence[Used]) -> Used:
    """The median of each figure."""
    return Used(*(_of(statistics.median, [each[at] for each in repeats]) for at in range(3)))  # type: ignore[arg-type]


def _of(rule: Callable[[Sequence[float]], float], figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return rule(known) if known and len(known) == len(figures) else None


def in_turn(ways: Iterable[str], repeats: int, work: Callable[[str], Used]) -> dict[str, Used]:
    """The median of each way, one run of each after the other, so that a busy hour falls on all of them.

    A way that the system ends, most likely for want of memory, is left out, which is said.
    """
    taken: dict[str, list[Used]] = {way: [] for way in ways}
    for _ in range(repeats):
        for way in list(taken):
            try:
                taken[way].append(work(way))
            except subprocess.CalledProcessError as ended:
                if ended.returncode >= 0:
                    raise
                print(f"{way}: ended by the system ({ended})", file=sys.stderr)
                del taken[way]
    return {way: median(used) for way, used in taken.items()}


def table(rows: Sequence[Row], beside: str) -> str:
    """The rows in Markdown, with how many times as much as the work `beside` each takes: of processor where that is known, else of time.

    Works on different sizes are compared per piece.
    """
    base = next((_cost(row) for row in rows if row.work == beside), None)
    lines = [f"| work | size | seconds | of processor | peak MB | beside {beside} | |", "|---|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        seconds = [f"{row.wall:.3f}", "" if row.processor is None else f"{row.processor:.3f}"]
        memory, ratio = "" if row.peak_mb is None else f"{row.peak_mb:,.0f}", figure(_cost(row) / base) if base else ""
        lines.append(f"| {' | '.join([row.work, _size(row.size), *seconds, memory, ratio, row.note])} |")
    return "\n".join(lines)


def ratios(part: Part, sized: Mapping[int, Sequence[Row]]) -> str:
    """The ratios of a part in Markdown, each over all sizes: on the clock, of processor, of memory."""
    lines = ["| what | size | on the clock | of processor | of memory | to reach |", "|---|--:|--:|--:|--:|---|"]
    for ratio in part.ratios:
        for size, rows in sized.items():
            found = {row.work: row for row in rows}
            if ratio.work in found and (ratio.beside is None or ratio.beside in found):
                one = found[ratio.work]
                figures = times(one, found[ratio.beside]) if ratio.beside else _said(one.used)
                lines.append(f"| {' | '.join([ratio.said, _size(size if part.unit else None), *figures, ratio.wanted])} |")
    return "\n".join(lines)


def times(one: Row, other: Row) -> list[str]:
    """How many times as much the one takes as the other: clock, processor, memory; per piece, and no memory, where the sizes differ."""
    pieces = (one.size or 1) / (other.size or 1)
    pairs = zip(one.used, other.used, strict=True)
    found = [f"{figure(ours / theirs / pieces)} x" if ours and theirs else "" for ours, theirs in pairs]
    return found if pieces == 1 else [*found[:2], ""]


def figure(value: float) -> str:
    """Three digits that count, and no power of ten."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _said(used: Used) -> list[str]:
    kinds = ("s", "s", "MB")
    return ["" if value is None else f"{figure(value)} {kind}" for value, kind in zip(used, kinds, strict=True)]


def _size(size: int | None) -> str:
    return "" if size is None else f"{size:,}"


def _cost(row: Row) -> float:
    """Seconds for each piece, of processor where they are known."""
    return (row.wall if row.processor is None else row.processor) / (row.size or 1)


def versions(names: Iterable[str]) -> dict[str, str]:
    """The versions of Python and of these packages, and the machine."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return {"machine": machine, "python": platform.python_version(), **{name: version(name) for name in names}}
