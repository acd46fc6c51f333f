"""The face that a notebook sees: open an engagement, show blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostic.blocks import show

if TYPE_CHECKING:
    from diagnostic.checking import Checked
    from diagnostic.town import Town

__all__ = ["check", "open_engagement", "show"]
__version__ = "0.1.0"


def open_engagement(folder: str | Path = ".", **parameters: Any) -> Town:
    """The engagement of a folder, ready for questions: see `diagnostic.town.open_engagement`."""
    from diagnostic import town  # the engine is heavy: the commands must answer before it is there

    return town.open_engagement(folder, **parameters)


def check(folder: str | Path = ".", sample: bool = False) -> Checked:
    """What `diagnostic check` says of a folder, in a notebook cell: see `diagnostic.checking.check`."""
    from diagnostic import checking

    return checking.check(folder, sample)
