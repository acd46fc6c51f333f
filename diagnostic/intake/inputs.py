"""What a mission's store was made from, so that it is made again when, and only when, that changes."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from diagnostic import steps
from diagnostic.engagement import Engagement

# the rooms whose code and data decide what the store holds
DECIDING = ("intake", "intake/presets", "store", "calendar", "engagement", "schema.py")


def changed(engagement: Engagement) -> bool:
    """Whether the store is missing, or `engagement.yml`, a source's file or the kit differs from what it was made from."""
    return not any(engagement.store.glob("*.parquet")) or _read(engagement) != _described(engagement)


def forget(engagement: Engagement) -> None:
    """Before the store is made: a run that stops half-way leaves one that counts as changed."""
    _record(engagement).unlink(missing_ok=True)


def remember(engagement: Engagement) -> None:
    """After the store is made: write what it was made from (`work/inputs.json`)."""
    described = json.dumps(_described(engagement), indent=1, ensure_ascii=False, sort_keys=True)
    _record(engagement).write_text(described + "\n", encoding="utf-8")


def ledger(engagement: Engagement) -> dict[str, Any]:
    """What the last intake wrote of itself (`work/intake.json`): `sources`, `problems`, `readiness`."""
    return json.loads((engagement.folder / "work" / "intake.json").read_text(encoding="utf-8"))


def hashes(engagement: Engagement) -> dict[str, str]:
    """The SHA-256 of `engagement.yml` and of every source's file, by path in the folder."""
    names = dict.fromkeys(["engagement.yml", *(source.file for source in engagement.sources), *engagement.tables])
    return {name: sha256(engagement.folder / name) for name in names}


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content."""
    status = path.stat()
    return _sha256(path, status.st_size, status.st_mtime_ns)


@cache
def _sha256(path: Path, size: int, modified: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(engagement: Engagement) -> Path:
    return engagement.folder / "work" / "inputs.json"


def _read(engagement: Engagement) -> Any:
    try:
        return json.loads(_record(engagement).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _described(engagement: Engagement) -> dict[str, Any]:
    return {"kit": steps.code(*DECIDING), "files": hashes(engagement)}
