"""Rows of a text file: CSV in any of the usual separators."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import islice

import numpy as np

from diagnostic.engagement import Source
from diagnostic.intake.files import pages
from diagnostic.intake.files.bounds import LONGEST
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.groups import grouped
from diagnostic.intake.files.headers import TOTAL, TOTAL_INITIALS, Header, locate, mapped, plain, scorer
from diagnostic.intake.files.pages import Page
from diagnostic.intake.files.rows import Block, Plain, Reading

SEPARATORS = (";", ",", "\t", "|")
HEAD = 200
# the lines of one row: a letter pasted in a cell has fewer. Where so many were taken in vain, fewer are looked at, for time is short
LONGEST_ROW, OFTEN, SHORTEST_ROW = 1_000, 1_000_000, 10
# a text of several lines may well have a comma in each; two in each are those of a row
ENOUGH_CELLS = 3
# how a line begins whose row may be a total, or empty
UNSURE = re.compile(rf"[^0-9A-Za-z\r\n]*(?:[\r\n]|\Z|{TOTAL.pattern})", re.IGNORECASE)
# the first bytes of the characters beyond ASCII among which there are spaces
SPACED = (0xC2, 0xE1, 0xE2, 0xE3)


class Lines:
    """The lines of a text, page after page, some of which are rows by themselves.

    `within` counts the lines that stand in the quotes of a row that began above, `line` those passed, `read` all those of the text."""

    def __init__(self, leaves: Iterable[Page], separator: str, widths: Collection[int] = ()):
        self.separator, self.widths = separator, widths
        self.leaves = iter(leaves)
        self.ahead: deque[Page] = deque()
        self.taken: list[str] = []
        self.place = self.line = self.read = self.within = self.again = 0

    def page(self) -> Page | None:
        """The page of the line that comes next, None at the end of the text."""
        while self.ahead and self.place >= len(self.ahead[0]):
            self.place -= len(self.ahead.popleft())
        return self._page(0)

    def skip(self, lines: int) -> None:
        """Pass lines of this page."""
        height = self.ahead[0].height(self.place, self.place + lines)
        self.place += lines
        self.line += height
        self.within += height - lines

    def row(self) -> list[str]:
        """The cells of the row that begins here. A line whose quote swallows others is a row of one cell, and gives them back; the
        `widths` of rows, where they are known, tell lines that are rows by themselves."""
        page = self.ahead[0]
        alone = csv.reader([page.line(self.place), "\n"], delimiter=self.separator)
        with suppress(csv.Error):
            cells = next(alone)
            if alone.line_num == 1:
                self.skip(1)
                return cells
        return self._spread()

    def _page(self, number: int) -> Page | None:
        while len(self.ahead) <= number:
            page = next(self.leaves, None)
            if page is None:
                return None
            self.read += page.height(0, len(page))
            self.ahead.append(page)
        return self.ahead[number]

    def _from_here(self) -> Iterator[str]:
        """The lines from here on, as many as one row may have; those given are in `taken`."""
        number, place = 0, self.place
        while len(self.taken) < (LONGEST_ROW if self.again < OFTEN else SHORTEST_ROW) and (page := self._page(number)):
            if place == len(page):
                number, place = number + 1, 0
                continue
            self.taken.append(page.line(place))
            place += 1
            yield self.taken[-1]

    def _spread(self) -> list[str]:
        """The cells of a row of several lines; its first line alone where its quotes are not closed as quotes are, or hold rows."""
        self.taken = []
        try:
            cells = next(csv.reader(self._from_here(), delimiter=self.separator, strict=True))
        except csv.Error:
            cells = []
        if not cells or _hold_rows(self.taken, self.separator, self.widths):
            self.again += len(self.taken) - 1
            del self.taken[1:]
            cells = [self.taken[0].rstrip("\r\n")]
        self.skip(len(self.taken))
        self.within += len(self.taken) - 1
        return cells


def _hold_rows(lines: list[str], separator: str, widths: Collection[int]) -> bool:
    """Whether most of the lines that a quote holds are rows by themselves: they have as many cells, and begin with a digit where the first
    does, as the text of no cell would."""
    first = lines[0][:1].isdigit()
    rows = sum(line.count(separator) + 1 in widths and line[:1].isdigit() == first for line in lines[1:])
    return min(widths, default=0) >= ENOUGH_CELLS and rows > (len(lines) - 1) / 2


def _ordinary(header: Header, separator: str) -> np.ndarray:
    """By first byte, whether a line begins as neither totals nor headers nor empty rows do."""
    ordinary = np.ones(256, dtype=bool)
    ordinary[: ord(" ") + 1] = False
    initials = "".join(TOTAL_INITIALS) + separator + '"' + header.names[0][:1]
    ordinary[[*SPACED, *(character.encode("utf-8")[0] for character in initials)]] = False
    return ordinary


class Delimited(Reading):
    """A text file opened with its separator and its header found."""

    separator: str

    def __init__(self, content: Content, source: Source):
        csv.field_size_limit(LONGEST)
        super().__init__(content, source)
        with self.text() as text:
            head = list(islice(text, HEAD + (source.header_row or 0)))
        self.score = scorer(source)
        records = {separator: self._records(head, separator) for separator in SEPARATORS}
        self.separator = max(SEPARATORS, key=lambda separator: self._fit(records[separator]))
        self.head = grouped(records[self.separator])
        self.header = mapped(source.header_row or 0, source.headers, source) if source.headers else locate(self.head, source)
        # as many cells as the line of headers that was found has, those at its end without a name among them
        found = [] if source.headers else [len(cells) for line, cells in self.head if line == self.header.line]
        self.written = max(found, default=self.header.width)

    def blocks(self) -> Iterator[Block | Plain]:
        """The rows of data below the header: lines that are plain rows as they are, of the others the cells. A row with too few or too many
        cells is set aside, never lost: where an unclosed quote has swallowed lines, only its first line is given up."""
        cells, ordinary = self.cells, _ordinary(self.header, self.separator)
        widths = {self.header.width, self.written}
        with self.pages(self.separator, widths) as leaves:
            lines = Lines(leaves, self.separator, widths)
            while lines.line < self.header.line and lines.page():
                yield from self._looked_at(lines)
            while page := lines.page():
                others = [*np.flatnonzero(~page.plain(cells, ordinary, self._is_row)).tolist(), len(page)]
                while lines.place < len(page):
                    beyond = others[bisect_left(others, lines.place)]
                    if beyond > lines.place:
                        yield from self._settled()
                        spans = None if page.spans is None else page.spans[lines.place : beyond]
                        yield Plain(lines.line + 1, beyond - lines.place, page.lines(lines.place, beyond), spans)
                        within = lines.within
                        lines.skip(beyond - lines.place)
                        self.aside.within += lines.within - within
                    else:
                        yield from self._looked_at(lines)
            self.lines = lines.read

    def _looked_at(self, lines: Lines) -> Iterator[Block]:
        """The row that begins at a line, where it is one of data."""
        first, within = lines.line + 1, lines.within
        cells = lines.row()
        self.aside.within += lines.within - within if first >= self.header.line else 0
        if first > self.header.line and self._is_whole(first, cells):
            yield from self.data(first, [cells])

    def _is_row(self, line: str) -> bool:
        """Whether a line of as many cells as a row is surely data: no total, not the headers once more, not empty."""
        name = self.header.names[0]
        if UNSURE.match(line):
            return False
        if name and not line.startswith((name[:1], f'"{name[:1]}')):
            return True
        cells = next(csv.reader([line], delimiter=self.separator))
        return plain(cells[0]) != plain(name) if name else not self.header.is_repeated(cells)

    @property
    def cells(self) -> int:
        """How many cells a plain line has: with those under no name at its end, or without."""
        widths = Counter(len(cells) for line, cells in self.head if line > self.header.line)
        return max(self.header.width, self.written, key=lambda width: widths[width])

    def _is_whole(self, line: int, cells: list[str]) -> bool:
        """Whether a row has a cell for each header, its last cells dropped where they say nothing or stand under no name; one that has not
        is noted."""
        width = self.header.width
        if len(cells) > width and (len(cells) == self.written or not any(cell.strip() for cell in cells[width:])):
            del cells[width:]
        if len(cells) != width and self.aside.sort_out(line, cells or [""], self.header):
            self.aside.break_off(line, self.separator.join(cells))
        return len(cells) == width

    def _records(self, head: list[str], separator: str) -> list[tuple[int, list[str]]]:
        records: list[tuple[int, list[str]]] = []
        lines = Lines(pages.pages(["".join(head).encode("utf-8")], separator), separator)
        while lines.page():
            records.append((lines.line + 1, lines.row()))
        return records

    def _fit(self, records: list[tuple[int, list[str]]]) -> tuple[int, int]:
        """How well a separator suits: lines as wide as the given headers, else mapped headers found on one line, then the usual number
        of cells of a line: a bar or a comma may stand anywhere in a text, and is not what makes all lines alike."""
        if self.source.headers:
            return sum(len(cells) == len(self.source.headers) for _, cells in records), 0
        widths = Counter(len(cells) for _, cells in records if len(cells) > 1)
        usual = max(widths, key=lambda width: (widths[width], width), default=1)
        return max((self.score(cells) for _, cells in records), default=0), usual
