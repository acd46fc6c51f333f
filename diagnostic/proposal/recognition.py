"""Which columns of a sheet are which canonical columns of a table: the evidence weighed, and one joint assignment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from diagnostic.proposal import evidence, roles
from diagnostic.proposal.evidence import Seen
from diagnostic.proposal.forest import Forest

_NEVER = 1e6
# a header that towns are known to write, on cells that suit it, says more than the layouts that the weights come from can show
TRUSTED = 1.0
# a column is taken when it is by so much less likely than none, and asked: where nothing else took the canonical column, most are right
EASE = 1.0
# a table that lacks a column it needs is not fed at all: the likeliest is taken, be it far from likely, and asked
NEEDED, HARDLY = 5.0, 0.01


@dataclass(frozen=True)
class Gathered:
    """The signs of the columns of a sheet: for each of them its own, and those of its being each of the canonical columns (`names`)."""

    table: str
    names: tuple[str, ...]
    own: Sequence[Mapping[str, float]]
    ours: Sequence[Sequence[Mapping[str, float]]]


@dataclass(frozen=True)
class Weighed:
    """For each column of a sheet the probability (`shares`) of its being each canonical column of a table (`names`) and, last, none."""

    table: str
    names: tuple[str, ...]
    shares: np.ndarray


@dataclass(frozen=True)
class Assigned:
    """The canonical columns of a table found in a sheet: for each the place of its column and how surely; `gain` is how much the columns
    speak for the table in all, `likely` for each column of the sheet the canonical column that it would be by itself, and how surely,
    `odds` how much more likely (in logarithms) it is to be that than to be none."""

    table: str
    columns: Mapping[str, tuple[int, float]]
    gain: float
    likely: Sequence[tuple[str, float]]
    odds: np.ndarray


def gather(table: str, seen: Sequence[Seen]) -> Gathered:
    """The signs of each column of a sheet being each canonical column of a table."""
    known = roles.of_table(table)
    ours = [[evidence.for_role(role, one) for role in known] for one in seen]
    evidence.compare(ours)
    return Gathered(table, tuple(role.name for role in known), [evidence.of_column(one) for one in seen], ours)


def weigh(gathered: Gathered, grown: Forest | None = None) -> Weighed:
    """How likely each column of a sheet is each canonical column of a table. `grown` is another forest than that of the kit."""
    if not gathered.own or not gathered.names:
        return Weighed(gathered.table, gathered.names, np.ones((len(gathered.own), 1)))
    grown = grown or forest()
    odds = grown.odds(rows(gathered, grown), pairs(gathered)).reshape(len(gathered.own), -1)
    trusted = [[TRUSTED * _is_trusted(told) for told in row] for row in gathered.ours]
    powers = np.exp(np.column_stack([odds + trusted, np.zeros(len(odds))]))
    return Weighed(gathered.table, gathered.names, powers / powers.sum(axis=1, keepdims=True))


def assign(weighed: Weighed, needed: Collection[str] = (), refused: Collection[tuple[str, int]] = ()) -> Assigned:
    """The joint assignment of the columns of a sheet to those of a table: each serves once, and as many as possible are likely.

    `needed` are the columns without which the table is not fed at all; `refused` those that a place of the sheet cannot give."""
    from scipy.optimize import linear_sum_assignment

    names, shares = weighed.names, weighed.shares
    if not shares.size or not names:
        return Assigned(weighed.table, {}, 0.0, [], np.zeros(len(shares)))
    costs = -np.log(shares + 1e-12)
    costs[:, :-1] -= EASE
    dearer = costs[:, :-1] - costs[:, [-1]]
    sought = dearer - NEEDED * (shares[:, :-1] >= HARDLY) * [name in needed for name in names]
    for name, row in refused:
        sought[row, names.index(name)] = _NEVER
    # a canonical column that no column is worth has a place of its own
    picks, places = linear_sum_assignment(np.concatenate([sought.T, np.zeros((len(names), len(names)))], axis=1))
    taken = [(int(row), int(pick)) for pick, row in zip(picks, places, strict=True) if row < len(shares)]
    columns = {names[pick]: (row, float(shares[row, pick])) for row, pick in taken}
    gain = -sum(float(dearer[row, pick]) for row, pick in taken)
    likely = [(names[pick], float(shares[row, pick])) for row, pick in enumerate(shares[:, :-1].argmax(axis=1))]
    return Assigned(weighed.table, columns, gain, likely, -dearer.min(axis=1))


@cache
def forest() -> Forest:
    """The trees that read columns: grown by `benchmarks/recognition.py` on layouts of exports, kept as a file of data."""
    return Forest.read(files(__package__).joinpath("forest.json").read_text(encoding="utf-8"))


def rows(gathered: Gathered, grown: Forest) -> np.ndarray:
    """The signs of each column of the sheet for each canonical column of the table, one row a pair, the columns one after the other."""
    own = np.repeat(grown.rows(gathered.own), len(gathered.names), axis=0)
    return own + grown.rows([told for row in gathered.ours for told in row])


def pairs(gathered: Gathered) -> list[str]:
    """The canonical column of each of these rows."""
    return [f"{gathered.table}.{name}" for name in gathered.names] * len(gathered.own)


def _is_trusted(told: Mapping[str, float]) -> bool:
    return told["usual"] >= 1 and told["fits"] >= evidence.SUITED
