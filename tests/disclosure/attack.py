"""What somebody with a pencil gets out of the printed rows of a town: equal columns read across, and parts taken from their total.

Written without the kit's own audit, which works otherwise (linear programs over cells that it links by scope).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from diagnostic.indicators import decode
from diagnostic.indicators.catalogue import catalogue

Column = tuple[str, str]
"""An indicator, and which of its counts."""
FREE = (0.0, float("inf"))
ENOUGH = 3  # scopes on which two columns agree before anybody takes them for the same thing


@dataclass(frozen=True)
class Hidden:
    """A count of few that is not printed, and the bounds between which whoever reads the rest knows it to be."""

    column: Column
    scope: str
    count: float
    low: float
    high: float


def attacked(measured: pd.DataFrame, printed: pd.DataFrame, least: int) -> list[Hidden]:
    """Each count from 1 to the least size less one of the rows as measured, with what the printed rows tell of it."""
    truth, known = _columns(measured), _columns(printed[printed["status"] == "measured"])
    same, bounds = _same(truth), _bounds(printed, least)
    found = []
    for column, figures in truth.items():
        for scope, figure in figures.items():
            if 0 < figure < least:
                low, high = bounds.get((column, scope), FREE)
                for twin in same[column]:
                    if scope in known.get(twin, {}):
                        low = high = known[twin][scope]
                for left, others in _rests(truth, known, same, column, scope):
                    edges = [bounds.get((column, other), FREE) for other in others]
                    high = min(high, left - sum(edge[0] for edge in edges))
                    low = max(low, left - sum(edge[1] for edge in edges))
                found.append(Hidden(column, scope, figure, low, high))
    return found


def _bounds(printed: pd.DataFrame, least: int) -> dict[tuple[Column, str], tuple[float, float]]:
    """What a bound in place of a share tells to somebody who knows the rule: how many at most are on its small side, and of how many."""
    found = {}
    for row in printed[(printed["status"] == "suppressed") & printed["low_definition"].notna()].itertuples():
        step = round(row.high_definition - row.low_definition, 9)
        side = "numerator" if row.low_definition == 0 else "rest"
        found[(row.indicator, side), row.scope] = (0.0, 2.0 * least)
        nearer = {0.01: 0.0, 0.02: 0.01, 0.05: 0.02, 0.1: 0.05}[step]
        found[(row.indicator, "denominator"), row.scope] = (2 * least / step, 2 * least / nearer if nearer else float("inf"))
    return found


def _columns(rows: pd.DataFrame) -> dict[Column, dict[str, float]]:
    """Every count of these rows by column and scope: numerators, denominators and, of a share, what is left."""
    found: dict[Column, dict[str, float]] = defaultdict(dict)
    for row in rows[rows["status"] == "measured"].itertuples():
        definition = catalogue()[row.indicator]
        if definition.of == "nothing" or pd.isna(row.numerator):
            continue
        found[row.indicator, "numerator"][row.scope] = row.numerator
        if definition.base and not pd.isna(row.denominator):
            found[row.indicator, "denominator"][row.scope] = row.denominator
            if definition.unit == "share" and row.numerator <= row.denominator:
                found[row.indicator, "rest"][row.scope] = row.denominator - row.numerator
    # expected numbers, hours and months are no counts of anybody
    return {column: figures for column, figures in found.items() if all(float(figure).is_integer() for figure in figures.values())}


def _same(truth: dict[Column, dict[str, float]]) -> dict[Column, list[Column]]:
    """The columns that agree wherever both have a figure, the column itself among them."""
    found: dict[Column, list[Column]] = {}
    for column, figures in truth.items():
        found[column] = [column]
        for other, others in truth.items():
            both = figures.keys() & others.keys()
            if other != column and len(both) >= ENOUGH and all(figures[scope] == others[scope] for scope in both):
                found[column].append(other)
    return found


def _rests(truth, known, same, column, scope) -> Iterator[tuple[float, list[str]]]:  # type: ignore[no-untyped-def]
    """For each dimension of a scope, what is left of the printed total without the printed siblings, and the other hidden ones."""
    dimensions = decode(scope)
    for name in dimensions:
        rest = {other: value for other, value in dimensions.items() if other != name}
        whole = "all" if not rest else ";".join(f"{other}={value}" for other, value in sorted(rest.items()))
        siblings = [other for other in truth[column] if set(decode(other)) == set(dimensions) and rest.items() <= decode(other).items()]
        if whole not in truth[column] or abs(truth[column][whole] - sum(truth[column][other] for other in siblings)) > 1e-6:
            continue
        total = next((known[twin][whole] for twin in same[column] if whole in known.get(twin, {})), None)
        if total is not None:
            told = {other: next((known[twin][other] for twin in same[column] if other in known.get(twin, {})), None) for other in siblings}
            left = total - sum(figure for figure in told.values() if figure is not None)
            yield left, [other for other, figure in told.items() if figure is None and other != scope]
