"""The audit of what is hidden: which hidden counts are known too nearly to whoever reads everything that is printed and can add up.

The least and the greatest that a count may be, all that is printed and all sums given, are the two ends of a linear program. Handbook on
Statistical Disclosure Control, chapter 4 (the attacker's problem).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnostic.measuring.disclosure.bounds import Range
from diagnostic.measuring.disclosure.cells import EDGE, Cells, Sum

MISSES = 3  # fillings drawn in vain before each cell is asked for itself

Equation = tuple[dict[int, float], float]
"""What the cells that are not printed add up to, each with its sign."""


def narrow(
    cells: Cells, printed: Iterable[int], secret: Iterable[int], least: float, ranges: Mapping[int, Range] | None = None
) -> list[int]:
    """The secret cells that are printed, or whose least and greatest values lie less than `least` apart; `ranges` are known of some."""
    ranges = ranges or {}
    known = {at: cells.values[at] for at in printed}
    found = [at for at in secret if at in known]
    equations = _equations(cells.sums, known)
    # a sum of hidden counts bounds each of them: most of what can be had, can be had so, and without a program
    highest: dict[int, float] = defaultdict(lambda: np.inf)
    for terms, constant in equations:
        if min(terms.values()) > 0:
            for at in terms:
                highest[at] = min(highest[at], constant)
    found += [at for at in secret if at not in known and highest[at] < least - EDGE]
    if found:
        return found
    groups = _groups(equations)
    asked: dict[int, list[int]] = defaultdict(list)
    for at in secret:
        if at in groups:
            asked[groups[at]].append(at)
    return [at for group, members in asked.items() for at in _within(cells, ranges, equations, groups, group, members, least)]


def cover(cells: Cells, printed: Set[int], at: int, open_to: Container[int], least: float) -> list[int]:
    """The printed cells, of those that may be hidden (`open_to`), behind which a hidden one may be `least` more than it is: the cells that
    would have to differ with it, chosen to count as little as can be. None where there is no way.

    Handbook on Statistical Disclosure Control, section 4.2 (secondary suppression by linear programming).
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, hstack

    values = np.array(cells.values)
    entries = [
        (line, cell, sign) for line, (total, parts) in enumerate(cells.sums) for cell, sign in ((total, -1.0), *((p, 1.0) for p in parts))
    ]
    if not entries:
        return []
    lines, columns, signs = zip(*entries, strict=True)
    matrix = coo_array((signs, (lines, columns)), shape=(len(cells.sums), len(values))).tocsr()
    known = np.array([cell in printed for cell in range(len(values))])
    fixed = np.array([cell in printed and cell not in open_to for cell in range(len(values))])
    more = np.where(fixed, 0.0, np.inf)
    less = np.where(fixed, 0.0, values)
    bounds = [(0.0, float(most)) for most in (*more, *less)]
    bounds[at], bounds[len(values) + at] = (least, least), (0.0, 0.0)
    cost = np.where(known, values + 1, 0.0)
    cost[list(cells.rests)] = 0.0  # the rest of a share goes with its numerator, which is counted already
    solved = linprog(
        np.concatenate([cost, cost]), A_eq=hstack([matrix, -matrix]), b_eq=np.zeros(len(cells.sums)), bounds=bounds, method="highs"
    )
    if solved.status != 0:
        return []
    moved = np.abs(solved.x[: len(values)] - solved.x[len(values) :]) > EDGE
    return [int(cell) for cell in np.flatnonzero(moved & known)]


