"""Rows of a text file: CSV in any of the usual separators."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from diagnostic.engagement import Source
from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.groups import grouped
from diagnostic.intake.files.headers import locate, mapped, score
from diagnostic.intake.files.rows import Block, Reading

SEPARATORS = (";", ",", "\t", "|")
HEAD = 200
LONGEST_CELL = 16 << 20
BLOCK = 200


class Lines:
    """The lines of a text, which may be given back: csv asks for one at a time, and may take too many in one row."""

    def __init__(self, text: io.TextIOBase):
        self.text = text
        self.returned: deque[str] = deque()
        self.taken: list[str] = []
        self.line = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.text)
        self.line += 1
        self.taken.append(line)
        return line

    def blocks(self, separator: str) -> Iterator[tuple[int, list[list[str]]]]:
        """Rows of cells that follow each other, with the line where the first begins: as many as are a line each, which is quicker, or one
        of several lines."""
        while block := self._next_lines():
            rows = _single(block, separator)
            self.returned.extendleft(reversed(block[len(rows) :]))
            self.line += len(rows)
            yield self.line - len(rows) + 1, rows
            if len(rows) < len(block):
                cells = next(csv.reader(self, delimiter=separator))
                yield self.line - len(self.taken) + 1, [cells]
                self.taken.clear()

    def _next_lines(self) -> list[str]:
        back = [self.returned.popleft() for _ in range(min(BLOCK, len(self.returned)))]
        return back + list(islice(self.text, BLOCK - len(back)))

    @property
    def unclosed(self) -> bool:
        """Whether the row just taken runs over lines because of a quote that nothing closes, or that another cell's quote closed."""
        return len(self.taken) > 1 and sum(line.count('"') for line in self.taken) % 2 == 1

    def give_back(self) -> None:
        """Keep the first line of the row just taken, return the others."""
        self.returned.extendleft(reversed(self.taken[1:]))
        self.line -= len(self.taken) - 1


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
        csv.field_size_limit(LONGEST_CELL)
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
            for first, rows in lines.blocks(self.separator):
                if first > self.header.line and not lines.taken and set(map(len, rows)) == {self.header.width}:
                    yield from self.data(first, rows)
                    continue
                for line, cells in enumerate(rows, first):
                    if self._is_data(lines, line, cells):
                        yield (line,), [cells]

    def _is_data(self, lines: Lines, line: int, cells: list[str]) -> bool:
        """Whether a row is data; one that is not is noted, its last cells dropped where they say nothing or stand under
        no name."""
        width = self.header.width
        if len(cells) > width and (len(cells) == self.written or not any(cell.strip() for cell in cells[width:])):
            del cells[width:]
        if line <= self.header.line:
            return False
        if (len(cells) == width or not any(cells)) and not lines.unclosed:
            return self.aside.sort_out(line, cells or [""], self.header)
        if len(lines.taken) > 1:
            self.aside.ragged.append((line, lines.taken[0].strip()))
            lines.give_back()
        elif self.aside.sort_out(line, cells, self.header):
            self.aside.ragged.append((line, self.separator.join(cells)))
        return False

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
