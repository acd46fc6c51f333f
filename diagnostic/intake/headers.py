"""Finding the line of headers, and telling rows of data from titles, totals and repeated headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from diagnostic.engagement import Source
from diagnostic.errors import Problem, UserError, nearest

TOTAL = re.compile(r"(sous[ -]?)?(totaux|total|ensemble|somme|moyenne|subtotal|grand total|sum|average)\b", re.IGNORECASE)
TOTAL_INITIALS = frozenset("TtSsEeMmGgAa")
# the columns that a row of totals leaves empty, because they belong to one event, one day or one place
ANCHORS = {
    "contacts": ("occurred_at", "month"),
    "call_counts": ("day",),
    "cases": ("opened_at",),
    "case_events": ("at",),
    "tickets": ("taken_at",),
    "appointments": ("starts_at",),
    "counts": ("day", "month"),
    "survey": ("at",),
}
JOIN = " + "
SHOWN = 12
LONGEST_HEADER = 200


@dataclass(frozen=True)
class Header:
    """The headers of a sheet, where they stand, and the positions of the columns that the source maps."""

    line: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    anchors: tuple[int, ...]
    repeated: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def dropped(self) -> list[str]:
        """The headers that no canonical column is mapped on."""
        return [name for _, name in self.unread]

    @property
    def unread(self) -> list[tuple[int, str]]:
        """The same with their positions."""
        used = {position for column, positions in self.columns.items() if column not in self.derived for position in positions}
        return [(position, name) for position, name in enumerate(self.names) if position not in used and name]

    @cached_property
    def suspect(self) -> frozenset[str]:
        """How a row may start that is a total, or the headers once more: nearly all rows start otherwise."""
        return TOTAL_INITIALS | {self.names[0][:1]}

    def is_footer(self, cells: Sequence[str]) -> bool:
        """Whether the row is a total: it starts with the word, and the columns that make an event are empty or hold that word."""
        first = next((position for position, cell in enumerate(cells) if cell.strip()), None)
        if first is None or not TOTAL.match(cells[first].strip()):
            return False
        return all(position == first or position >= len(cells) or not cells[position].strip() for position in self.anchors)

    def is_repeated(self, cells: Sequence[str]) -> bool:
        """Whether the row is the line of headers once more."""
        return tuple(plain(cell) for cell in cells[: self.width]) == tuple(plain(name) for name in self.names)


@lru_cache(maxsize=4096)  # the same headers are compared with every line at the top of a file, and cells come back
def plain(name: str) -> str:
    """A header as people compare it: case, accents and spacing do not matter."""
    if name.isascii():
        return " ".join(name.split()).lower()
    decomposed = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.replace("’", "'").split()).casefold()


def wanted(source: Source) -> list[str]:
    """The headers that the source needs; a column given as "Date + Heure" needs both."""
    return [part for header in source.headers.values() for part in parts(header)]


def parts(header: str) -> list[str]:
    return [part.strip() for part in header.split(JOIN)] if JOIN in header else [header]


def score(cells: Sequence[str], source: Source) -> int:
    """How many of the wanted headers a row holds."""
    if len(cells) == 1 and len(source.headers) > 1 and len(cells[0]) > LONGEST_HEADER:
        return 0
    held = {plain(cell) for cell in cells if cell}
    return sum(plain(header) in held or all(plain(part) in held for part in parts(header)) for header in source.headers.values())


def locate(rows: Iterable[tuple[int, Sequence[str]]], source: Source) -> Header:
    """The header among the first rows (line, cells): the given line, else the first that holds every mapped header.

    A UserError names each mapped header that is not there, with the nearest one that is.
    """
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if source.header_row is not None:
        rows = [(line, cells) for line, cells in rows if line == source.header_row]
    if not rows:
        raise UserError(Problem("intake.no_header", {"file": source.file, "line": source.header_row or 1}))
    best = max(rows, key=lambda row: (score(row[1], source), _filled(row[1]), -row[0]))
    if score(best[1], source) == 0:
        widest = max(_filled(cells) for _, cells in rows)
        best = next(row for row in rows if _filled(row[1]) == widest)
    return _header(*best, source)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _header(line: int, cells: Sequence[str], source: Source) -> Header:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    positions: dict[str, int] = {}
    twice = []
    for position, name in enumerate(names):
        if plain(name) in positions and name:
            twice.append(name)
        positions.setdefault(plain(name), position)
    problems, columns = [], {}
    for column, header in source.headers.items():
        needed = [header] if plain(header) in positions else parts(header)
        problems += [_missing(source, column, part, names, line) for part in needed if plain(part) not in positions]
        columns[column] = tuple(positions[plain(part)] for part in needed if plain(part) in positions)
    if problems:
        raise UserError(problems)
    anchors = tuple(position for column in ANCHORS.get(source.table, ()) for position in columns.get(column, ()))
    mapped = {plain(part) for part in wanted(source)} | {plain(header) for header in source.headers.values()}
    repeated = tuple(name for name in twice if plain(name) in mapped)
    return Header(line, tuple(names), columns, anchors, repeated, tuple(source.derive))


def _missing(source: Source, column: str, header: str, names: Sequence[str], line: int) -> Problem:
    known = [name for name in names if name]
    near = nearest(header, known)
    values = {"file": source.file, "header": header, "column": f"{source.table}.{column}", "line": line}
    if near:
        return Problem("intake.missing_column_near", values | {"near": near})
    return Problem("intake.missing_column", values | {"known": known[:SHOWN]})
