"""The key of an engagement's pseudonyms: in the consultant's configuration, outside the engagement, until `close` destroys it."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError

KEYS_VARIABLE = "DIAGNOSTIC_KEYS"


def keys_folder() -> Path:
    """Where this user's keys are: `DIAGNOSTIC_KEYS`, else the user's configuration folder."""
    import platformdirs

    folder = os.environ.get(KEYS_VARIABLE)
    return Path(folder) if folder else Path(platformdirs.user_config_dir("diagnostic", appauthor=False)) / "keys"


def key_path(folder: Path) -> Path | None:
    """The file of the key of the engagement in `folder`, None before its first intake."""
    named = folder / "work" / "key_id"
    if not named.is_file():
        return None
    name = named.read_text(encoding="utf-8").strip()
    return keys_folder() / f"{name}.key" if re.fullmatch(r"[0-9a-f]{32}", name) else None


def read_or_make(engagement: Engagement) -> bytes:
    """The key of the engagement, made at the first intake. UserError where it cannot be read or written."""
    path = key_path(engagement.folder)
    try:
        if path is None:
            name = secrets.token_hex(16)
            path = keys_folder() / f"{name}.key"
            named = engagement.folder / "work" / "key_id"
            named.parent.mkdir(parents=True, exist_ok=True)
            named.write_text(f"{name}\n", encoding="utf-8")
        if path.is_file():
            return bytes.fromhex(path.read_text(encoding="utf-8"))
        key = secrets.token_bytes(32)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(key.hex())
        return key
    except (OSError, ValueError) as error:
        raise UserError(Problem("intake.key", {"path": str(path)})) from error
