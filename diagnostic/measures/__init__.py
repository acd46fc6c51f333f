"""The measures: one question, one module. Each returns indicator rows (`rows.COLUMNS`)."""

from __future__ import annotations

import pandas as pd

from diagnostic.measures import channels, coverage, opening, processing, reach, repeats, volume
from diagnostic.measures.catalogue import catalogue
from diagnostic.measures.rows import NOT_IN_THIS_VERSION, finish, not_measurable
from diagnostic.store.engine import Store

MODULES = (volume, coverage, opening, channels, reach, processing, repeats)


def measure_all(store: Store) -> pd.DataFrame:
    """Every indicator of the catalogue in its order, each with its `all` row first, whatever its status."""
    measured = pd.concat([module.measure(store) for module in MODULES], ignore_index=True)
    done = set(measured["indicator"])
    others = finish(store, [not_measurable(name, NOT_IN_THIS_VERSION) for name in catalogue() if name not in done])
    rows = pd.concat([measured, others], ignore_index=True)
    order = {name: position for position, name in enumerate(catalogue())}
    keys = rows.assign(order=rows["indicator"].map(order), part=rows["scope"] != "all")
    return rows.loc[keys.sort_values(["order", "part", "scope"], kind="stable").index].reset_index(drop=True)
