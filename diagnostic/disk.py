"""How a file is put in place: at once, whole, for its owner alone where it has to be, and beside one that another program holds open."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any


def put(path: Path, content: bytes, private: bool = False) -> Path:
    """Put a file in place at once, whole; beside it, as "name (2)", where another program holds it. The path written.

    `private`: for its owner alone.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    if private:
        private_file(temporary)
    temporary.write_bytes(content)
    try:
        for target in _beside(path):
            try:
                temporary.replace(target)
            except PermissionError:
                continue
            return target
    finally:
        temporary.unlink(missing_ok=True)
    raise PermissionError(str(path))


def put_json(path: Path, content: Any) -> Path:
    """Put a JSON file in place, its keys in order, so that the same content gives the same file."""
    return put(path, (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8"))


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
    probe = folder / ".diagnostic.part"
    probe.write_bytes(b"")
    probe.unlink()
    return folder


def _beside(path: Path) -> list[Path]:
    return [path, *(path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, 10))]
