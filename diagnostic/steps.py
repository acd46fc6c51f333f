"""What each step of a mission was made from, so that it is made again when, and only when, that changes."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

KIT = Path(__file__).parent
CODE = (".py", ".sql", ".yml")


@cache
def code(*rooms: str) -> str:
    """The SHA-256 of the code and data of these rooms (folders or modules of the kit). FileNotFoundError for one that holds none."""
    digest = hashlib.sha256()
    for room in rooms:
        files = [path for path in sorted([KIT / room, *(KIT / room).rglob("*")]) if path.suffix in CODE and path.is_file()]
        if not files:
            raise FileNotFoundError(f"no code in {KIT / room}")
        for path in files:
            digest.update(path.relative_to(KIT).as_posix().encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
