"""How a file is put in place: at once, whole, and beside one that another program holds open."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

PART = ".part"


def put(path: Path, content: bytes) -> Path:
    """Put a file in place at once, whole; beside it, as "name (2)", where another program holds it. The path written.

    OSError that names the file where it cannot be written: what was there is there still, and nothing is left beside it.
    """
    beside = [path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, 10)]
    return _placed([path, *beside], lambda part: part.write_bytes(content))


def put_json(path: Path, content: Any) -> Path:
    """Put a JSON file in place, its keys in order, so that the same content gives the same file."""
    return put(path, (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8"))


def place(path: Path, write: Callable[[Path], object]) -> None:
    """Put in place, whole and nowhere else, the file that `write` makes at the path that it is given. OSError as `put` raises it."""
    _placed([path], write)


def rewrite(path: Path, content: bytes) -> None:
    """Put a file in place of the one of that name and nowhere else: a reader looks for it there. OSError as `put` raises it."""
    place(path, lambda part: part.write_bytes(content))


def copy(source: Path, path: Path) -> None:
    """Put a copy of a file's content in place. OSError as `put` raises it, or where the source cannot be read."""
    place(path, lambda part: shutil.copyfile(source, part))


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


def _placed(targets: list[Path], write: Callable[[Path], object]) -> Path:
    path = targets[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path.parent)
    try:
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
    return folder / f".{os.getpid()}{PART}"
