"""What exports do to data: repeated rows, unreadable dates, blank lines, totals, several spellings of one word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from .chance import one_of

Row = list[str]
UNREADABLE = ("32/13/2025 10:00:00", "n.c.", "########", "00/00/0000 00:00:00")


def clock(seconds: int | None) -> str:
    """Seconds as HH:MM:SS, empty where unknown."""
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def day_first(moment: dt.datetime | None, seconds: bool = True) -> str:
    """A French date and time, empty where unknown."""
    return "" if moment is None else moment.strftime("%d/%m/%Y %H:%M:%S" if seconds else "%d/%m/%Y %H:%M")


def iso(moment: dt.datetime | None) -> str:
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def misspelt(rng: np.random.Generator, word: str, spellings: Mapping[str, Sequence[str]], share: float = 0.12) -> str:
    """The word, or now and then another of its spellings."""
    others = spellings.get(word)
    return one_of(rng, others) if others and rng.random() < share else word


def repeated(rng: np.random.Generator, rows: list[Row], count: int) -> list[Row]:
    """The rows, some of them written twice in a row, as after an export run twice over midnight."""
    twice = set(rng.choice(len(rows), count, replace=False).tolist())
    return [copy for at, row in enumerate(rows) for copy in ([row, row] if at in twice else [row])]


def with_unreadable(rng: np.random.Generator, rows: list[Row], date_at: int, count: int) -> list[Row]:
    """The rows, and a few test records whose date cannot be read: none of them is an event."""
    made = list(rows)
    for number in range(count):
        row = list(made[int(rng.integers(len(made)))])
        row[date_at] = UNREADABLE[number % len(UNREADABLE)]
        made.insert(int(rng.integers(len(made))), row)
    return made


def write_csv(
    path: Path, header: Row, rows: list[Row], encoding: str, newline: str, footer: list[Row] | None = None, blank: int = 0
) -> None:
    """A `;` file in this encoding; `blank` empty lines are put between rows and the footer closes the file."""
    lines = [_line(header)] + [_line(row) for row in rows]
    for number in range(blank):
        lines.insert((number + 1) * len(lines) // (blank + 1), "")
    lines += [_line(row) for row in footer or []]
    path.write_bytes((newline.join(lines) + newline).encode(encoding))


def _line(row: Row) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' if ";" in cell or '"' in cell or "\n" in cell else cell for cell in row)
