"""The questions of the diagnostic, a folder each: what it measures, finds, draws and says, and its definition."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType

import pandas as pd

from diagnostic.indicators.catalogue import catalogue
from diagnostic.indicators.notes import NOT_IN_THIS_VERSION, NOT_RUN
from diagnostic.measuring import rows
from diagnostic.store.engine import Store


def every() -> list[ModuleType]:
    """Each question, by name."""
    return [import_module(f"{__name__}.{folder.name}") for folder in pkgutil.iter_modules(__path__)]


def settle(store: Store, *beside: Store) -> None:
    """Measure every question once, and write to the store what may be read of it all together: see `rows.settle`."""
    every()  # each measure says what it gives when it is imported
    rows.settle(store, *beside)


def uncovered(store: Store, covered: Iterable[str]) -> pd.DataFrame:
    """The indicators of the catalogue that are not among those covered, each with its `all` row saying why."""
    every()
    others = [name for name in catalogue() if name not in set(covered)]
    return rows.finish(store, [rows.not_measurable(name, NOT_RUN if name in rows.MEASURES else NOT_IN_THIS_VERSION) for name in others])
