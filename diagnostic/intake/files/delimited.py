"""Rows of a text file: CSV in any of the usual separators."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice

from diagnostic.engagement import Source
from diagnostic.intake.files.bounds import LONGEST
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.groups import grouped
from diagnostic.intake.files.headers import locate, mapped, score
from diagnostic.intake.files.rows import Block, Reading

SEPARATORS = (";", ",", "\t", "|")
HEAD = 200
BLOCK = 200
# the lines of one row: a letter pasted in a cell has fewer. Where so many were taken in vain, fewer are looked at, for time is short
LONGEST_ROW, OFTEN, SHORTEST_ROW = 1_000, 1_000_000, 10
# a text of several lines may well have a comma in each; two in each are those of a row
ENOUGH_CELLS = 3


class Lines:
    """The lines of a text, which may be given back: csv asks for one at a time, and may take too many in one row.

    `within` counts the lines that stand in the quotes of a row that began above, `read` all the lines of the text that were taken."""

    def __init__(self, text: io.TextIOBase):
        self.text = text
        self.returned: deque[str] = deque()
        self.taken: list[str] = []
        self.line = self.read = self.within = self.again = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= (LONGEST_ROW if self.again < OFTEN else SHORTEST_ROW):
            raise StopIteration
        line = self.returned.popleft() if self.returned else self._next()
        self.taken.append(line)
        return line

    def blocks(self, separator: str, widths: Collection[int] = ()) -> Iterator[tuple[int, list[list[str]]]]:
        """Rows of cells that follow each other, with the line where the first begins: as many as are a line each, which is quicker, or one
        of several lines. A line whose quote swallows others is a row of one cell, and gives them back; `widths`, where they are known, tell
        lines that are rows by themselves."""
        while block := self._next_lines():
            rows = _single(block, separator)
            self.returned.extendleft(reversed(block[len(rows) :]))
            self.line += len(rows)
            yield self.line - len(rows) + 1, rows
            if len(rows) < len(block):
                first = self.line + 1
                yield first, [self._spread(separator, widths)]

    def _next(self) -> str:
        line = next(self.text)
        self.read += 1
        return line

    def _next_lines(self) -> list[str]:
        back = [self.returned.popleft() for _ in range(min(BLOCK, len(self.returned)))]
        fresh = list(islice(self.text, BLOCK - len(back)))
        self.read += len(fresh)
        return back + fresh

    def _spread(self, separator: str, widths: Collection[int]) -> list[str]:
        """The cells of a row of several lines; its first line alone where its quotes are not closed as quotes are, or hold rows."""
        self.taken.clear()
        try:
            cells = next(csv.reader(self, delimiter=separator, strict=True))
        except csv.Error:
            cells = []
        if not cells or _hold_rows(self.taken, separator, widths):
            self.returned.extendleft(reversed(self.taken[1:]))
            self.again += len(self.taken) - 1
            del self.taken[1:]
            cells = [self.taken[0].rstrip("\r\n")]
        self.line += len(self.taken)
        self.within += len(self.taken) - 1
        return cells


def _hold_rows(lines: list[str], separator: str, widths: Collection[int]) -> bool:
    """Whether most of the lines that a quote holds are rows by themselves: they have as many cells, and begin with a digit where the first
    does, as the text of no cell would."""
    first = lines[0][:1].isdigit()
    rows = sum(line.count(separator) + 1 in widths and line[:1].isdigit() == first for line in lines[1:])
    return min(widths, default=0) >= ENOUGH_CELLS and rows > (len(lines) - 1) / 2


def _single(lines: list[str], separator: str) -> list[list[str]]:
    """The rows of the first lines, as long as each is a row by itself."""
    rows: list[list[str]] = []
    reader = csv.reader([*lines, "\n"], delimiter=separator)
    with suppress(csv.Error):
        for cells in reader:
            if reader.line_num > len(rows) + 1:
                break
            rows.append(cells)
    return rows[: len(lines)]


class Delimited(Reading):
    """A text file opened with its separator and its header found."""

    separator: str

    def __init__(self, content: Content, source: Source):
        csv.field_size_limit(LONGEST)
        super().__init__(content, source)
        with self.text() as text:
            head = list(islice(text, HEAD + (source.header_row or 0)))
        self.separator = max(SEPARATORS, key=lambda separator: self._fit(head, separator))
        self.head = grouped(self._records(head, self.separator))
        self.header = mapped(source.header_row or 0, source.headers, source) if source.headers else locate(self.head, source)
        # as many cells as the line of headers that was found has, those at its end without a name among them
        found = [] if source.headers else [len(cells) for line, cells in self.head if line == self.header.line]
        self.written = max(found, default=self.header.width)

    def blocks(self) -> Iterator[Block]:
        """The rows of data below the header. A row with too few or too many cells is set aside, never lost: where an unclosed quote has
        swallowed lines, only its first line is given up."""
        with self.text() as text:
            lines = Lines(text)
            within = 0
            for first, rows in lines.blocks(self.separator, {self.header.width, self.written}):
                within, inside = lines.within, lines.within - within
                self.aside.within += inside if first >= self.header.line else 0
                if first > self.header.line and not any(rows):
                    self.aside.blank += len(rows)
                elif first > self.header.line and set(map(len, rows)) == {self.header.width}:
                    yield from self.data(first, rows)
                else:
                    for line, cells in enumerate(rows, first):
                        if line > self.header.line and self._is_whole(line, cells):
                            yield from self.data(line, [cells])
            self.lines = lines.read

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
        with suppress(csv.Error):
            for first, rows in Lines(io.StringIO("".join(head), newline="")).blocks(separator):
                records += enumerate(rows, first)
        return records

    def _fit(self, head: list[str], separator: str) -> tuple[int, int]:
        """How well a separator suits: lines as wide as the given headers, else mapped headers found on one line, then the usual number
        of cells of a line: a bar or a comma may stand anywhere in a text, and is not what makes all lines alike."""
        records = self._records(head, separator)
        if self.source.headers:
            return sum(len(cells) == len(self.source.headers) for _, cells in records), 0
        widths = Counter(len(cells) for _, cells in records if len(cells) > 1)
        usual = max(widths, key=lambda width: (widths[width], width), default=1)
        return max((score(cells, self.source) for _, cells in records), default=0), usual
