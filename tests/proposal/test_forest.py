"""A forest against trees walked one by one."""

from __future__ import annotations

import json
import random

import pytest

from diagnostic.proposal.forest import MOST_LEAVES, Forest

SIGNS, ROLES = ("one", "two", "three"), ("a.x", "a.y", "b.z")
Node = tuple[object, object, "Node | float", "Node | float"]


def grow(rng: random.Random, leaves: int) -> Node | float:
    """A tree of so many leaves: a sign and its limit, or None and the roles that go left; then what is left and right."""
    if leaves == 1:
        return round(rng.uniform(-2, 2), 3)
    left = rng.randint(1, leaves - 1)
    sign = rng.choice((*range(len(SIGNS)), None))
    limit: object = rng.sample(range(len(ROLES)), rng.randint(1, 2)) if sign is None else rng.choice((0.0, 0.25, 0.5, 1.0))
    return sign, limit, grow(rng, left), grow(rng, leaves - left)


def flat(tree: Node | float) -> tuple[list[tuple[object, ...]], list[float]]:
    if isinstance(tree, float):
        return [], [tree]
    (left, first), (right, second) = flat(tree[2]), flat(tree[3])
    moved = [(sign, limit, start + len(first), end + len(first)) for sign, limit, start, end in right]
    return [(tree[0], tree[1], 0, len(first)), *left, *moved], first + second


def walk(tree: Node | float, signs: list[float], role: str) -> float:
    while not isinstance(tree, float):
        sign, limit, left, right = tree
        tree = left if (role in [ROLES[at] for at in limit] if sign is None else signs[sign] <= limit) else right
    return tree


@pytest.mark.parametrize("seed", range(5))
def test_each_row_reaches_the_leaf_that_a_walk_reaches(seed):
    rng = random.Random(seed)
    trees = [grow(rng, rng.randint(1, MOST_LEAVES)) for _ in range(30)] + [grow(rng, MOST_LEAVES)]
    forest = Forest.read(Forest(SIGNS, ROLES, [flat(tree) for tree in trees]).written())
    told = [[rng.choice((0.0, 0.25, 0.3, 0.5, 0.9, 1.0)) for _ in SIGNS] for _ in range(50)]
    asked = [rng.choice((*ROLES, "c.unknown")) for _ in told]
    rows = forest.rows([dict(zip(SIGNS, one, strict=True)) for one in told])
    expected = [sum(walk(tree, one, role) for tree in trees) for one, role in zip(told, asked, strict=True)]
    assert forest.odds(rows, asked) == pytest.approx(expected)


def test_a_sign_that_is_not_told_is_nought_and_no_row_gives_no_odds():
    forest = Forest(SIGNS, ROLES, [([(1, 0.5, 0, 1)], [-1.0, 1.0])])
    assert forest.rows([{"one": 1.0}]).tolist() == [[1.0, 0.0, 0.0]]
    assert forest.odds(forest.rows([{}, {"two": 1.0}]), ["a.x", "a.x"]).tolist() == [-1.0, 1.0]
    assert forest.odds(forest.rows([]), []).tolist() == []


def test_what_is_written_is_text_with_a_tree_on_a_line():
    forest = Forest(SIGNS, ROLES, [([(None, [0], 0, 1)], [0.5, -0.5]), ([], [0.25])])
    assert json.loads(forest.written())["trees"] == [
        {"nodes": [[None, [0], 0, 1]], "leaves": [0.5, -0.5]},
        {"nodes": [], "leaves": [0.25]},
    ]
    assert forest.written().count("\n") == 5
