"""What a file may be at most: a small file that unpacks to a huge one, or a line without end, is refused before a reader meets it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

import numpy as np

from diagnostic.errors import Problem, UserError

CHUNK = 1 << 20
# data unpacks to five to fifty times its size; what unpacks to more says nothing, and what is small harms nobody
RATIO, SMALL = 200, 8 << 20
UNPACKED = 4 << 30
# characters of a line, or of a cell
LONGEST = 4 << 20
# columns of a table
WIDEST = 2_000
# cells of a sheet, from its first to the last that holds something; those of a large sheet are mostly filled
CELLS, SPARSE = 20_000_000, 8
# of an OpenDocument, where one cell may stand for all of them
REPEATED = 2_000_000
LARGEST = 10 * CELLS
# long texts, each of which is mostly that of one cell
LONG, TEXT = 1_000, 256 << 20
SHARED = re.compile(rb"""t=["']s["'][^>]*>\s*<(?:[A-Za-z]+:)?v>\s*([0-9]{1,9})\s*<""")
REFERENCE = re.compile(rb"""[ \t\r\n]r=["'](?=[A-Za-z]{2}|[A-Za-z]?[0-9]{6})([A-Za-z]{0,9})([0-9]{1,18})""")
CELL = re.compile(rb"<(?:[A-Za-z]+:)?c[ />]")
# what a workbook that is damaged, protected, or none at all brings about
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
# what may be cut between two chunks
OVERLAP = 64


def measure(stream: IO[bytes], packed: int | None, file: str) -> int:
    """Read a stream to its end, and return how long its longest line is, as far as it matters. UserError where it unpacks (from so many
    bytes `packed`) to more than a file should."""
    size = line = longest = 0
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        size += len(chunk)
        if packed is not None:
            _unpacks(size, packed, file)
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        line = line + len(chunk) if end < 0 else len(chunk) - end - 1
        longest = max(longest, line)
    return longest


def _unpacks(size: int, packed: int, file: str) -> None:
    if size > UNPACKED or (size > SMALL and size > RATIO * packed):
        raise UserError(Problem("intake.bomb", {"file": file, "megabytes": size >> 20}))


def measure_book(stream: IO[bytes], file: str) -> None:
    """Look into a workbook that is a folder of XML. UserError where it is none, where a part of it unpacks to more than a file should, or
    where a sheet spans or repeats more cells than a table has."""
    try:
        with zipfile.ZipFile(stream) as book:
            for part in book.infolist():
                _unpacks(part.file_size, part.compress_size, file)
            for part in book.infolist():
                repeats = part.filename == "content.xml"
                with book.open(part) as content:
                    for rows, columns, filled in _spans_ods(content) if repeats else _spans(content):
                        area = rows * columns
                        if area > LARGEST or (area > (REPEATED if repeats else CELLS) and area > SPARSE * filled):
                            raise UserError(Problem("intake.vast_sheet", {"file": file, "rows": rows, "columns": columns}))
            if (size := _written_out(book)) > TEXT:
                raise UserError(Problem("intake.bomb", {"file": file, "megabytes": size >> 20}))
    except BROKEN as error:
        raise UserError(Problem("intake.unreadable_workbook", {"file": file})) from error


def _spans(content: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """The rows, the columns and the cells of a sheet of Excel, as its references tell them; of nothing else any."""
    rows, columns, cells = 99_999, 26, 0
    before = b""
    for chunk in iter(lambda: content.read(CHUNK), b""):
        seen = before + chunk
        for letters, row in REFERENCE.findall(seen):
            columns, rows = max(columns, _column(letters)), max(rows, int(row))
        cells += len(CELL.findall(seen)) - len(CELL.findall(before))
        before = seen[-OVERLAP:]
    yield rows, columns, cells


def _written_out(book: zipfile.ZipFile) -> int:
    """The bytes of the long texts of a workbook of Excel, which has each once, when every cell that shows one has it for itself."""
    listed = [part for part in book.namelist() if part.endswith("sharedStrings.xml")]
    sizes = np.array([len(text) for part in listed for text in book.read(part).split(b"</si>")], dtype=np.int64)
    sizes[sizes < LONG] = 0
    if not sizes.any():
        return 0
    shown = 0
    for part in (name for name in book.namelist() if name.endswith(".xml")):
        with book.open(part) as content:
            before = b""
            while chunk := content.read(CHUNK):
                whole, cut, before = (before + chunk).rpartition(b"</c>")
                places = np.array([int(place) for place in SHARED.findall(whole + cut)], dtype=np.int64)
                shown += int(sizes[places[places < sizes.size]].sum())
    return shown


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _spans_ods(content: IO[bytes]) -> list[tuple[int, int, int]]:
    """The same of the sheets of an OpenDocument; what a cell that is filled repeats fills nothing more."""
    spans: list[tuple[int, int, int]] = []
    row = rows = columns = column = cells = repeated = filled = 0

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal row, rows, columns, column, cells, repeated, filled
        tag = name.rpartition(":")[2]
        if tag == "table":
            row = rows = columns = cells = 0
        elif tag == "table-row":
            repeated, column, filled = _times(given, "rows"), 0, 0
        elif tag in ("table-cell", "covered-table-cell"):
            column += _times(given, "columns")
            if any(key.endswith(":value-type") for key in given):
                filled, cells = column, cells + 1

    def end(name: str) -> None:
        nonlocal row, rows, columns
        tag = name.rpartition(":")[2]
        if tag == "table-row":
            row += repeated
            rows, columns = (row, max(columns, filled)) if filled else (rows, columns)
        elif tag == "table":
            spans.append((rows, columns, cells))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.ParseFile(content)
    return spans


def _times(given: dict[str, str], what: str) -> int:
    said = next((value for key, value in given.items() if key.endswith(f":number-{what}-repeated")), "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1
