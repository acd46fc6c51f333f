"""What a fault of the kit leaves: a file that says where it stopped, and quotes nothing of anybody's data."""

from __future__ import annotations

import errno
import linecache
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from diagnostic import __version__
from diagnostic.disk import private_folder

# of a recursion, the last ones say as much as all
FRAMES = 60


def written(arguments: Iterable[str]) -> Path | None:
    """Write down the error being handled, in the `work/` of the engagement named, else in the temporary folder: where, None if nowhere.

    A file of its own, for its owner alone.
    """
    lines = [f"diagnostic {__version__}, Python {platform.python_version()}, {platform.platform()}", *_told(sys.exc_info()[1])]
    content = ("\n".join(lines) + "\n").encode("utf-8", "replace")
    works = [Path(argument).resolve() / "work" for argument in arguments if (Path(argument) / "engagement.yml").is_file()]
    for folder in (*works[:1], Path(tempfile.gettempdir())):
        try:
            if folder in works:
                private_folder(folder)
            # mkstemp: a name that nobody foresees, no file that is there, no link followed
            descriptor, name = tempfile.mkstemp(".log", "diagnostic-error-", folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        except OSError:
            continue
        return Path(name)
    return None


def _told(error: BaseException | None) -> Iterator[str]:
    """The error, what it came from first: kinds and places. The message of an error may quote a cell, so that none is kept."""
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from _told(before)
    known = f" ({errno.errorcode.get(error.errno, error.errno)})" if isinstance(error, OSError) and error.errno else ""
    yield f"\n{type(error).__module__}.{type(error).__qualname__}{known}"
    for frame, line in list(traceback.walk_tb(error.__traceback__))[-FRAMES:]:
        module = str(frame.f_globals.get("__name__", "?"))
        yield f"  {module}:{line} in {frame.f_code.co_name}"
        if module.split(".")[0] == "diagnostic":
            yield f"    {linecache.getline(frame.f_code.co_filename, line).strip()}"
