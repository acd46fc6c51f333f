"""The questions of the diagnostic, a folder each: what it measures, finds, draws and says, and its definition."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

import pandas as pd

from diagnostic.indicators.catalogue import catalogue
from diagnostic.indicators.notes import NOT_IN_THIS_VERSION, NOT_RUN
from diagnostic.measuring.rows import IMPLEMENTED, finish, not_measurable
from diagnostic.store.engine import Store


def every() -> list[ModuleType]:
    """Each question, by name."""
    return [import_module(f"{__name__}.{folder.name}") for folder in pkgutil.iter_modules(__path__)]


def measure_all(store: Store) -> pd.DataFrame:
    """Every indicator of the catalogue in its order, each with its `all` row first, whatever its status."""
    measured = pd.concat([question.measure(store) for question in every() if hasattr(question, "measure")], ignore_index=True)
    rows = pd.concat([measured, uncovered(store, measured["indicator"])], ignore_index=True)
    order = {name: position for position, name in enumerate(catalogue())}
    keys = rows.assign(order=rows["indicator"].map(order), part=rows["scope"] != "all")
    return rows.loc[keys.sort_values(["order", "part", "scope"], kind="stable").index].reset_index(drop=True)


def uncovered(store: Store, covered: Iterable[str]) -> pd.DataFrame:
    """The indicators of the catalogue that are not among those covered, each with its `all` row saying why."""
    every()  # each measure says what it gives when it is imported
    others = [name for name in catalogue() if name not in set(covered)]
    return finish(store, [not_measurable(name, NOT_RUN if name in IMPLEMENTED else NOT_IN_THIS_VERSION) for name in others])
