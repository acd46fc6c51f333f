"""What a reader hands on: rows of text with their line in the file, and what was set aside on the way."""

from __future__ import annotations

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.headers import TOTAL_INITIALS, Header
from diagnostic.intake.files.line_ends import unwritten
from diagnostic.intake.files.pages import Page, in_utf8, pages

# larger batches are slower: the collector of Python walks all the rows that are alive
BATCH = 10_000
HEAVY = 32 << 20
BLOCK = 1_000
# broken lines that somebody may look at one by one
LISTED = 100_000
Batch = tuple[list[int], list[list[str]]]
# one row or several that a reader hands on at a time, with their lines
Block = tuple[Sequence[int], list[list[str]]]


@dataclass(frozen=True)
class Plain:
    """Lines of a text that are a row each as they are, the first on that line: `text` is theirs in UTF-8, its cells quoted or not.

    Where some have several lines in the file, `spans` tells how many each has; the ends of these are written with marks."""

    first: int
    count: int
    text: bytes
    spans: np.ndarray | None = None

    def read(self, separator: str, width: int) -> Iterator[Block]:
        """Their cells, as many as headers: there may be more."""
        rows = csv.reader(io.StringIO(self.text.decode("utf-8"), newline=""), delimiter=separator)
        for first, count, several in self.runs():
            for begin in range(first, first + count, BLOCK):
                some = [cells[:width] for cells in islice(rows, min(BLOCK, first + count - begin))]
                yield range(begin, begin + len(some)), [[*map(unwritten, cells)] for cells in some] if several else some

    def runs(self) -> list[tuple[int, int, bool]]:
        """The rows in runs of a line each, and those of several lines alone: the first line, how many rows, whether of several lines."""
        if self.spans is None:
            return [(self.first, self.count, False)]
        several = self.spans > 1
        begins = several.copy()
        begins[1:] |= several[:-1]
        begins[0] = True
        places = np.flatnonzero(begins)
        lines = self.first + np.cumsum(self.spans) - self.spans
        return list(zip(lines[places].tolist(), np.diff(places, append=self.count).tolist(), several[places].tolist(), strict=True))


