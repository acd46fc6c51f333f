"""What several measures ask of a store, answered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

import pandas as pd

from diagnostic.store.engine import Store

R = TypeVar("R")


def once(function: Callable[[Store], R]) -> Callable[[Store], R]:
    """Make a function of a store keep its answer for as long as no table of the store changes.

    A frame is a view of what is kept: whoever changes theirs changes nobody else's. For what is small, or asked often: it stays in memory.
    """

    @wraps(function)
    def answer(store: Store) -> R:
        if function not in store.answers:
            store.answers[function] = function(store)
        kept: R = store.answers[function]
        return kept.copy(deep=False) if isinstance(kept, (pd.DataFrame, pd.Series)) else kept

    return answer
