"""From a period to a year: what makes a count of the period one of twelve months."""

from __future__ import annotations

import pandas as pd

from diagnostic.measuring.cohort import contact_period
from diagnostic.store.engine import Store

YEAR = 365


def days(store: Store) -> pd.DatetimeIndex:
    """The days over which contacts may be taken together: the period, since its last declared break."""
    period = contact_period(store)
    return pd.date_range(period["first_day"], period["last_day"])


def scale(store: Store) -> float | None:
    """365 ÷ days of a period of twelve months or more; a shorter one needs its seasons declared (`parameters.seasonal_profile`), else None.

    With them, the weight of the twelve months ÷ the weight of the days observed, each day weighing its part of its month.
    """
    seen = days(store)
    if len(seen) >= YEAR:
        return YEAR / len(seen)
    weights = store.query("select month, weight from seasons").set_index("month")["weight"]
    if weights.empty:
        return None
    observed = (weights.loc[seen.month].to_numpy() / seen.days_in_month.to_numpy()).sum()
    return float(weights.sum() / observed) if observed > 0 else None
