"""What a long command tells of itself while it goes on, and who hears it.

Whatever takes time tells events, wherever it stands; a command that has somebody to show them to is `watched_by` what draws them.
Nobody hears them otherwise: in a notebook, in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Began:
    """A step of the command begins, by its name; the one before it is over."""

    step: str


@dataclass(frozen=True)
class Rows:
    """So many rows of a file are read so far, none where it was only opened; the last one told of a file is all of them."""

    file: str
    rows: int


@dataclass(frozen=True)
class Planned:
    """These notebooks are to be executed, so many side by side, and the seconds that each took last time, None where it never was."""

    seconds: Mapping[str, float | None]
    side_by_side: int = 1


@dataclass(frozen=True)
class Cell:
    """A notebook is at its cell `number` of `of`."""

    notebook: str
    number: int
    of: int


@dataclass(frozen=True)
class Ended:
    """A notebook is executed, in so many seconds; what stopped it, empty when nothing did."""

    notebook: str
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class Waited:
    """A moment went by and nothing happened."""


Event = Began | Rows | Planned | Cell | Ended | Waited
Watcher = Callable[[Event], object]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def tell(event: Event) -> None:
    """Tell whoever watches."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(event)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """What is told within goes to this watcher, in the thread that tells it."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)
