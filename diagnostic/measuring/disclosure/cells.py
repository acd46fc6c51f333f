"""The counts behind the rows of a mission, and what anybody knows to add up among them: what a hidden count could be had from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diagnostic.indicators import decode, encode
from diagnostic.indicators.catalogue import catalogue

Row = Mapping[str, Any]
Key = tuple[str, str]
"""The indicator and the scope of a row."""
Sum = tuple[int, tuple[int, ...]]
"""A cell, and those that add up to it."""

NUMERATOR, DENOMINATOR, REST = "numerator", "denominator", "rest"
PARTS = (NUMERATOR, DENOMINATOR, REST)
BY_CHANCE = 11  # smaller counts of different things are the same by chance as often as not
EDGE = 1e-6  # what figures that are not whole may differ by


@dataclass
class Cells:
    """Each count once, whatever the rows that give it, and the sums that hold between them.

    `places` says which cell each part of a row is: its numerator, its denominator and, of a share, the rest. Rows of one scope that
    count the same number give one cell, small ones where they count the same kind of things: whoever reads both knows.
    """

    values: list[float] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    places: dict[Key, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Cells:
        """The cells of these rows as they were measured, before anything is hidden."""
        cells, counted = cls(), [(row, parts) for row in rows if (parts := counts(row))]
        known: dict[tuple[str, frozenset[tuple[str, str]], float], int] = {}
        # wider scopes first: what a narrower row repeats as its whole (the month, under each of its channels) is the cell of that whole
        for row, parts in sorted(counted, key=lambda one: len(decode(one[0]["scope"]))):
            scope = frozenset(decode(row["scope"]).items())
            placed = {}
            for name, figure in parts.items():
                kind = catalogue()[row["indicator"]].of if figure < BY_CHANCE else ""
                wholes = _wider(scope) if name == DENOMINATOR else [scope]
                same = (known.get((kind, whole, _rounded(figure))) for whole in wholes)
                at = next((one for one in same if one is not None), None)
                if at is None:
                    at = known[kind, scope, _rounded(figure)] = cells.added(figure)
                placed[name] = at
            cells.places[row["indicator"], row["scope"]] = placed
            if REST in placed:
                cells.sums.append((placed[DENOMINATOR], (placed[NUMERATOR], placed[REST])))
        cells.sums += cells._totals()
        return cells

    def added(self, figure: float) -> int:
        """The number of a new cell."""
        self.values.append(figure)
        return len(self.values) - 1

    def printed(self, rows: Iterable[Row]) -> set[int]:
        """The cells that these rows give to whoever reads them."""
        return {at for row in rows for at in self.places.get((row["indicator"], row["scope"]), {}).values()}

    @property
    def rests(self) -> set[int]:
        """The cells that are the rest of a share and nothing else."""
        counted = {at for parts in self.places.values() for name, at in parts.items() if name != REST}
        return {parts[REST] for parts in self.places.values() if REST in parts} - counted

    def pooled(self, pools: Mapping[Key, Sequence[Key]]) -> Cells:
        """These cells, and those of each row that stands for others: what its members count together."""
        more = Cells(list(self.values), list(self.sums), dict(self.places))
        for key, members in pools.items():
            more.places[key] = {}
            for name in PARTS:
                parts = tuple(self.places[member][name] for member in members if name in self.places.get(member, {}))
                if parts:
                    more.places[key][name] = at = more.added(sum(self.values[part] for part in parts))
                    more.sums.append((at, parts))
        return more

    def _totals(self) -> Iterator[Sum]:
        """The cells that the cells of a dimension, or of the months of a quarter, add up to; with a further cell for what none has."""
        families: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
        for indicator, scope in self.places:
            dimensions = decode(scope)
            for name in dimensions:
                rest = {other: value for other, value in dimensions.items() if other != name}
                families[indicator, encode(**rest), name].append((indicator, scope))
                if name == "month":
                    whole = encode(**rest, quarter=quarter(dimensions[name]))
                    families[indicator, whole, name].append((indicator, scope))
        for (indicator, whole, _), members in families.items():
            for name, at in self.places.get((indicator, whole), {}).items():
                parts = tuple(self.places[member][name] for member in members if name in self.places[member])
                told = sum(self.values[part] for part in parts)
                missing = self.values[at] - told
                if at not in parts and missing > -EDGE:
                    yield at, parts if missing < EDGE else (*parts, self.added(missing))


def counts(row: Row) -> dict[str, float]:
    """What a measured row counts: its numerator, its denominator where that is a count, and of a share the rest."""
    definition = catalogue()[row["indicator"]]
    if row["status"] != "measured" or definition.of == "nothing":
        return {}
    names = (NUMERATOR, DENOMINATOR) if definition.base else (NUMERATOR,)
    # a difference, which may be below nothing, counts nobody
    known = {name: float(figure) for name in names if (figure := row.get(name)) is not None and figure >= 0}
    share = len(known) == 2 and definition.unit == "share"
    if share and known[NUMERATOR] <= known[DENOMINATOR]:
        known[REST] = known[DENOMINATOR] - known[NUMERATOR]
    return known


def quarter(month: str) -> str:
    """The quarter of a month: `2025-Q1` for `2025-02`."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def _wider(scope: frozenset[tuple[str, str]]) -> Iterator[frozenset[tuple[str, str]]]:
    """The scope itself, then each that lacks one of its dimensions, and so on to the whole."""
    layer = [scope]
    while layer:
        yield from layer
        layer = list(dict.fromkeys(one - {pair} for one in layer for pair in sorted(one)))


def _rounded(figure: float) -> float:
    return round(figure, 6)
