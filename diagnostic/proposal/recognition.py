"""Which columns of a sheet are which canonical columns of a table: signs that a forest reads, and one joint assignment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from diagnostic.proposal import evidence, roles
from diagnostic.proposal.evidence import Seen
from diagnostic.proposal.forest import Forest
from diagnostic.resources import files

_NEVER = 1e6
# a header that towns are known to write, on cells that suit it, says more than the layouts that the trees come from can show
TRUSTED = 1.0
# a column is taken, and asked, when it is at most by so much less likely than none: on families left out nearly one such in two is right
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
    """For each column of a sheet its signs (`own`), and the probability (`shares`) of its being each canonical column of a table (`names`)
    and, last, none."""

    table: str
    names: tuple[str, ...]
    own: Sequence[Mapping[str, float]]
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
        return Weighed(gathered.table, gathered.names, gathered.own, np.ones((len(gathered.own), 1)))
    grown = grown or forest()
    odds = grown.odds(rows(gathered, grown), pairs(gathered)).reshape(len(gathered.own), -1)
    trusted = [[TRUSTED * _is_trusted(told) for told in row] for row in gathered.ours]
    powers = np.exp(np.column_stack([odds + trusted, np.zeros(len(odds))]))
    return Weighed(gathered.table, gathered.names, gathered.own, powers / powers.sum(axis=1, keepdims=True))


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


def left_over(weighed: Weighed, places: Collection[int], read: Collection[str]) -> list[dict[str, float]]:
    """The signs of columns that are not read, at these places, being of use all the same: their own, and how likely each is something, be
    it one of the canonical columns that others are `read` as, or another."""
    taken = np.array([name in read for name in weighed.names], dtype=bool)
    told = []
    for place in places:
        shares = weighed.shares[place, :-1]
        likely = {"sure": shares.max(), "rival": shares[taken].sum(), "unread": shares[~taken].sum()}
        counted = {"columns": float(len(weighed.own)), "left": float(len(places))}
        told.append({**weighed.own[place], **{name: float(share) for name, share in likely.items()}, **counted})
    return told


def useful(weighed: Weighed, places: Collection[int], read: Collection[str]) -> dict[int, float]:
    """How likely each of these columns, which are not read, is of use."""
    grown = forest("useful")
    odds = grown.odds(grown.rows(left_over(weighed, places, read)), [""] * len(places))
    return dict(zip(places, map(float, 1 / (1 + np.exp(-odds))), strict=True))


@cache
def forest(name: str = "columns") -> Forest:
    """The trees that read columns, or those that tell which of the columns left over is of use (`useful`): grown by
    `benchmarks/recognition.py` on layouts of exports, kept as files of data."""
    return Forest.read(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))


def rows(gathered: Gathered, grown: Forest) -> np.ndarray:
    """The signs of each column of the sheet for each canonical column of the table, one row a pair, the columns one after the other."""
    own = np.repeat(grown.rows(gathered.own), len(gathered.names), axis=0)
    return own + grown.rows([told for row in gathered.ours for told in row])


def pairs(gathered: Gathered) -> list[str]:
    """The canonical column of each of these rows."""
    return [f"{gathered.table}.{name}" for name in gathered.names] * len(gathered.own)


def _is_trusted(told: Mapping[str, float]) -> bool:
    return told["usual"] >= 1 and told["fits"] >= evidence.SUITED
