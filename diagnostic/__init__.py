"""The face that a notebook sees: open an engagement, show blocks. Each imports what it needs: a command that needs less answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diagnostic.blocks import Block
    from diagnostic.checking import Checked
    from diagnostic.town import Town

__all__ = ["check", "open_engagement", "show"]
__version__ = "0.1.0"


def open_engagement(folder: str | Path = ".", **parameters: Any) -> Town:
    """The engagement of a folder, ready for questions: see `diagnostic.town.open_engagement`."""
    from diagnostic import town

    return town.open_engagement(folder, **parameters)


def check(folder: str | Path = ".", sample: bool = False) -> Checked:
    """What `diagnostic check` says of a folder, in a notebook cell: see `diagnostic.checking.check`."""
    from diagnostic import checking

    return checking.check(folder, sample)


def show(*blocks: Block | None) -> None:
    """Display blocks in the notebook, in their order: see `diagnostic.blocks.show`."""
    from diagnostic import blocks as kinds

    kinds.show(*blocks)
