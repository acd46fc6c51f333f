"""The measures: one question, one module. Each returns indicator rows (`rows.COLUMNS`)."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from diagnostic.measures import (
    answers,
    causes,
    channels,
    chasers,
    counter,
    coverage,
    opening,
    peers,
    processing,
    reach,
    repeats,
    volume,
    workload,
)
from diagnostic.measures.catalogue import catalogue
from diagnostic.measures.rows import IMPLEMENTED, NOT_IN_THIS_VERSION, NOT_RUN, finish, not_measurable
from diagnostic.store.engine import Store

MODULES = (volume, coverage, opening, peers, channels, reach, counter, processing, answers, repeats, chasers, workload, causes)


def measure_all(store: Store) -> pd.DataFrame:
    """Every indicator of the catalogue in its order, each with its `all` row first, whatever its status."""
    measured = pd.concat([module.measure(store) for module in MODULES], ignore_index=True)
    rows = pd.concat([measured, uncovered(store, measured["indicator"])], ignore_index=True)
    order = {name: position for position, name in enumerate(catalogue())}
    keys = rows.assign(order=rows["indicator"].map(order), part=rows["scope"] != "all")
    return rows.loc[keys.sort_values(["order", "part", "scope"], kind="stable").index].reset_index(drop=True)


def uncovered(store: Store, covered: Iterable[str]) -> pd.DataFrame:
    """The indicators of the catalogue that are not among those covered, each with its `all` row saying why."""
    others = [name for name in catalogue() if name not in set(covered)]
    return finish(store, [not_measurable(name, NOT_RUN if name in IMPLEMENTED else NOT_IN_THIS_VERSION) for name in others])