def _within(
    cells: Cells,
    ranges: Mapping[int, Range],
    equations: list[Equation],
    groups: Mapping[int, int],
    group: int,
    secret: list[int],
    least: float,
) -> list[int]:
    """Those of the secret cells of a group that lie within too narrow bounds.

    Each solution is a filling of the table that nobody can rule out: it clears every cell that it takes far enough from where another
    solution, or the truth, has it. So one program clears many cells, and only what is left is asked one by one.
    """
    program = _Program(cells, ranges, [one for one in equations if groups[next(iter(one[0]))] == group])
    low, high = program.truth.copy(), program.truth.copy()
    waiting = [program.places[at] for at in secret]

    def spread(aim: NDArray[Any]) -> bool:
        """Whether another filling clears some of the cells that wait."""
        filling = program.greatest(aim)
        np.minimum(low, filling, out=low)
        np.maximum(high, filling, out=high)
        before = len(waiting)
        waiting[:] = [place for place in waiting if high[place] - low[place] < least - EDGE]
        return len(waiting) < before

    draw, missed = np.random.default_rng(len(low)), 0
    while waiting and missed < MISSES:
        missed = 0 if spread(_aim(len(low), waiting, draw.normal(size=len(waiting)))) else missed + 1
    for place in list(waiting):
        for sign in (1.0, -1.0):
            if place in waiting:
                spread(_aim(len(low), [place], np.array([sign])))
    return [at for at in secret if program.places[at] in waiting]


@dataclass(frozen=True)
class _Program:
    """Every filling of the cells of a group that agrees with what is printed."""

    cells: Cells
    ranges: Mapping[int, Range]
    equations: list[Equation]

    @cached_property
    def places(self) -> dict[int, int]:
        return {at: place for place, at in enumerate(dict.fromkeys(at for terms, _ in self.equations for at in terms))}

    @cached_property
    def truth(self) -> NDArray[Any]:
        return np.array([self.cells.values[at] for at in self.places])

    @cached_property
    def matrix(self) -> Any:
        from scipy.sparse import coo_array

        entries = [(line, self.places[at], sign) for line, (terms, _) in enumerate(self.equations) for at, sign in terms.items()]
        lines, columns, signs = zip(*entries, strict=True)
        return coo_array((signs, (lines, columns)), shape=(len(self.equations), len(self.places))).tocsr()

    @cached_property
    def bounds(self) -> list[Range]:
        most = 10 * (self.truth.sum() + 1)
        known = (self.ranges.get(at, (0.0, most)) for at in self.places)
        return [(low, min(high, most)) for low, high in known]

    def greatest(self, aim: NDArray[Any]) -> NDArray[Any]:
        """The filling that gives the most of what is aimed at; a cell that nothing bounds is as large as need be."""
        from scipy.optimize import linprog

        constants = [constant for _, constant in self.equations]
        solved = linprog(-aim, A_eq=self.matrix, b_eq=constants, bounds=self.bounds, method="highs")
        return solved.x if solved.status == 0 else self.truth


def _aim(size: int, places: list[int], weights: NDArray[Any]) -> NDArray[Any]:
    aim = np.zeros(size)
    aim[places] = weights
    return aim


def _equations(sums: Iterable[Sum], known: Mapping[int, float]) -> list[Equation]:
    """What holds between the cells that are not printed, once the printed ones are put in."""
    found = []
    for total, parts in sums:
        terms: dict[int, float] = defaultdict(float)
        constant = 0.0
        for at, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
            if at in known:
                constant -= sign * known[at]
            else:
                terms[at] += sign
        if kept := {at: sign for at, sign in terms.items() if sign}:
            found.append((kept, constant))
    return found


def _groups(equations: list[Equation]) -> dict[int, int]:
    """For each cell, the group of cells that equations tie together: a number."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    cells = {at: place for place, at in enumerate(dict.fromkeys(at for terms, _ in equations for at in terms))}
    ties = [(cells[next(iter(terms))], cells[at]) for terms, _ in equations for at in terms]
    if not ties:
        return {}
    first, second = zip(*ties, strict=True)
    _, groups = connected_components(coo_array((np.ones(len(ties)), (first, second)), shape=(len(cells), len(cells))), directed=False)
    return dict(zip(cells, map(int, groups), strict=True))
