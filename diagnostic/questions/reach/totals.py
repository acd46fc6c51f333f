"""Totals of the telephone system, looked at before they are believed."""

from __future__ import annotations

import pandas as pd

from diagnostic.questions.reach.calls import Calls
from diagnostic.store.engine import Store


def unbalanced(store: Store) -> pd.DataFrame:
    """The days whose calls offered are not answered + abandoned (+ deflected + voice server): `day, offered, explained, gap`.

    Empty where calls come from one row per call. `attrs` hold what they are part of: `days` and `calls` of all the days recorded.
    """
    calls = Calls.of(store)
    if calls.from_rows:
        return _of(calls.frame.iloc[:0].assign(unexplained=0), calls.frame.iloc[:0])
    return _of(calls.frame[calls.frame["unbalanced"] == 1], calls.frame)


def _of(found: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    explained = found["calls"] - found["unexplained"]
    made = pd.DataFrame({"day": found["day"], "offered": found["calls"], "explained": explained, "gap": found["unexplained"]})
    made.attrs = {"days": len(whole), "calls": float(whole["calls"].sum())}
    return made.reset_index(drop=True)
