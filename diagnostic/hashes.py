"""The SHA-256 of a file's content, remembered while its size and its times stay: gigabytes are read once.

What is known of the files of a mission is in `work/steps/hashes.json`, by path from its folder: a copy of the mission has other times, and
is read again.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from diagnostic.disk import put_json

FILE = Path("work", "steps", "hashes.json")
# a folder that holds it is a mission's
MISSION = "engagement.yml"
# nanoseconds: no clock of a file system is coarser, so that a file changed twice within them may have the same times
GRAIN = 2_000_000_000

Stamp = tuple[int, int, int]


class Known:
    """The hashes of the files of a folder, each under the size and the times that the file then had."""

    def __init__(self, folder: Path | None = None):
        self._folder = folder
        self._entries = _read(folder) if folder else {}
        self._written = dict(self._entries)

    def sha256(self, path: Path) -> str:
        """The hash of a file: as it is known, or read from the file."""
        name, stamp = self._name(path), _stamp(path)
        known = self._entries.get(name)
        if known and known[0] == stamp:
            return known[1]
        now = time.time_ns()
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        # one changed just now could change again and have these very times
        if max(stamp[1:]) < now - GRAIN and _stamp(path) == stamp:
            self._entries[name] = (stamp, found)
        else:
            self._entries.pop(name, None)
        return found

    def save(self) -> None:
        """Write what is known of the files that are still there. A disk that takes none or a name that is not UTF-8 costs only time."""
        if self._folder and self._entries != self._written:
            there = {name: entry for name, entry in self._entries.items() if (self._folder / name).exists()}
            with suppress(OSError, UnicodeError):
                put_json(self._folder / FILE, {name: [*stamp, found] for name, (stamp, found) in there.items()})
                self._written = dict(self._entries)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix() if self._folder else str(path)


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    path = path.absolute()  # not resolved: a link within a mission is of the mission
    return _of(_mission(path.parent)).sha256(path)


def save(folder: Path) -> None:
    """Keep for the next process what this one knows of the files of a mission."""
    _of(folder.absolute()).save()


def _mission(folder: Path) -> Path | None:
    """The mission that a folder is of, if any."""
    return next((each for each in (folder, *folder.parents) if (each / MISSION).is_file()), None)


@cache
def _of(folder: Path | None) -> Known:
    return Known(folder)


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _read(folder: Path) -> dict[str, tuple[Stamp, str]]:
    """What is known of a folder; nothing where that is damaged."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {name: ((int(size), int(changed), int(created)), str(found)) for name, (size, changed, created, found) in written.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
