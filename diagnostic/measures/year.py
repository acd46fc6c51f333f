"""From a period to a year: what makes a count of the period one of twelve months."""

from __future__ import annotations

import pandas as pd

from diagnostic.store.engine import Store

YEAR = 365


def scale(store: Store) -> float | None:
    """365 ÷ days of a period of twelve months or more; a shorter one needs its seasons declared (`parameters.seasonal_profile`), else None.

    With them, the weight of the twelve months ÷ the weight of the days observed, each day weighing its part of its month.
    """
    days = pd.date_range(store.settings["period_start"], store.settings["period_end"])
    if len(days) >= YEAR:
        return YEAR / len(days)
    weights = store.query("select month, weight from seasons").set_index("month")["weight"]
    if weights.empty:
        return None
    observed = (weights.loc[days.month].to_numpy() / days.days_in_month.to_numpy()).sum()
    return float(weights.sum() / observed) if observed > 0 else None
