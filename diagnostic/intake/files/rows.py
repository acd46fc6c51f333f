"""What a reader hands on: rows of text with their line in the file, and what was set aside on the way."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import TOTAL_INITIALS, Header

# larger batches are slower: the collector of Python walks all the rows that are alive
BATCH = 10_000
Batch = tuple[list[int], list[list[str]]]
# one row or several that a reader hands on at a time, with their lines
Block = tuple[Sequence[int], list[list[str]]]


@dataclass
class Aside:
    """Lines that are no data (blank, totals, repeated headers, events of no call), lines that are broken (too few or too many cells), and
    how many were folded into another of the same call or case, or say the same as another of the call; of a wide file the cells
    that give no row, of a long one the measures that nothing reads."""

    blank: int = 0
    footer: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    ragged: list[tuple[int, str]] = field(default_factory=list)
    folded: int = 0
    repeated: int = 0
    unrelated: int = 0
    filled: int = 0
    swapped: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    left: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The lines that no count of the ledger holds; what only some formats have is there where there is any."""
        rare = {"folded": self.folded, "repeated": self.repeated, "unrelated": self.unrelated, "empty": self.empty}
        return {"blank": self.blank, "footer": self.footer, "header": self.header} | {name: count for name, count in rare.items() if count}

    def give_up(self, line: int, text: str) -> None:
        """Note a line that is no record: broken, or blank."""
        if text.strip():
            self.ragged.append((line, text.strip()))
        else:
            self.blank += 1

    def sort_out(self, line: int, cells: list[str], header: Header) -> bool:
        """Whether the row is data; a row that is not is noted here."""
        first = cells[0][:1]
        if first not in header.suspect and first.strip():
            return True
        initial = first if first.strip() else "".join(cells).lstrip()[:1]
        if not initial:
            self.blank += 1
        elif initial in TOTAL_INITIALS and header.is_footer(cells):
            self.footer.append(line)
        elif cells[0][:1] == header.names[0][:1] and header.is_repeated(cells):
            self.header.append(line)
        else:
            return True
        return False


def batched(blocks: Iterable[Block]) -> Iterator[Batch]:
    """The rows (lines, cells) in batches of so many or a few more, the last one with what is left."""
    batch: Batch = ([], [])
    for lines, rows in blocks:
        batch[0].extend(lines)
        batch[1].extend(rows)
        if len(batch[0]) >= BATCH:
            yield batch
            batch = ([], [])
    yield batch


class Sheet(Protocol):
    """A table of a file, opened: its header, and its rows in batches: their lines, and their cells, as many as headers."""

    header: Header
    aside: Aside
    sheet: str | None
    encoding: str | None
    head: Sequence[tuple[int, Sequence[str]]]

    @property
    def separator(self) -> str | None: ...

    def batches(self) -> Iterator[Batch]: ...


class Reading(ABC):
    """A source's file being read. Its format says how the header is found, and what a row is."""

    header: Header
    sheet: str | None = None
    separator: str | None = None
    # the first rows (line, cells), one of which is the line of headers; none in a format without such a line
    head: Sequence[tuple[int, Sequence[str]]] = ()

    def __init__(self, content: Content, source: Source):
        self.content, self.source = content, source
        self.encoding = content.encoding
        self.aside = Aside()

    def batches(self) -> Iterator[Batch]:
        """The rows of data in batches."""
        return batched(self.blocks())

    def data(self, first: int, rows: list[list[str]]) -> Iterator[Block]:
        """Those of some rows as wide as the header that are data, the first on that line; those that are not are noted."""
        initials = {cells[0][:1] for cells in rows}
        if initials.isdisjoint(self.header.suspect) and all(initial.strip() for initial in initials):
            yield range(first, first + len(rows)), rows
        else:
            kept = [(line, cells) for line, cells in enumerate(rows, first) if self.aside.sort_out(line, cells, self.header)]
            yield [line for line, _ in kept], [cells for _, cells in kept]

    @abstractmethod
    def blocks(self) -> Iterator[Block]:
        """The rows of data with their lines in the file, one or several at a time."""

    @contextmanager
    def text(self) -> Iterator[io.TextIOWrapper]:
        """The text of the file. UserError where it breaks off on the way."""
        try:
            with self.content.text(newline="") as text:
                yield text
        except (csv.Error, UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error
