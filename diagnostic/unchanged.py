"""A command that finds all as it left it says the same again, before anything heavy is loaded.

All that a command reads is in the folder of the mission, in the kit, or the day's date. While none of it has changed, nothing that was
written is other than it was, and what was said of it is in `work/steps/commands/`.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from diagnostic import disk, hashes, steps

COMMANDS = ("check", "report", "run")
# where a command writes: what is elsewhere in a mission is as people made it
WRITTEN = ("work", "output")
# stands for the folder of the mission in what is said: it may be copied elsewhere
FOLDER = "\0"


@dataclass
class Said:
    """What a command that goes on has said that it would say again, and what it found when it began."""

    command: str
    folder: Path
    options: Sequence[str]
    lines: list[tuple[bool, str]] = field(default_factory=list)
    found: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def begun(cls, arguments: Sequence[str]) -> Said | None:
        """That of a command that begins; None for one that is done whatever it finds, or a folder that cannot be read."""
        typed = _typed(arguments)
        try:
            return cls(*typed, found=_found(*typed[1:]) | {"files": _files(typed[1], WRITTEN)}) if typed else None
        except OSError:
            return None

    def add(self, text: str, result: bool = False) -> None:
        """A line that it said; a `result` on standard output."""
        self.lines.append((result, text.replace(str(self.folder), FOLDER)))

    def remember(self, code: int, as_left: Callable[[], bool]) -> None:
        """Keep what was said and how it ended, unless somebody changed something meanwhile: what is not `as_left` by the command."""
        with suppress(OSError, UnicodeError):
            files = _files(self.folder)
            if _files(self.folder, WRITTEN) == self.found["files"] and as_left():
                content = {"lines": self.lines, "code": code, "from": {**self.found, "files": steps.digest(files)}}
                disk.put_json(_record(self.folder, self.command), content)
            hashes.save(self.folder)


def repeated(arguments: Sequence[str]) -> int | None:
    """Say again what a command said last, and give its exit code. None, and nothing said, where it has to be done."""
    typed = _typed(arguments)
    if typed is None:
        return None
    command, folder, options = typed
    try:
        known = json.loads(_record(folder, command).read_text(encoding="utf-8"))
        asked = _found(folder, options)
        if (folder / disk.LOCK).exists() or known["from"] != asked | {"files": steps.digest(_files(folder))}:
            return None
        lines = [(bool(result), str(text).replace(FOLDER, str(folder))) for result, text in known["lines"]]
        code = int(known["code"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
    hashes.save(folder)
    for result, text in lines:
        print(text, file=sys.stdout if result else sys.stderr, flush=True)
    return code


def _typed(arguments: Sequence[str]) -> tuple[str, Path, list[str]] | None:
    """The command, the folder and the options of a command line that has them in this order."""
    command, folder, *options = [*arguments, "", ""][: max(2, len(arguments))]
    if command not in COMMANDS or not folder or folder.startswith("-"):
        return None
    return command, Path(folder).resolve(), options


def _found(folder: Path, options: Sequence[str]) -> dict[str, Any]:
    """What a command finds beside the files of the mission."""
    spoken = os.environ.get("DIAGNOSTIC_LANG", "")
    return {"options": list(options), "spoken": spoken, "day": dt.date.today().isoformat(), "kit": steps.kit()}


def _files(folder: Path, apart: Sequence[str] = ()) -> dict[str, str]:
    """The hash of every file of a mission, by its path, but for hidden ones, those of rooms apart and what tells of steps."""
    left = {folder / room for room in (*apart, "work/steps")}
    return {path.relative_to(folder).as_posix(): hashes.sha256(path) for path in _below(folder, left)}


def _below(folder: Path, left: set[Path]) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "~$")) or entry in left:
            continue
        if entry.is_dir():
            yield from _below(entry, left)
        elif entry.is_file():
            yield entry


def _record(folder: Path, command: str) -> Path:
    return folder / "work" / "steps" / "commands" / f"{command}.json"
