"""The key of an engagement's pseudonyms: it stays with the user, outside the engagement."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from diagnostic.disk import place, rewrite
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError

KEYS_VARIABLE = "DIAGNOSTIC_KEYS"
LENGTH = 32  # bytes


def keys_folder() -> Path:
    """Where this user's keys are: `DIAGNOSTIC_KEYS`, else the user's configuration folder."""
    import platformdirs

    folder = os.environ.get(KEYS_VARIABLE)
    return Path(folder) if folder else Path(platformdirs.user_config_dir("diagnostic", appauthor=False)) / "keys"


def key_path(engagement: Engagement) -> Path | None:
    """The file of the engagement's key, None before its first intake."""
    named = engagement.folder / "work" / "key_id"
    if not named.is_file():
        return None
    name = named.read_text(encoding="utf-8").strip()
    return keys_folder() / f"{name}.key" if re.fullmatch(r"[0-9a-f]{32}", name) else None


def read_or_make(engagement: Engagement) -> bytes:
    """The key of the engagement, made at the first intake. UserError where it cannot be read or written."""
    path = key_path(engagement)
    try:
        if path is None:
            name = secrets.token_hex(16)
            path = keys_folder() / f"{name}.key"
            named = engagement.folder / "work" / "key_id"
            rewrite(named, f"{name}\n".encode())
        if not path.is_file():
            place(path, _write_new)
        key = bytes.fromhex(path.read_text(encoding="utf-8"))
        if len(key) != LENGTH:
            raise ValueError(f"a key of {len(key)} bytes")
        return key
    except (OSError, ValueError) as error:
        raise UserError(Problem("intake.key", {"path": str(path)})) from error


def _write_new(path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(secrets.token_bytes(LENGTH).hex())
