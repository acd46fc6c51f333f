"""How the ends of lines within a cell are written, so that every row of a text is one line: a mark stands for each, and for itself."""

from __future__ import annotations

MARK = "\x01"
WRITTEN = (("\n", f"{MARK}n"), ("\r", f"{MARK}r"), (MARK, f"{MARK}m"))


def is_odd(cell: str) -> bool:
    """Whether a cell is not written as it is."""
    return "\n" in cell or "\r" in cell or MARK in cell


def written(cell: str) -> str:
    """A cell on one line."""
    for sign, mark in reversed(WRITTEN):
        cell = cell.replace(sign, mark)
    return cell


def unwritten(cell: str) -> str:
    """A cell as it was."""
    for sign, mark in WRITTEN:
        cell = cell.replace(mark, sign)
    return cell
