"""How a file is put in place: at once, whole, for its owner alone where it has to be, and beside one that another program holds open."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PART = ".part"
# in a folder into which a command is writing, or was when it was killed
LOCK = ".diagnostic.lock"


def put(path: Path, content: bytes, private: bool = False) -> Path:
    """Put a file in place at once, whole; beside it, as "name (2)", where another program holds it. The path written.

    `private`: for its owner alone. OSError that names the file where it cannot be written: what was there is there still, and nothing is
    left beside it.
    """
    beside = [path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, 10)]
    return _placed([path, *beside], lambda part: part.write_bytes(content), private)


def put_json(path: Path, content: Any) -> Path:
    """Put a JSON file in place, its keys in order, so that the same content gives the same file."""
    return put(path, (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8"))


def place(path: Path, write: Callable[[Path], object], private: bool = False) -> None:
    """Put in place, whole and nowhere else, the file that `write` makes at the path that it is given. OSError as `put` raises it."""
    _placed([path], write, private)


def rewrite(path: Path, content: bytes, private: bool = False) -> None:
    """Put a file in place of the one of that name and nowhere else: a reader looks for it there. OSError as `put` raises it."""
    place(path, lambda part: part.write_bytes(content), private)


def copy(source: Path, path: Path) -> None:
    """Put a copy of a file's content in place. OSError as `put` raises it, or where the source cannot be read."""
    place(path, lambda part: shutil.copyfile(source, part))


def private_file(path: Path) -> Path:
    """The file, empty where it was not there, that its owner alone may read, where the system has such rights."""
    path.touch(0o600)
    _restrict(path, 0o600)
    return path


def private_folder(folder: Path) -> Path:
    """The folder, made where it was not there, that its owner alone may enter, where the system has such rights."""
    folder.mkdir(0o700, parents=True, exist_ok=True)
    _restrict(folder, 0o700)
    return folder


def _restrict(path: Path, mode: int) -> None:
    """The rights of a file, whatever they were and whatever the system gives new ones."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) != mode:
        # a disk of another system has no such rights to give, and another owner's are not ours to change
        with suppress(OSError):
            path.chmod(mode)


def opened(folder: Path) -> Path:
    """The folder, made where it is not there. OSError where no file can be put in it."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = _part(folder)
    probe.write_bytes(b"")
    probe.unlink()
    return folder


def sweep(folder: Path, *rooms: str) -> None:
    """Remove what processes killed half-way left unfinished in a folder, and in all that these of its folders hold."""
    unfinished = f".[0-9]*{PART}"
    for left in [*folder.glob(unfinished), *(path for room in rooms for path in (folder / room).rglob(unfinished))]:
        left.unlink(missing_ok=True)


def _placed(targets: list[Path], write: Callable[[Path], object], private: bool) -> Path:
    path = targets[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path.parent)
    try:
        if private:
            private_file(part)
        write(part)
        for target in targets[:-1]:
            try:
                part.replace(target)
            except PermissionError:
                continue
            return target
        part.replace(targets[-1])
        return targets[-1]
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def _part(folder: Path) -> Path:
    return folder / f".{os.getpid()}-{threading.get_native_id()}{PART}"  # threads write side by side
