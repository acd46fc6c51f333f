"""Which columns of a sheet are which canonical columns of a table: the evidence weighed, and one joint assignment."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from diagnostic.proposal import evidence, roles
from diagnostic.proposal.evidence import Seen

Weights = Mapping[str, Mapping[str, Any]]
_NEVER = 1e6
# a header that towns are known to write, on cells that suit it, says more than the layouts that the weights come from can show
TRUSTED = 1.0
# a column is taken when it is by so much less likely than none, and asked: where nothing else took the canonical column, most are right
EASE = 1.0
# a table that lacks a column it needs is not fed at all: the likeliest is taken, be it far from likely, and asked
NEEDED, HARDLY = 5.0, 0.01


@dataclass(frozen=True)
class Gathered:
    """The evidence for the columns of a sheet: for each of them what speaks for each of the canonical columns (`names`), and for none."""

    table: str
    names: tuple[str, ...]
    ours: Sequence[Sequence[Mapping[str, float]]]
    none: Sequence[Mapping[str, float]]


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
    """The evidence for each column of a sheet being each canonical column of a table, or none."""
    known = roles.of_table(table)
    ours = [[evidence.for_role(role, one) for role in known] for one in seen]
    for of_role in zip(*ours, strict=True):
        evidence.outdone(of_role)
    return Gathered(table, tuple(role.name for role in known), ours, [evidence.against(one) for one in seen])


def assign(gathered: Gathered, put: Weights | None = None, needed: Collection[str] = ()) -> Assigned:
    """The joint assignment of the columns of a sheet to those of a table: each serves once, and as many as possible are likely.

    `put` are other weights than those that the kit has; `needed` the columns without which the table is not fed at all."""
    from scipy.optimize import linear_sum_assignment

    names = gathered.names
    if not gathered.none or not names:
        return Assigned(gathered.table, {}, 0.0, [], np.zeros(len(gathered.none)))
    shares = _shares(gathered, weights() if put is None else put)
    costs = -np.log(shares + 1e-12)
    costs[:, :-1] -= EASE
    none = np.where(np.eye(len(shares)) > 0, costs[:, [-1]], _NEVER)
    sought = NEEDED * (shares[:, :-1] >= HARDLY) * [name in needed for name in names]
    rows, picks = linear_sum_assignment(np.concatenate([costs[:, :-1] - sought, none], axis=1))
    taken = [(int(row), int(pick)) for row, pick in zip(rows, picks, strict=True) if pick < len(names)]
    columns = {names[pick]: (row, float(shares[row, pick])) for row, pick in taken}
    gain = sum(float(costs[row, -1] - costs[row, pick]) for row, pick in taken)
    likely = [(names[pick], float(shares[row, pick])) for row, pick in enumerate(shares[:, :-1].argmax(axis=1))]
    return Assigned(gathered.table, columns, gain, likely, (costs[:, [-1]] - costs[:, :-1]).max(axis=1))


@cache
def weights() -> Weights:
    """The weights of the evidence: fitted by `benchmarks/recognition.py` on layouts of exports, kept as a file of data."""
    loaded: Weights = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return loaded


def _shares(gathered: Gathered, put: Weights) -> np.ndarray:
    """For each column of the sheet, the probability of each role and, last, of none."""
    told = zip(gathered.ours, gathered.none, strict=True)
    logits = np.array([[*(_weighed(put["role"], one) + _trusted(one) for one in ours), _weighed(put["none"], none)] for ours, none in told])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _trusted(told: Mapping[str, float]) -> float:
    return TRUSTED if told.get("usual") and told["fits"] >= evidence.SUITED else 0.0


def _weighed(put: Mapping[str, float], told: Mapping[str, float]) -> float:
    return sum(put.get(name, 0.0) * value for name, value in told.items() if value)
