"""What closing a mission destroys: the files of `data/` and `work/`, and the key."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from diagnostic import steps
from diagnostic.intake.identity import keys
from diagnostic.intake.identity.signs import sure

DATA, WORK = "data", "work"
# a file as short as that could be guessed from its fingerprint: a list of a few numbers
LEAST_BYTES = 1_000
# as the annex of the report prints it
FINGERPRINT = 16


@dataclass(frozen=True)
class Inventory:
    """What is there to destroy, without a value of it; `links` lead out of the folder, and go alone."""

    data: list[dict[str, Any]]
    work: list[dict[str, Any]]
    links: list[str]
    key: str | None
    key_found: bool

    @property
    def empty(self) -> bool:
        return not (self.data or self.work or self.links or self.key_found)

    @property
    def bytes(self) -> int:
        return sum(entry["bytes"] for entry in (*self.data, *self.work))

    @property
    def files(self) -> int:
        return len(self.data) + sum(entry["files"] for entry in self.work)


def take(folder: Path, key: str | None) -> Inventory:
    """What a mission's folder holds; `key` is the name of its key where an earlier closing wrote it down."""
    key = key or _key(folder)
    path = keys.keys_folder() / key if key else None
    links = [name for room in (DATA, WORK) for name in _links(folder, room)]
    received = list(_files(folder / DATA))
    names = shown(path.relative_to(folder).as_posix() for path in received)
    data = sorted((_received(path, name) for path, name in zip(received, names, strict=True)), key=lambda entry: entry["file"])
    return Inventory(data, list(_made(folder / WORK)), links, key, path is not None and is_there(path))


def is_there(path: Path) -> bool:
    """Whether something bears this name, be it a link that leads nowhere."""
    return os.path.lexists(path)


def is_link(path: Path) -> bool:
    """Whether a path leads elsewhere: a symbolic link, or a junction of Windows."""
    status = path.lstat()
    tag = getattr(status, "st_reparse_tag", None)
    return stat.S_ISLNK(status.st_mode) or (tag is not None and tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None))


def walk(folder: Path) -> Iterator[Path]:
    """Every file and link under a folder, or the folder itself where it is no folder; what a link leads to is not entered."""
    if not is_there(folder):
        return
    if is_link(folder) or not folder.is_dir():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        yield from walk(path)


def shown(names: Iterable[str]) -> list[str]:
    """The names of files as a certificate may print them: a number in place of one that is personal."""
    numbers = itertools.count(1)
    return [f"*** ({next(numbers)}){Path(name).suffix}" if sure(name) else name for name in names]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in walk(folder) if not is_link(path))


def _links(folder: Path, room: str) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in walk(folder / room) if is_link(path))


def _received(path: Path, name: str) -> dict[str, Any]:
    size = path.stat().st_size
    try:
        fingerprint = steps.sha256(path)[:FINGERPRINT] if size >= LEAST_BYTES else None
    except OSError:
        fingerprint = None
    return {"file": name, "bytes": size, "sha256": fingerprint}


def _made(work: Path) -> Iterator[dict[str, Any]]:
    """What the kit made, by the first name under `work/`."""
    rooms = sorted(work.iterdir()) if work.is_dir() and not is_link(work) else [work]
    for path, name in zip(rooms, shown(room.relative_to(work.parent).as_posix() for room in rooms), strict=True):
        sizes = [file.stat().st_size for file in _files(path)]
        if sizes:
            yield {"file": name, "files": len(sizes), "bytes": sum(sizes)}


def _key(folder: Path) -> str | None:
    path = keys.key_path(folder)
    return path.name if path else None
