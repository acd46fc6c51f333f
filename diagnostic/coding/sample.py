"""A random sample of repeats, the same whenever it is drawn again from the same data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from diagnostic.store.engine import Store


@dataclass(frozen=True)
class Sample:
    """The repeats drawn, in the order of the draw, out of how many."""

    rows: pd.DataFrame
    population: int


def draw(store: Store) -> Sample:
    """`coding_sample` repeats at random without replacement, from `seed`; all of them where there are no more."""
    repeats = store.sql_file(Path(__file__).with_name("repeats.sql"))
    size = min(len(repeats), int(store.settings["coding_sample"]))
    places = np.random.default_rng(int(store.settings["seed"])).choice(len(repeats), size, replace=False)
    rows = repeats.iloc[places].reset_index(drop=True)
    previous = rows["occurred_local"] - pd.to_timedelta(rows["previous_gap_s"], unit="s")
    return Sample(rows.assign(reference=[_reference(row) for row in rows.itertuples()], previous_local=previous), len(repeats))


def _reference(row: object) -> str:
    """A short name of the row, the same at the next draw, that tells nothing to who does not hold the files."""
    parts = [getattr(row, name) for name in ("source", "kind", "row_id", "occurred_local", "channel", "topic")]
    return hashlib.sha256("|".join(map(str, parts)).encode("utf-8")).hexdigest()[:8]
