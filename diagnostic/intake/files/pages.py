"""The lines of a text, a page at a time: which of them are rows by themselves, seen on their bytes all at once."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from diagnostic.intake.files.encodings import Content

CHUNK = 4 << 20
LF, CR, QUOTE = b'\n\r"'
# a longer line is looked at for itself: no parser need have room for it
LONGEST_PLAIN = 1 << 18


@dataclass(frozen=True)
class Page:
    """Whole lines of a text, in UTF-8: where each ends, and how many cells it has (-1 where its quotes are not those of one row alone)."""

    text: bytes
    ends: np.ndarray
    cells: np.ndarray

    def __len__(self) -> int:
        return len(self.ends)

    def start(self, place: int) -> int:
        """Where a line begins."""
        return int(self.ends[place - 1]) if place else 0

    def line(self, place: int) -> str:
        """A line with its end."""
        return self.text[self.start(place) : self.ends[place]].decode("utf-8")

    def lines(self, first: int, beyond: int) -> bytes:
        """Some lines, each of which ends as on Unix."""
        text = self.text[self.start(first) : self.start(beyond)]
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text
        return text if text.endswith(b"\n") else text + b"\n"

    def initials(self) -> np.ndarray:
        """The first byte of each line, that behind the quote where a quote opens it."""
        at = np.frombuffer(self.text + b"\n", np.uint8)
        starts = np.concatenate([[0], self.ends[:-1]])
        first = at[starts]
        return np.where(first == QUOTE, at[starts + 1], first)

    def plain(self, width: int, ordinary: np.ndarray, is_row: Callable[[str], bool]) -> np.ndarray:
        """Which lines are rows of so many cells and surely data: they begin with an `ordinary` byte, else `is_row` says so."""
        lengths = np.diff(self.ends, prepend=0)
        whole = (self.cells == width) & (lengths <= LONGEST_PLAIN)
        begins = ordinary[self.initials()]
        plain = whole & begins
        for place in np.flatnonzero(whole & ~begins).tolist():
            plain[place] = is_row(self.line(place))
        return plain


def surveyed(text: bytes, separator: str) -> Page:
    """The page of a text of whole lines."""
    at = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(at == LF) + 1
    if b"\r" in text:
        returns = np.flatnonzero(at == CR)
        followed = at[np.minimum(returns + 1, len(at) - 1)]
        alone = returns[followed != LF]
        ends = np.sort(np.concatenate([ends, alone + 1])) if len(alone) else ends
    if len(at) and (not len(ends) or ends[-1] != len(at)):
        ends = np.append(ends, len(at))
    separators = np.flatnonzero(at == ord(separator))
    cells = np.diff(np.searchsorted(separators, ends), prepend=0) + 1
    quotes = np.flatnonzero(at == QUOTE)
    return Page(text, ends, _quoted(at, ends, cells, separators, quotes, ord(separator)) if len(quotes) else cells)


def _quoted(at: np.ndarray, ends: np.ndarray, cells: np.ndarray, separators: np.ndarray, quotes: np.ndarray, separator: int) -> np.ndarray:
    """The cells of each line by its quotes: a separator between two of them parts nothing; -1 where they do not open and close cells."""
    lines = np.searchsorted(ends, quotes, side="right")
    in_line = np.bincount(lines, minlength=len(ends))
    opening = (np.arange(len(quotes)) - (np.cumsum(in_line) - in_line)[lines]) % 2 == 0
    starts = np.concatenate([[0], ends[:-1]])[lines]
    before = np.where(quotes == starts, separator, at[quotes - 1])
    after = np.where(quotes + 1 == len(at), LF, at[np.minimum(quotes + 1, len(at) - 1)])
    opens = (before == separator) | (before == QUOTE)
    closes = np.isin(after, (separator, QUOTE, LF, CR))
    wrong = in_line % 2 == 1
    wrong[lines[~np.where(opening, opens, closes)]] = True
    paired = opening & ~wrong[lines]
    opened = np.flatnonzero(paired)
    within = np.searchsorted(separators, quotes[opened + 1]) - np.searchsorted(separators, quotes[opened])
    inside = np.bincount(lines[opened], weights=within, minlength=len(ends)).astype(np.int64)
    return np.where(wrong, -1, cells - inside)


def pages(chunks: Iterable[bytes], separator: str) -> Iterator[Page]:
    """The pages of a text in UTF-8, cut between lines."""
    held = b""
    for chunk in chunks:
        held += chunk
        # a return that ends the chunk may have its line feed in the next one
        cut = max(held.rfind(b"\n"), held.rfind(b"\r", 0, len(held) - 1)) + 1
        if cut:
            yield surveyed(held[:cut], separator)
            held = held[cut:]
    if held:
        yield surveyed(held, separator)


def in_utf8(content: Content) -> Iterator[bytes]:
    """The text of a file in UTF-8, without the mark that may begin it."""
    with content.binary() as stream:
        decoder = codecs.getincrementaldecoder(content.encoding or "utf-8")(content.errors)
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            yield decoder.decode(chunk).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
