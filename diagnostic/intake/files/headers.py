"""Finding the line of headers, and telling rows of data from titles, totals and repeated headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from diagnostic import schema
from diagnostic.engagement import Source
from diagnostic.engagement.turned import JOIN as JOIN
from diagnostic.errors import Problem, UserError, nearest
from diagnostic.intake.cells.words import folded
from diagnostic.intake.files.bounds import WIDEST
from diagnostic.intake.presets import preset, ways

TOTAL = re.compile(
    r"(sous[ -]?)?(totaux|total|ensemble|somme|moyenne|subtotal|grand total|sum|average"
    r"|total[ei]|totales|totais|totaal|(zwischen|gesamt)?summe|(ins)?gesamt|suma|soma|somma)\b",
    re.IGNORECASE,
)
TOTAL_INITIALS = frozenset("TtSsEeMmGgAaIiZz")
# the columns that a row of totals leaves empty, because they belong to one event, one day or one place
ANCHORS = {
    "contacts": ("occurred_at", "month"),
    "call_counts": ("day", "month"),
    "cases": ("opened_at",),
    "case_events": ("at",),
    "tickets": ("taken_at",),
    "appointments": ("starts_at",),
    "counts": ("day", "month"),
    "survey": ("at",),
}
FIRST, LAST = "first:", "last:"
# in the columns of an event log, every line is an event of this case
EVENT_LOG_CASE = "case:concept:name"
SHOWN = 12
LONGEST_HEADER = 200
# of a header that is a book, its beginning is its name
CUT = 2_000


@dataclass(frozen=True)
class Turned:
    """What is turned, by position. `across`: the columns of which each gives a row, those that go together in one tuple. `measures`: the
    column that names, the column that is named (one of those made, where both are turned), and the words whose value each canonical column
    takes. The columns made stand at `at` and after."""

    across: tuple[tuple[int, ...], ...] = ()
    names: int = 0
    values: int = 0
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: int = 0

    @property
    def positions(self) -> frozenset[int]:
        """The columns of the file that are read by being turned."""
        return self.listed | ({self.names, self.values} if self.measures else frozenset())

    @property
    def listed(self) -> frozenset[int]:
        """The columns of the file of which each gives a row."""
        return frozenset(position for together in self.across for position in together)

    @property
    def measured_at(self) -> int:
        """Where the columns stand that measures are read into: after the header and the cell of those turned before."""
        return self.at + 2 if self.across else self.at

    def line(self, row: int) -> int:
        """The line of the file that a row was made of."""
        return row // len(self.across) if self.across else row


@dataclass(frozen=True)
class Header:
    """The headers of a sheet, where they stand, and the positions of the columns that the source maps.

    `mapped` gives the header read for each canonical column. Where the lines of one case are folded, the columns read as they stand on its
    last line (`last`) come after the others. `refuses_undated`: a row whose date is empty is refused, so that a total among the rows
    counts nothing twice.
    """

    line: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    anchors: tuple[int, ...]
    repeated: tuple[str, ...] = ()
    mapped: Mapping[str, str] = field(default_factory=dict)
    folded: bool = False
    last: tuple[int, ...] = ()
    derived: tuple[str, ...] = ()
    turned: Turned = Turned()
    refuses_undated: bool = False

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def unread(self) -> list[tuple[int, str]]:
        """The headers that no canonical column is mapped on, with their positions."""
        used = {position for column, positions in self.columns.items() if column not in self.derived for position in positions}
        used |= {*self.last, *self.turned.positions}
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


# the same headers are compared with every line at the top of a file, and cells come back
plain = lru_cache(maxsize=4096)(folded)


def wanted(source: Source) -> dict[str, tuple[str, ...]]:
    """The headers that may give each canonical column: the source's own, else those of its preset."""
    known = preset(source.preset).columns if source.preset else {}
    return {column: ways(header) for column, header in known.items()} | {column: (header,) for column, header in source.read_from.items()}


def parts(header: str) -> list[str]:
    """The headers that a column needs: "Date + Heure" needs both; "first:time" and "last:time" need "time"."""
    return [stem(part.strip()) for part in header.split(JOIN)] if JOIN in header else [stem(header)]


def stem(header: str) -> str:
    """The header of the file in a header that says on which line of a case it is read."""
    return header.removeprefix(FIRST).removeprefix(LAST)


def scorer(source: Source) -> Callable[[Sequence[str]], int]:
    """What tells how many of the wanted headers a row holds, itself or as their parts: made once for all the rows of a file."""
    columns = wanted(source)
    ways_to = [[way for header in headers for way in _ways_to(header)] for headers in columns.values()]

    def score(cells: Sequence[str]) -> int:
        if not columns or (len(cells) == 1 and len(columns) > 1 and len(cells[0]) > LONGEST_HEADER):
            return 0
        present = {plain(cell) for cell in cells if cell and len(cell) <= LONGEST_HEADER}
        return sum(any(present.issuperset(way) for way in ways) for ways in ways_to)

    return score


def first_present(headers: Iterable[str], present: Container[str]) -> str | None:
    """The first of the headers that a file holds (`present`: its own, plain), itself or as its parts; None where it holds none."""
    return next((header for header in headers if _needed(header, present)), None)


def _needed(header: str, present: Container[str]) -> list[str]:
    """The headers of the file that a mapped header needs (plain), none where they are not all there."""
    return next((named for named in _ways_to(header) if all(part in present for part in named)), [])


