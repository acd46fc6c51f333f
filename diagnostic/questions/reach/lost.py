"""The part of the week in which most calls are lost."""

from __future__ import annotations

import pandas as pd

from diagnostic.indicators import pick
from diagnostic.measuring.disclosure import Disclosed

RATE = "reach.answer_rate_agent"
APART, IN_A_ROW = 0.05, 3  # half-hours under the rate of the week by so much, so many in a row: less is chance


def cells(rows: Disclosed) -> Disclosed:
    """The rate of each half-hour of the week, by `slot` and `weekday`."""
    return pick(rows, RATE, "slot", "weekday").astype({"slot": int, "weekday": int})


def lost(rows: Disclosed) -> Disclosed:
    """The half-hours in a row of one day in which most calls are lost, all clearly under the rate of the week, the worst of them with its
    whole range; none where no row is so. With dozens of half-hours one is always lowest."""
    shown = cells(rows).dropna(subset=["value", "high"])
    whole = rows.loc[(rows["indicator"] == RATE) & (rows["scope"] == "all"), "value"].dropna()
    if shown.empty or whole.empty:
        return shown.iloc[:0]
    low = shown[shown["value"] < whole.iloc[0] - APART].sort_values(["weekday", "slot"])
    runs = [run for _, run in low.groupby(low["weekday"] * 48 + low["slot"] - pd.RangeIndex(len(low))) if len(run) >= IN_A_ROW]
    run = max(runs, key=lambda run: (run["denominator"] - run["numerator"]).sum(), default=shown.iloc[:0])
    worst = run.sort_values("value", kind="stable").head(1)
    return run if (worst["high"] < whole.iloc[0]).all() else run.iloc[:0]
