"""The key of an engagement's pseudonyms: in the consultant's configuration, outside the engagement, until `close` destroys it."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from diagnostic.disk import private_file, private_folder, rewrite
from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError

KEYS_VARIABLE = "DIAGNOSTIC_KEYS"
SIZE = 32  # bytes


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
            private_folder(named.parent)
            rewrite(named, f"{name}\n".encode())
        private_folder(path.parent)
        if not path.is_file():
            rewrite(path, secrets.token_bytes(SIZE).hex().encode("ascii"), private=True)
        key = bytes.fromhex(private_file(path).read_text(encoding="utf-8"))
        if len(key) != SIZE:
            raise ValueError("a key cut short hides nobody")
        return key
    except (OSError, ValueError) as error:
        raise UserError(Problem("intake.key", {"path": str(path)})) from error
