"""What the benchmarks share: commands timed with the processor seconds of all that they start, medians, tables."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
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
    """A line of a table of measures: the work, on how many rows where that is chosen, and what it took."""

    work: str
    size: int | None
    wall: float
    processor: float | None
    peak_mb: float | None


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


def table(rows: Sequence[Row], beside: str) -> str:
    """The rows in Markdown, with how many times as much as the work `beside` each takes: of processor where that is known, else of time."""
    base = next((_cost(row) for row in rows if row.work == beside), None)
    lines = [f"| work | size | seconds | of processor | peak MB | beside {beside} |", "|---|---|--:|--:|--:|--:|"]
    for row in rows:
        ratio = f"{_cost(row) / base:.3g}" if base else ""
        figures = [
            f"{row.wall:.2f}",
            *("" if figure is None else f"{figure:.{digits}f}" for figure, digits in zip(row[3:], (2, 0), strict=True)),
        ]
        size = "" if row.size is None else f"{row.size:,}"
        lines.append(f"| {' | '.join([row.work, size, *figures, ratio])} |")
    return "\n".join(lines)


def _cost(row: Row) -> float:
    return row.wall if row.processor is None else row.processor


def versions(names: Iterable[str]) -> dict[str, str]:
    """The versions of Python and of these packages, and the machine."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return {"machine": machine, "python": platform.python_version(), **{name: version(name) for name in names}}
