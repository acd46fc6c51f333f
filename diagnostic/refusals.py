"""What the computer refuses, in the user's words: room, the right to write, a name, a folder for temporary files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from diagnostic import memory
from diagnostic.errors import Problem, UserError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
# of a text that a name spoils, as many characters on either side of what is wrong
AROUND = 60


def told(error: BaseException, folder: Path | None = None) -> Problem | None:
    """What was refused, of what went wrong while something was read or written (in `folder`, where nothing more is known); None where it
    is something else."""
    if isinstance(error, UnicodeEncodeError):
        text = error.object[max(0, error.start - AROUND) : error.end + AROUND]
        return Problem("cli.refused.name", {"name": shown(text)})
    where = str(folder or "")
    if isinstance(error, OSError) and error.errno:
        where = shown(str(error.filename)) if error.filename else where
        if error.errno in NO_ROOM:
            return Problem("cli.refused.room", {"where": where})
        if error.errno in NO_RIGHT:
            return Problem("cli.refused.right", {"where": where})
        if error.errno == errno.ENOENT and not error.filename:  # `tempfile`, when it has tried them all
            return Problem("cli.refused.temporary", {})
        return Problem("cli.refused.other", {"where": where, "why": error.strerror})
    if type(error).__name__ == "IOException":  # of DuckDB, which is not imported for this, and gives the system's own words alone
        why = str(error).splitlines()[0]
        known = [code for code in (*NO_ROOM, *NO_RIGHT) if os.strerror(code) in why]
        return told(OSError(known[0], why), folder) if known else Problem("cli.refused.other", {"where": where, "why": why})
    if type(error).__name__ == "OutOfMemoryException":
        return Problem("cli.refused.memory", {"given": memory.limit()})
    return None


def check_name(path: Path) -> None:
    """UserError for a path that cannot be written into a file: it is not UTF-8, or nothing here is read as UTF-8."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise UserError(Problem("cli.refused.name", {"name": shown(str(path))})) from None


def shown(path: str) -> str:
    """A path as far as it can be read."""
    return path.encode("utf-8", "surrogateescape" if os.name != "nt" else "replace").decode("utf-8", "replace")
