"""Totals of the telephone system, looked at before they are believed."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from diagnostic.measuring.disclosure import FILES, Disclosed, exempt
from diagnostic.questions.reach.calls import Calls
from diagnostic.store.engine import Store


class Unbalanced(NamedTuple):
    """The days whose totals contradict each other (`day, offered, explained, gap`), out of how many days recorded and calls."""

    listed: Disclosed
    days: int
    calls: float


def unbalanced(store: Store) -> Unbalanced:
    """The days whose calls offered are not answered + abandoned (+ deflected + voice server); none where there is one row per call."""
    calls = Calls.of(store)
    whole = calls.frame.iloc[:0].assign(unexplained=0, unbalanced=0) if calls.from_rows else calls.frame
    whole = whole.groupby("day", as_index=False).agg({"calls": "sum", "unexplained": "sum", "unbalanced": "max"})
    days = whole[whole["unbalanced"] == 1].reset_index(drop=True)
    explained = days["calls"] - days["unexplained"]
    listed = pd.DataFrame({"day": days["day"], "offered": days["calls"], "explained": explained, "gap": days["unexplained"]})
    return Unbalanced(exempt(listed, FILES), len(whole), float(whole["calls"].sum()))
