"""One command at a time writes into the folder of a mission."""

from __future__ import annotations

import datetime as dt
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from diagnostic import disk, refusals, wording
from diagnostic.errors import Problem, UserError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE = disk.LOCK
# where commands write, beside the folder itself
ROOMS = ("data", "work", "output", "request")
# Windows lets nobody read what is locked: this byte is never written
BEYOND = 1 << 30
HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK)

_mine: ContextVar[frozenset[Path]] = ContextVar("mine", default=frozenset())


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While no other process writes into the folder, which is made where it is not there; what a killed one left unfinished is removed.

    The lock is the system's, on an open file: it ends with its process, however that ends. It may be taken again by what runs within it.
    UserError with the start of the command that holds it, and for whatever the computer refuses meanwhile.
    """
    folder = folder.resolve()
    if folder in _mine.get():
        yield
        return
    refusals.check_name(folder)
    try:
        with _locked(folder):
            disk.sweep(folder, *ROOMS)
            yield
    except Exception as error:
        problem = refusals.told(error, folder)
        if problem is None:
            raise
        raise UserError(problem) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    file = _take(folder / FILE)
    before = _mine.set(_mine.get() | {folder})
    try:
        yield
    finally:
        _mine.reset(before)
        _leave(folder / FILE, file)


def _take(path: Path) -> int:
    """The file, open and locked, with the present time in it."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if not _obtained(file):
            since = os.read(file, 100).decode()
            os.close(file)
            # it has just begun, and not written yet when; or had no room to
            day, _, time = (since if len(since) == len(_now()) else _now()).partition("T")
            raise UserError(Problem("run.already", {"folder": str(path.parent), "day": wording.Day(day), "time": time}))
        if _still_there(path, file):
            os.ftruncate(file, 0)
            with suppress(OSError):  # on a full disk it holds all the same
                os.write(file, _now().encode())
            return file
        os.close(file)  # whoever held it removed it on leaving


def _leave(path: Path, file: int) -> None:
    try:
        if os.name != "nt":  # first, so that nobody locks a file that is about to go
            path.unlink(missing_ok=True)
    finally:
        os.close(file)
    if os.name == "nt":
        with suppress(OSError):  # another command has just opened it
            path.unlink()


def _obtained(file: int) -> bool:
    """Whether this process has it now: True too where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            os.lseek(file, BEYOND, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.lseek(file, 0, os.SEEK_SET)
        return error.errno not in HELD
    return True


def _still_there(path: Path, file: int) -> bool:
    """Whether the file that is locked is the one that others will find: Windows removes none that is open."""
    try:
        return os.name == "nt" or os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _now() -> str:
    return dt.datetime.now().isoformat(timespec="seconds")
