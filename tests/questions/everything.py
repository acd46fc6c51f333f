"""Every indicator of the catalogue at once, as the notebooks together measure them."""

from __future__ import annotations

import pandas as pd

from diagnostic import questions
from diagnostic.indicators.catalogue import catalogue
from diagnostic.store.engine import Store


def measure_all(store: Store) -> pd.DataFrame:
    """In the order of the catalogue, each with its `all` row first, whatever its status."""
    measured = pd.concat([question.measure(store) for question in questions.every() if hasattr(question, "measure")], ignore_index=True)
    rows = pd.concat([measured, questions.uncovered(store, measured["indicator"])], ignore_index=True)
    order = {name: position for position, name in enumerate(catalogue())}
    keys = rows.assign(order=rows["indicator"].map(order), part=rows["scope"] != "all")
    return rows.loc[keys.sort_values(["order", "part", "scope"], kind="stable").index].reset_index(drop=True)