@dataclass
class Aside:
    """Lines that are no data (blank, totals, repeated headers, events of no call), lines that are `broken` (too few or too many cells), of
    which `ragged` lists those that somebody may look at, and how many were folded into another of the same call or case, or say the same as
    another of the call; lines that stand `within` the quotes of a cell, and those that are `lost`, in no account at all; of a wide file the
    cells that give no row, of a long one the measures that nothing reads. `held` are totals that may turn out to stand among the rows,
    `totals` those that did."""

    blank: int = 0
    footer: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    ragged: list[tuple[int, str]] = field(default_factory=list)
    broken: int = 0
    folded: int = 0
    repeated: int = 0
    unrelated: int = 0
    within: int = 0
    lost: int = 0
    held: list[tuple[int, list[str]]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    filled: int = 0
    swapped: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    left: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The lines that no count of the ledger holds; what only some formats have is there where there is any."""
        rare = {name: getattr(self, name) for name in ("folded", "repeated", "unrelated", "within", "lost", "empty")}
        return {"blank": self.blank, "footer": self.footer, "header": self.header} | {name: count for name, count in rare.items() if count}

    @property
    def told(self) -> int:
        """How many lines are told of here."""
        listed = len(self.footer) + len(self.header)
        return listed + self.broken + self.blank + self.folded + self.repeated + self.unrelated + self.within

    def break_off(self, line: int, text: str) -> None:
        """Note a line that is broken: all are counted, and so many listed."""
        self.broken += 1
        if len(self.ragged) < LISTED:
            self.ragged.append((line, text))

    def give_up(self, line: int, text: str) -> None:
        """Note a line that is no record: broken, or blank."""
        if text.strip():
            self.break_off(line, text.strip())
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
            if header.refuses_undated:
                self.held.append((line, cells))
            else:
                self.footer.append(line)
        elif cells[0][:1] == header.names[0][:1] and header.is_repeated(cells):
            self.header.append(line)
        else:
            return True
        return False


def batched(blocks: Iterable[Block | Plain]) -> Iterator[Batch | Plain]:
    """The rows (lines, cells) in batches of so many or a few more, of fewer where their cells are long or plain lines follow, the last one
    with what is left."""
    batch: Batch = ([], [])
    weight = 0
    for block in blocks:
        if not isinstance(block, Plain):
            lines, rows = block
            batch[0].extend(lines)
            batch[1].extend(rows)
            weight += sum(map(len, rows[0])) * len(rows) if rows else 0
        if batch[0] and (isinstance(block, Plain) or len(batch[0]) >= BATCH or weight >= HEAVY):
            yield batch
            batch, weight = ([], []), 0
        if isinstance(block, Plain):
            yield block
    yield batch


class Sheet(Protocol):
    """A table of a file, opened: its header, and its rows in order: plain lines of a text as they are, each of so many `cells`, and batches
    of lines with their cells, as many as headers; or all of them in batches."""

    header: Header
    aside: Aside
    sheet: str | None
    encoding: str | None
    head: Sequence[tuple[int, Sequence[str]]]

    @property
    def separator(self) -> str | None: ...

    @property
    def cells(self) -> int: ...

    def pieces(self) -> Iterator[Batch | Plain]: ...

    def batches(self) -> Iterator[Batch]: ...


class Reading(ABC):
    """A source's file being read. Its format says how the header is found, and what a row is."""

    header: Header
    # those of a text that was read to its end
    lines: int = 0
    sheet: str | None = None
    separator: str | None = None
    # the first rows (line, cells), one of which is the line of headers; none in a format without such a line
    head: Sequence[tuple[int, Sequence[str]]] = ()

    def __init__(self, content: Content, source: Source):
        self.content, self.source = content, source
        self.encoding = content.encoding
        self.aside = Aside()

    @property
    def cells(self) -> int:
        """How many cells a plain line has."""
        return self.header.width

    def pieces(self) -> Iterator[Batch | Plain]:
        """The rows of data, plain lines as they are and the others in batches."""
        return batched(self._accounted(self.blocks()))

    def batches(self) -> Iterator[Batch]:
        """All rows of data in batches, in order."""
        separator, width = self.separator or "", self.header.width
        read = (block.read(separator, width) if isinstance(block, Plain) else (block,) for block in self._accounted(self.blocks()))
        blocks = chain.from_iterable(read)
        return (piece for piece in batched(blocks) if not isinstance(piece, Plain))

    def _accounted(self, blocks: Iterable[Block | Plain]) -> Iterator[Block | Plain]:
        """At the end each line of a text is a row or told of, and those that are not are counted as lost."""
        rows = 0
        for block in blocks:
            rows += block.count if isinstance(block, Plain) else len(block[0])
            yield block
        self.aside.footer += [line for line, _ in self.aside.held]
        self.aside.lost = max(0, self.lines - self.header.line - rows - self.aside.told)

    def _settled(self) -> Iterator[Block]:
        """The totals that a row follows, where there are any."""
        if self.aside.held:
            rows = self._among_rows()
            yield [line for line, _ in rows], [cells for _, cells in rows]

    def data(self, first: int, rows: list[list[str]]) -> Iterator[Block]:
        """Those of some rows as wide as the header that are data, the first on that line; those that are not are noted."""
        initials = {cells[0][:1] for cells in rows}
        if not self.aside.held and initials.isdisjoint(self.header.suspect) and all(initial.strip() for initial in initials):
            yield range(first, first + len(rows)), rows
            return
        kept: list[tuple[int, list[str]]] = []
        for line, cells in enumerate(rows, first):
            if self.aside.sort_out(line, cells, self.header):
                kept += self._among_rows() if self.aside.held else []
                kept.append((line, cells))
        yield [line for line, _ in kept], [cells for _, cells in kept]

    def _among_rows(self) -> list[tuple[int, list[str]]]:
        """The totals that a row follows: they stand in the middle of the file, and are rows as others."""
        held = self.aside.held
        rows = [(line, cells) for line, cells in held if len(cells) == self.header.width]
        for line, cells in held:
            if len(cells) != self.header.width:
                self.aside.break_off(line, " ".join(cells))
        self.aside.totals += [line for line, _ in rows]
        held.clear()
        return rows

    @abstractmethod
    def blocks(self) -> Iterator[Block | Plain]:
        """The rows of data with their lines in the file, one or several at a time."""

    @contextmanager
    def text(self) -> Iterator[io.TextIOWrapper]:
        """The text of the file. UserError where it breaks off on the way."""
        with self._unbroken(), self.content.text(newline="") as text:
            yield text

    @contextmanager
    def pages(self, separator: str, widths: Collection[int]) -> Iterator[Iterator[Page]]:
        """The same, page by page."""
        with self._unbroken():
            yield pages(in_utf8(self.content), separator, widths)

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        try:
            yield
        except (csv.Error, UnicodeError, OSError, EOFError) as error:
            raise UserError(Problem("intake.unreadable_file", {"file": self.source.file})) from error