def _ways_to(header: str) -> list[list[str]]:
    """The headers (plain) that a mapped header needs: itself, or its parts."""
    return [[plain(part) for part in needed] for needed in ([header], parts(header))]


def locate(rows: Iterable[tuple[int, Sequence[str]]], source: Source) -> Header:
    """The header among the first rows (line, cells): the given line, else the first that holds every mapped header.

    A UserError names each mapped header that is not there, with the nearest one that is.
    """
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if source.header_row is not None:
        rows = [(line, cells) for line, cells in rows if line == source.header_row]
    if not rows:
        raise UserError(Problem("intake.no_header", {"file": source.file, "line": source.header_row or 1}))
    # the first of the widest, where none holds a mapped header
    score = scorer(source)
    best = max(rows, key=lambda row: (score(row[1]), _filled(row[1]), -row[0]))
    return mapped(*best, source)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def mapped(line: int, cells: Sequence[str], source: Source) -> Header:
    """The header made of these cells, which stand at that line. UserError where the source needs a header that is not there."""
    names = [" ".join(cell[:CUT].split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > WIDEST:
        raise UserError(Problem("intake.too_many_columns", {"file": source.file, "limit": WIDEST}))
    positions: dict[str, int] = {}
    twice = []
    for position, name in enumerate(names):
        if plain(name) in positions and name:
            twice.append(name)
        positions.setdefault(plain(name), position)
    chosen = _chosen(source, positions, names, line)
    columns = {column: tuple(positions[part] for part in _needed(header, positions)) for column, header in chosen.items()}
    used = {position for places in columns.values() for position in places}
    repeated = tuple(name for name in twice if positions[plain(name)] in used)
    read_first, read_last = (_marked(mark, chosen, positions) for mark in (FIRST, LAST))
    last = tuple(columns[column][0] for column in read_last)
    columns |= {column: (len(names) + rank,) for rank, column in enumerate(read_last)}
    turned, made = _turned(source, columns, len(names) + len(last))
    columns |= made
    anchors = tuple(position for column in ANCHORS.get(source.table, ()) for position in columns.get(column, ()))
    folds = bool(read_first or read_last) or (source.table == "cases" and chosen.get("case_id") == EVENT_LOG_CASE)
    required = len(ANCHORS.get(source.table, ())) > 1 or {*ANCHORS.get(source.table, ())} <= {*schema.REQUIRED.get(source.table, ())}
    refuses = required and any(position < len(names) for position in anchors)
    return Header(
        line, tuple(names), columns, anchors, repeated, chosen, folds and "case_id" in columns, last, tuple(source.derive), turned, refuses
    )


def _turned(source: Source, columns: Mapping[str, tuple[int, ...]], at: int) -> tuple[Turned, dict[str, tuple[int, ...]]]:
    """What the source turns, and where the columns made of it stand: the headers first, then the cells under them."""
    if source.across:
        told = next(iter(source.across.values()))
        label = {told: (at, *columns.get(told, ()))} if told else {}
        made = label | {column: (at + place,) for place, column in enumerate(source.across, 1)}
        return Turned(tuple(zip(*(columns[column] for column in source.across), strict=True)), at=at), made
    if source.measures:
        names, *values = columns[next(iter(source.measures.columns))]
        words = {column: tuple(plain(word.strip()) for word in said.split(JOIN)) for column, said in source.measures.columns.items()}
        across = source.measures.across
        label = {across: (at, *columns.get(across, ()))} if across else {}
        turned = Turned(tuple((position,) for position in values) if across else (), names, at + 1 if across else values[0], words, at)
        return turned, label | {column: (turned.measured_at + place,) for place, column in enumerate(words)}
    return Turned(), {}


def _marked(mark: str, chosen: Mapping[str, str], positions: Container[str]) -> list[str]:
    """The columns read on the first or on the last line of a case, unless the mark is part of a header of the file."""
    return [column for column, header in chosen.items() if header.startswith(mark) and plain(header) not in positions]


def _chosen(source: Source, positions: Mapping[str, int], names: Sequence[str], line: int) -> dict[str, str]:
    """The header that gives each canonical column. The headers of a preset depend on the product's settings: those that the table can do
    without may be lacking; a UserError names the others."""
    chosen, lacking = {}, []
    required = {*schema.REQUIRED.get(source.table, ()), *source.read_from}
    for column, headers in wanted(source).items():
        header = first_present(headers, positions)
        if header is not None:
            chosen[column] = header
        elif column in required:
            lacking += [(column, part) for part in parts(headers[0]) if plain(part) not in positions]
    if lacking:
        used = {part for header in chosen.values() for part in _needed(header, positions)}
        raise UserError([_missing(source, column, header, names, line, used) for column, header in lacking])
    return chosen


def _missing(source: Source, column: str, header: str, names: Sequence[str], line: int, used: Container[str]) -> Problem:
    """The message of a header that is not there; a header that another column reads (`used`) is not the one that is meant."""
    known = [name for name in names if name]
    near = nearest(header, [name for name in known if plain(name) not in used])
    values = {"file": source.file, "header": header, "column": f"{source.table}.{column}", "line": line}
    if near:
        return Problem("intake.missing_column_near", values | {"near": near})
    return Problem("intake.missing_column", values | {"known": known[:SHOWN]})
