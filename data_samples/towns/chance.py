"""Single draws: the generator's own `choice` turns its options into an array each time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import TypeVar

import numpy as np

Option = TypeVar("Option")


def one_of(rng: np.random.Generator, options: Sequence[Option]) -> Option:
    """One of the options, all as likely."""
    return options[int(rng.integers(len(options)))]


def weighted(rng: np.random.Generator, options: Sequence[Option], weights: tuple[float, ...]) -> Option:
    """One of the options, each as likely as its weight."""
    return options[bisect_right(_steps(weights), rng.random())]


@cache
def _steps(weights: tuple[float, ...]) -> list[float]:
    total = sum(weights)
    return [step / total for step in accumulate(weights)][:-1]
