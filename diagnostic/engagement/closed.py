"""Whether a mission is closed: its data destroyed, or on their way to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from diagnostic.errors import Problem, UserError
from diagnostic.wording import Day

# what `close` writes of itself, among the files that may be kept
RECORD = "output/closing.json"


def record(folder: Path) -> dict[str, Any]:
    """What was written of the closing of a mission; nothing where it was never closed."""
    path = folder / RECORD
    try:
        written = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, ValueError):
        raise UserError(Problem("closing.unreadable", {"file": RECORD, "folder": str(folder)})) from None
    return written if isinstance(written, dict) else {}


def refuse(folder: Path) -> None:
    """UserError where the mission is closed, which says since when, or where its closing was begun and not ended."""
    written = record(folder)
    if written:
        key, stamp = ("closed", written["closed"]) if written.get("closed") else ("interrupted", written["begun"])
        raise UserError(Problem(f"closing.{key}", {"folder": str(folder), "day": Day(stamp[:10])}))
