"""Commands of the kit over hostile folders: each folder in a process of its own, its time and its memory bounded, what it writes watched.

    with Harness() as harness:
        ended = harness.run(folder, ["new", folder, "--from", file], ["check", folder])

A server imports the kit once and forks for each folder: an input costs what the kit does with it, not its start, and one that brings its
process down harms no other.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# seconds of processor, so that a busy machine judges as an idle one does; of the clock, this many times as much
SECONDS, OF_CLOCK = 20, 15
MEMORY = 1 << 30
GLANCE = 0.02
# what the system counts in: kilobytes, on a Mac bytes
COUNTED_IN = 1 if sys.platform == "darwin" else 1024
# what changes files, and how many of the first things it is told are paths
TOUCHED = {"open": 1, "os.mkdir": 1, "os.remove": 1, "os.rmdir": 1, "os.rename": 2, "os.link": 2, "os.symlink": 2}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Ended:
    """How the commands ended: `code` is the worst of their exit codes (None where the process was stopped, negative where a signal ended
    it), `fault` the traceback of what the kit did not expect, `seconds` of processor and `peak` in bytes, `outside` what was written
    outside the folder, and `output` all that was told."""

    code: int | None
    output: str
    fault: str
    seconds: float
    peak: int
    outside: tuple[str, ...]
    hung: bool
    swollen: bool

    @property
    def wrong(self) -> list[str]:
        """What no input may bring about; empty where all is well."""
        said = {
            "traceback": bool(self.fault) or "Traceback (most recent call last)" in self.output,
            "hang": self.hung,
            "memory": self.swollen,
            "crash": self.code is not None and self.code < 0,
            "outside": bool(self.outside),
        }
        return [name for name, found in said.items() if found]


class Harness:
    """The server that runs commands over folders, one folder at a time."""

    def __enter__(self) -> Harness:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "DIAGNOSTIC_LANG": "fr"}
        self.server = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.server.stdin
        self.server.stdin.close()
        self.server.wait()

    def run(self, folder: Path, *commands: Sequence[object], seconds: float = SECONDS, memory: int = MEMORY) -> Ended:
        """Run commands of `diagnostic` one after the other, of which only `folder` may keep a trace; they start in an empty directory."""
        assert self.server.stdin and self.server.stdout
        asked = {"folder": str(folder), "commands": [list(map(str, command)) for command in commands], "seconds": seconds, "memory": memory}
        self.server.stdin.write(json.dumps(asked) + "\n")
        self.server.stdin.flush()
        told = json.loads(self.server.stdout.readline())
        return Ended(**told | {"outside": tuple(told["outside"])})


def table(ended: Mapping[str, Ended], lost: Iterable[str] = ()) -> str:
    """One line of counts over all inputs, then a line for each that went wrong."""
    lost = set(lost)
    wrong = {name: [*one.wrong, *(["lost lines"] if name in lost else [])] for name, one in ended.items()}
    heads = ("traceback", "hang", "crash", "memory", "lost lines", "outside")
    counts = [sum(head in kinds for kinds in wrong.values()) for head in heads]
    lines = [
        "inputs  " + "  ".join(heads),
        "  ".join([f"{len(ended):6}", *(f"{count:{len(head)}}" for count, head in zip(counts, heads, strict=True))]),
    ]
    slowest = sorted(ended, key=lambda name: -ended[name].seconds)[:3]
    largest = sorted(ended, key=lambda name: -ended[name].peak)[:3]
    lines.append("slowest: " + ", ".join(f"{name} {ended[name].seconds:.1f} s" for name in slowest))
    lines.append("largest: " + ", ".join(f"{name} {ended[name].peak >> 20} MB" for name in largest))
    return "\n".join(lines + [f"{name}: {', '.join(kinds)}" for name, kinds in wrong.items() if kinds])


def serve() -> None:
    """Answer what is asked on standard input, a line of JSON each, until it is closed."""
    from diagnostic import checking, cli, town  # noqa: F401  what every process needs, imported once
    from diagnostic.cli import starting  # noqa: F401

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        answers.write(json.dumps(asdict(_watched(**json.loads(line)))) + "\n")
        answers.flush()


def _watched(folder: str, commands: list[list[str]], seconds: float, memory: int) -> Ended:
    with tempfile.TemporaryDirectory(prefix="hostile") as aside:
        beside = Path(aside)
        for name in ("tmp", "keys", "here"):
            (beside / name).mkdir()
        child = os.fork()
        if not child:
            _child(Path(folder), beside, commands, memory)
        hung = swollen = False
        begun = time.monotonic()
        while not (over := os.wait4(child, os.WNOHANG))[0]:
            hung = hung or time.monotonic() - begun > seconds * OF_CLOCK or _processor(child) > seconds
            swollen = swollen or _resident(child) > memory
            if hung or swollen:
                _kill(child)
            time.sleep(GLANCE)
        _kill(child)
        used = over[2]
        code = os.waitstatus_to_exitcode(over[1])
        written = [beside / "outside", beside / "told"]
        outside, output = (path.read_text(encoding="utf-8", errors="replace") if path.exists() else "" for path in written)
        left = [str(path.relative_to(beside)) for path in (beside / "here").rglob("*")]
        logs = [path for path in (Path(folder) / "work", beside / "tmp") for path in path.glob("diagnostic-error*.log")]
        peak = used.ru_maxrss * COUNTED_IN
        return Ended(
            code=None if hung or swollen else code,
            output=output,
            fault="\n".join(path.read_text(encoding="utf-8") for path in logs),
            seconds=used.ru_utime + used.ru_stime,
            peak=peak,
            outside=(*dict.fromkeys(outside.splitlines()), *left),
            hung=hung or used.ru_utime + used.ru_stime > seconds,
            swollen=swollen or peak > memory,
        )


def _child(folder: Path, beside: Path, commands: list[list[str]], memory: int) -> None:
    os.setsid()
    told = os.open(beside / "told", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(told, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
    os.environ |= {"TMPDIR": str(beside / "tmp"), "DIAGNOSTIC_KEYS": str(beside / "keys"), "JUPYTER_RUNTIME_DIR": str(beside / "tmp")}
    tempfile.tempdir = None
    os.chdir(beside / "here")
    if sys.platform == "linux":  # four times over, for memory that is asked for and not used
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 4 * memory,) * 2)
    _listen([folder, beside], os.open(beside / "outside", os.O_WRONLY | os.O_CREAT | os.O_APPEND))
    from diagnostic import cli

    code = 0
    for command in commands:
        try:
            cli.main(command)
        except SystemExit as end:
            code = max(code, int(end.code or 0))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _listen(allowed: list[Path], notes: int) -> None:
    """Note each file that the process opens to write, makes or moves outside the folders."""
    inside = [os.path.realpath(path) for path in (*allowed, os.devnull)]

    def note(event: str, given: tuple[Any, ...]) -> None:
        paths = given[: TOUCHED.get(event, 0)]
        if event == "open" and not (isinstance(given[0], (str, bytes)) and isinstance(given[2], int) and given[2] & WRITES):
            return
        for path in paths:
            real = os.path.realpath(os.fsdecode(path))
            if "__pycache__" not in real and not any(real == one or real.startswith(one + os.sep) for one in inside):
                os.write(notes, f"{real}\n".encode(errors="replace"))

    sys.addaudithook(note)


def _kill(child: int) -> None:
    """End the process and those that it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _resident(child: int) -> int:
    return _of_proc(child, "statm", 1) * resource.getpagesize()


def _processor(child: int) -> float:
    return (_of_proc(child, "stat", 13) + _of_proc(child, "stat", 14)) / os.sysconf("SC_CLK_TCK")


def _of_proc(child: int, name: str, place: int) -> int:
    """A number that Linux tells of a running process; 0 elsewhere, where the peak and the clock have to do."""
    try:
        return int(Path(f"/proc/{child}/{name}").read_text().rpartition(") ")[2].split()[place - (2 if name == "stat" else 0)])
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    serve()
