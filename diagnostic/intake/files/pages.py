"""The lines of a text, a page at a time: which of them are rows by themselves, seen on their bytes all at once."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnostic.intake.files.encodings import Content
from diagnostic.intake.files.line_ends import MARK, written

CHUNK = 1 << 18
LF, CR, QUOTE = b'\n\r"'
# a longer line is looked at for itself: no parser need have room for it
LONGEST_PLAIN = 1 << 18
# rows of several lines are seen together where they have no more lines, and where the quotes of all lines that a row may reach over are
# those of rows: a stray one may swallow what follows
MOST_LINES, REACH = 10, 1_000


@dataclass(frozen=True)
class Page:
    """Whole lines of a text, in UTF-8: where each ends, and how many cells it has (-1 where its quotes are not those of one row alone).

    Where the quotes of all of them are in order, a row of several lines stands as one: `inner` are the ends of lines within rows."""

    text: bytes
    ends: np.ndarray
    cells: np.ndarray
    inner: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def spans(self) -> np.ndarray | None:
        """How many lines of the text each line here has, None where each has one."""
        return None if self.inner is None else np.bincount(np.searchsorted(self.ends, self.inner), minlength=len(self.ends)) + 1

    def height(self, first: int, beyond: int) -> int:
        """How many lines of the text some lines here have."""
        return beyond - first if self.spans is None else int(self.spans[first:beyond].sum())

    def start(self, place: int) -> int:
        """Where a line begins."""
        return int(self.ends[place - 1]) if place else 0

    def line(self, place: int) -> str:
        """A line with its end."""
        return self.text[self.start(place) : self.ends[place]].decode("utf-8")

    def lines(self, first: int, beyond: int) -> bytes:
        """Some lines, each of which ends as on Unix; the ends of lines within rows are written with marks."""
        text, ends = self._as_on_unix
        some = text[int(ends[first - 1]) if first else 0 : int(ends[beyond - 1])]
        return some if some.endswith(b"\n") else some + b"\n"

    @cached_property
    def _as_on_unix(self) -> tuple[bytes, np.ndarray]:
        text, ends = (self.text, self.ends) if self.inner is None else _marked(self.text, self.ends, self.inner)
        if b"\r" not in text:
            return text, ends
        at = np.frombuffer(text, np.uint8)
        double = (at[ends - 1] == LF) & (at[np.maximum(ends - 2, 0)] == CR)
        alone = text.count(b"\r") > np.count_nonzero(double)
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if alone else text.translate(None, b"\r")
        return text, ends - np.cumsum(double)

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


def _marked(text: bytes, ends: np.ndarray, inner: np.ndarray) -> tuple[bytes, np.ndarray]:
    """A text with marks for the ends of lines within rows, and where its rows end then."""
    pieces, longer, behind = [], [], 0
    for end in inner.tolist():
        begin = end - 2 if text[end - 2 : end] == b"\r\n" else end - 1
        mark = written(text[begin:end].decode("ascii")).encode("ascii")
        pieces += [text[behind:begin], mark]
        longer.append(len(mark) - (end - begin))
        behind = end
    more = np.concatenate([[0], np.cumsum(longer)])
    return b"".join([*pieces, text[behind:]]), ends + more[np.searchsorted(inner, ends)]


def surveyed(text: bytes, separator: str, widths: Collection[int] = ()) -> Page:
    """The page of a text of whole lines; its rows of several lines stand as one where `widths` tells how many cells rows have."""
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
    if not len(quotes):
        return Page(text, ends, cells)
    inner = _within(at, ends, cells, quotes, widths) if widths and MARK.encode("ascii") not in text else None
    if inner is not None:
        rows = ends[~np.isin(ends, inner, assume_unique=True)]
        parted = np.diff(np.searchsorted(separators, rows), prepend=0) + 1
        told = _quoted(at, rows, parted, separators, quotes, ord(separator))
        if (told >= 0).all():
            return Page(text, rows, told, inner)
    return Page(text, ends, _quoted(at, ends, cells, separators, quotes, ord(separator)))


def _within(at: np.ndarray, ends: np.ndarray, cells: np.ndarray, quotes: np.ndarray, widths: Collection[int]) -> np.ndarray | None:
    """The ends of lines that stand within rows, if each line with an odd number of quotes opens a row of a few lines or closes it, and
    none within has as many cells as a row; None where there are no such rows, or some are in doubt."""
    odd = np.flatnonzero(np.bincount(np.searchsorted(ends, quotes, side="right"), minlength=len(ends)) % 2)
    opening, closing = odd[::2], odd[1::2]
    if not len(odd) or len(opening) != len(closing) or (closing - opening >= MOST_LINES).any():
        return None
    steps = np.zeros(len(ends), dtype=np.int64)
    steps[opening], steps[closing] = 1, -1
    goes_on = np.cumsum(steps) > 0
    if np.isin(cells[1:][goes_on[:-1]], list(widths)).any():
        return None
    return ends[goes_on]


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


def pages(chunks: Iterable[bytes], separator: str, widths: Collection[int] = ()) -> Iterator[Page]:
    """The pages of a text in UTF-8, cut between lines, and between rows where the `widths` of rows are known."""
    passed = REACH
    for text in _whole_lines(chunks, bool(widths)):
        page = surveyed(text, separator, widths if passed >= REACH else ())
        stray = np.flatnonzero(page.cells < 0)
        passed = len(page) - 1 - int(stray[-1]) if len(stray) else passed + len(page)
        yield page


def _whole_lines(chunks: Iterable[bytes], rows: bool) -> Iterator[bytes]:
    """A text cut between lines; between `rows` where a few lines back a quote is left open."""
    held = b""
    for chunk in chunks:
        held += chunk
        # a return that ends the chunk may have its line feed in the next one
        cut = _line_begins(held, len(held) - 1) if not held.endswith(b"\n") else len(held)
        if rows and held.count(b'"', 0, cut) % 2:
            begins = _line_begins(held, held.rfind(b'"', 0, cut))
            cut = begins if cut - begins <= LONGEST_PLAIN and begins else cut
        if cut:
            yield held[:cut]
            held = held[cut:]
    if held:
        yield held


def _line_begins(text: bytes, at: int) -> int:
    """Where the line begins that a place of a text is in."""
    return max(text.rfind(b"\n", 0, at), text.rfind(b"\r", 0, at)) + 1


def in_utf8(content: Content) -> Iterator[bytes]:
    """The text of a file in UTF-8, without the mark that may begin it."""
    with content.binary() as stream:
        decoder = codecs.getincrementaldecoder(content.encoding or "utf-8")(content.errors)
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            yield decoder.decode(chunk).encode("utf-8")
        yield decoder.decode(b"", final=True).encode("utf-8")
