"""How a file is put in place: at once, whole, and beside one that another program holds open."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def put(path: Path, content: bytes) -> Path:
    """Put a file in place at once, whole; beside it, as "name (2)", where another program holds it. The path written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
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


def opened(folder: Path) -> Path:
    """The folder, made where it is not there. OSError where no file can be put in it."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".diagnostic.part"
    probe.write_bytes(b"")
    probe.unlink()
    return folder


def _beside(path: Path) -> list[Path]:
    return [path, *(path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, 10))]
