"""What a file really is, whatever its name says: a workbook, text in an encoding, or neither."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np

from diagnostic import steps
from diagnostic.errors import Problem, UserError
from diagnostic.intake.files import bounds, code_pages, encoded_twice
from diagnostic.intake.files.formats import format_of

CHUNK = 4 << 20
# how a file that is no text and has a reader begins
ZIP = b"PK\x03\x04"
BINARY = {"workbook": (ZIP, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "parquet": (b"PAR1",)}
WITHOUT_LINES = ("json", "xes")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CP1252_ALONE = re.compile(rb"[\x80-\x9f]")
LATIN9_ALONE = re.compile(rb"\xa4|(?<![0-9])[\xbc\xbd][A-Za-z]")
FIRST_BEYOND = 0x80
BEYOND = bytes(range(FIRST_BEYOND, 0x100))
RUN = re.compile(rb"[\x80-\xff]+")
GZIP = b"\x1f\x8b"
# the bytes that stand for nothing in a page: looking for them is far quicker than decoding all
UNUSED = {"cp1252": (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")}
# below this share of broken sequences a file is UTF-8 with a scar, above it another encoding
SCARRED = 0.1
# encodings that nobody expects, by what the wording calls them
OLD = {"cp850": "dos", "mac_roman": "mac"} | {f"{encoded_twice.NAME}{page}": "twice" for page in encoded_twice.PAGES}


@dataclass(frozen=True)
class Content:
    """A file as found: its digest, its format, and the encoding of its text (None where it is no text)."""

    path: Path
    sha256: str
    format: str
    encoding: str | None
    errors: str = "strict"

    def binary(self) -> IO[bytes]:
        """The bytes, unpacked where the file is gzipped."""
        return unpacked(self.path)

    def text(self, newline: str | None = None) -> io.TextIOWrapper:
        """The text, decoded."""
        return io.TextIOWrapper(self.binary(), encoding=self.encoding, errors=self.errors, newline=newline)  # type: ignore[type-var]


def oddity(encoding: str | None, errors: str) -> str | None:
    """What is odd of an encoding, and was put right: `dos`, `mac`, `twice`; `broken` where a few characters could not be."""
    return "broken" if errors == "replace" else OLD.get(encoding or "")


def examine(folder: Path, file: str, declared: str | None) -> Content:
    """What the file holds, or a UserError that says why it cannot be read."""
    path = folder / file
    if not path.is_file():
        raise UserError(Problem("intake.missing_file", {"file": file}))
    try:
        digest = steps.sha256(path)
        with unpacked(path) as stream:
            head = stream.read(1 << 16)
            packed = path.stat().st_size if isinstance(stream, gzip.GzipFile) else None
        if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
            raise UserError(Problem("intake.empty_file", {"file": file}))
        binary = next((name for name, marks in BINARY.items() if head.startswith(marks)), None)
        longest = 0
        if packed is not None or binary is None:
            with unpacked(path) as stream:
                longest = bounds.measure(stream, packed, file)
        if head.startswith(ZIP):
            with unpacked(path) as stream:
                bounds.measure_book(stream, file)
        if binary is not None:
            return Content(path, digest, binary, None)
        encoding, errors = _encoding(path, head, file, declared)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(Problem("intake.unreadable_file", {"file": file})) from error
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    found = format_of(text)
    if longest > bounds.LONGEST and found not in WITHOUT_LINES:
        raise UserError(Problem("intake.endless_line", {"file": file, "megabytes": bounds.LONGEST >> 20}))
    return Content(path, digest, found, encoding, errors)


def unpacked(path: Path) -> IO[bytes]:
    """The file's bytes as a stream, through gzip where it is packed."""
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _encoding(path: Path, head: bytes, file: str, declared: str | None) -> tuple[str, str]:
    marked = next((encoding for mark, encoding in MARKS if head.startswith(mark)), None)
    kind = _foreign(head)
    if marked is None and kind:
        raise UserError(Problem(f"intake.{kind}", {"file": file}))
    if declared is not None:
        return _declared(path, file, declared), "strict"
    if marked == "utf-16":
        return (marked, "strict") if _decodes(path, marked) else _refused(file)
    if _decodes(path, "utf-8"):
        page = encoded_twice.page_of(_chunks(path))
        return f"{encoded_twice.NAME}{page}" if page else marked or "utf-8", "strict"
    broken, foreign = _scars(path)
    if broken <= SCARRED * foreign:
        return marked or "utf-8", "replace"
    page, fit = code_pages.best(_chunks(path))
    if page != "cp1252" and fit > 0:
        return page, "strict"
    if _is_latin9(path):
        return "iso8859-15", "strict"
    return ("cp1252", "strict") if _decodes(path, "cp1252") else _refused(file)


def _foreign(head: bytes) -> str | None:
    """The wording of what a head of file shows when it is no text."""
    if head.startswith(PICTURES) and (b"\x00" in head or head.startswith(b"\xff\xd8\xff")):
        return "picture"
    if head.startswith(b"%PDF"):
        return "pdf"
    if head[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<table")):
        return "html"
    return "binary" if b"\x00" in head else None


def _declared(path: Path, file: str, declared: str) -> str:
    name = codecs.lookup(declared).name
    if not _decodes(path, name):
        raise UserError(Problem("intake.wrong_encoding", {"file": file, "encoding": declared}))
    return "utf-8-sig" if name == "utf-8" else name


def _refused(file: str) -> tuple[str, str]:
    raise UserError(Problem("intake.unreadable_encoding", {"file": file}))


def _chunks(path: Path) -> Iterator[bytes]:
    with unpacked(path) as stream:
        yield from iter(lambda: stream.read(CHUNK), b"")


def _decodes(path: Path, encoding: str) -> bool:
    if encoding in UNUSED:
        return not any(byte in chunk for chunk in _chunks(path) for byte in UNUSED[encoding])
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _is_latin9(path: Path) -> bool:
    """Whether the bytes are Latin-9 rather than cp1252, which differ in few characters: its euro sign and its œ are signs that nobody
    writes in the other, and the bytes that it does not use are the other's quotes and dashes."""
    seen = False
    for chunk in _chunks(path):
        if CP1252_ALONE.search(chunk):
            return False
        seen = seen or LATIN9_ALONE.search(chunk) is not None
    return seen


def _scars(path: Path) -> tuple[int, int]:
    """How many sequences are no UTF-8, and how many characters beyond ASCII are."""
    broken = foreign = 0
    held = b""
    for chunk in chain(_chunks(path), (b"\n",)):
        cells = np.frombuffer(held + chunk, np.uint8)
        beyond = cells >= FIRST_BEYOND
        # a byte alone is no character: texts of one byte for each are full of them
        alone = beyond.copy()
        alone[1:] &= ~beyond[:-1]
        alone[:-1] &= ~beyond[1:]
        alone[-1] = False
        broken += int(np.count_nonzero(alone))
        beyond &= ~alone
        # each run of bytes beyond ASCII with the byte behind it, which parts it from the next; the runs of a text come back
        beyond[1:] |= beyond[:-1].copy()
        runs = cells[beyond].tobytes()
        held = runs[len(runs.rstrip(BEYOND)) :]
        for run, often in Counter(RUN.findall(runs[: len(runs) - len(held)])).items():
            text = run.decode("utf-8", "replace")
            broken += text.count("\ufffd") * often
            foreign += (len(text) - text.count("\ufffd")) * often
    return broken, foreign
