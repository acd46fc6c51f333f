"""A forest of small decision trees: what the signs of a column add up to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

# leaves of a tree, each a bit of a number
MOST_LEAVES = 32
# rows read at once: each is set beside every node
_BLOCK = 2000


@dataclass(frozen=True)
class Forest:
    """Trees that read the signs of a column and the canonical column that it might be, and say how likely it is that.

    A node is `(sign, limit, first, past)`: where its sign exceeds its limit, the leaves from `first` up to `past` are out of reach, those
    of its left branch. A node without a sign (None) asks for the role: its limit lists the places of the roles whose way is left. The
    leaf that a row reaches is the first one left; leaves are log-odds, and add up.
    """

    signs: tuple[str, ...]
    roles: tuple[str, ...]
    trees: Sequence[tuple[Sequence[tuple[Any, ...]], Sequence[float]]]

    @classmethod
    def read(cls, text: str) -> Forest:
        """The forest that `written` wrote."""
        told = json.loads(text)
        return cls(tuple(told["signs"]), tuple(told["roles"]), [(tree["nodes"], tree["leaves"]) for tree in told["trees"]])

    def written(self) -> str:
        """The forest as text, a tree on a line."""
        trees = ",\n".join(json.dumps({"nodes": nodes, "leaves": leaves}, separators=(",", ":")) for nodes, leaves in self.trees)
        return f'{{"signs":{json.dumps(self.signs)},\n"roles":{json.dumps(self.roles)},\n"trees":[\n{trees}]}}\n'

    def rows(self, told: Sequence[Mapping[str, float]]) -> NDArray[np.float32]:
        """The signs of columns as the trees read them; a sign that is not told is nought."""
        return np.array([[one.get(sign, 0.0) for sign in self.signs] for one in told], dtype=np.float32).reshape(-1, len(self.signs))

    def odds(self, rows: NDArray[np.float32], roles: Sequence[str]) -> NDArray[np.float64]:
        """For each row of signs and the role it is tried for, the logarithm of the odds that it is that."""
        places = np.array([self._place.get(role, len(self.roles)) for role in roles], dtype=np.intp)
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(rows), _BLOCK)]
        return np.concatenate([self._odds(rows[block], places[block]) for block in blocks] or [np.zeros(0)])

    def _odds(self, rows: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.float64]:
        nodes = self._nodes
        past = rows.T[nodes.sign] > nodes.limit[:, None]
        past[nodes.asking] = nodes.others[:, places]
        left = np.bitwise_and.reduceat(np.where(past, nodes.within[:, None], nodes.whole), nodes.starts, axis=0)
        first = np.log2(left & -left.astype(np.int64)).astype(np.intp)
        return np.asarray(nodes.leaves[nodes.offsets[:, None] + first].sum(axis=0) + nodes.base)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {role: place for place, role in enumerate(self.roles)}

    @cached_property
    def _nodes(self) -> _Nodes:
        grown = [(nodes, leaves) for nodes, leaves in self.trees if nodes]
        nodes = [node for told, _ in grown for node in told]
        asking = [at for at, node in enumerate(nodes) if node[0] is None]
        others = np.ones((len(asking), len(self.roles) + 1), dtype=bool)
        for row, at in enumerate(asking):
            others[row, nodes[at][1]] = False
        whole = (1 << MOST_LEAVES) - 1
        return _Nodes(
            sign=np.array([node[0] or 0 for node in nodes], dtype=np.intp),
            limit=np.array([0.0 if node[0] is None else node[1] for node in nodes], dtype=np.float32),
            within=np.array([whole & ~((1 << node[3]) - (1 << node[2])) for node in nodes], dtype=np.uint32),
            whole=np.uint32(whole),
            asking=np.array(asking, dtype=np.intp),
            others=others,
            starts=np.cumsum([0, *(len(told) for told, _ in grown)])[:-1],
            offsets=np.cumsum([0, *(len(leaves) for _, leaves in grown)])[:-1],
            leaves=np.array([value for _, leaves in grown for value in leaves]),
            base=sum(leaves[0] for told, leaves in self.trees if not told),
        )


@dataclass(frozen=True)
class _Nodes:
    """The nodes of all trees one after the other: where each sign stands and its limit, the leaves that remain beyond it, which nodes ask
    for the role and which roles go right there, where trees start, and the leaves."""

    sign: NDArray[np.intp]
    limit: NDArray[np.float32]
    within: NDArray[np.uint32]
    whole: np.uint32
    asking: NDArray[np.intp]
    others: NDArray[np.bool_]
    starts: NDArray[np.intp]
    offsets: NDArray[np.intp]
    leaves: NDArray[np.float64]
    base: float
