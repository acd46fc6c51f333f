"""Small towns for the tests: an engagement in a folder, and its canonical tables written from a few rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from diagnostic import schema
from diagnostic.engagement import Client, Engagement, Period
from diagnostic.store import facts
from diagnostic.store.engine import CONTACT_CHANNELS, Store
from diagnostic.store.settings import settings_row

Row = Mapping[str, Any]


def town(folder: Path, **settings: Any) -> Engagement:
    """A mission in `folder` about January to March 2024, unless `settings` (fields of Engagement) say otherwise."""
    period = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31), extract_date=dt.date(2024, 3, 31))
    return Engagement(**({"folder": folder, "client": Client(name="Ville"), "period": period, "sources": ()} | settings))


def write_store(engagement: Engagement, **tables: Sequence[Row] | pd.DataFrame) -> None:
    """Write canonical tables as intake would: `write_store(town, contacts=[{"occurred_local": "2024-03-05 10:00"}], cases=[...])`.

    Missing columns are NULL; `id` counts from 1, `source` is the table's name, an instant needs only its `_local` (or `_at`, UTC) half
    and is precise to the second; `contact_channels` follows from `contacts.channel` unless given.
    """
    tables = dict(tables)
    if "contacts" in tables and "contact_channels" not in tables:
        contacts = pd.DataFrame(tables["contacts"]).reindex(columns=["id", "channel"])
        contacts["contact"] = contacts["id"].fillna(pd.Series(range(1, len(contacts) + 1), dtype=float))
        tables["contact_channels"] = contacts.dropna(subset="channel")
    engagement.store.mkdir(parents=True, exist_ok=True)
    with Store.open(engagement.store, {}) as store:
        for name, rows in tables.items():
            frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame([dict(row) for row in rows])
            if name == "contact_channels":
                store.write_frame(name, frame, CONTACT_CHANNELS)
            else:
                store.write_frame(name, _completed(name, frame, engagement.zone), schema.stored_columns(name))


def with_facts(engagement: Engagement, **tables: Sequence[Row] | pd.DataFrame) -> Store:
    """The store of these tables with the facts derived from them, open for queries."""
    write_store(engagement, **tables)
    facts.derive(engagement)
    return Store.open(engagement.store, settings_row(engagement))


def _completed(table: str, frame: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    unknown = set(frame.columns) - set(schema.stored_columns(table))
    assert not unknown, f"{table} has no column {sorted(unknown)}"
    made = frame.copy()
    if "id" not in made:
        made["id"] = range(1, len(made) + 1)
    if "source" not in made:
        made["source"] = table
    for column in schema.TABLES[table].values():
        if column.kind == "instant":
            _complete_instant(made, column.name.removesuffix("at"), zone)
    return made.assign(**{name: None for name in schema.stored_columns(table) if name not in made})


def _complete_instant(frame: pd.DataFrame, stem: str, zone: ZoneInfo) -> None:
    at, local, precision = f"{stem}at", f"{stem}local", f"{stem}precision"
    if local in frame and at not in frame:
        frame[local] = pd.to_datetime(frame[local], format="ISO8601")
        clock = frame[local].dt.tz_localize(zone, ambiguous=np.ones(len(frame), bool), nonexistent="shift_forward")
        frame[at] = clock.dt.tz_convert("UTC").dt.tz_localize(None)
    elif at in frame and local not in frame:
        frame[at] = pd.to_datetime(frame[at], format="ISO8601")
        frame[local] = frame[at].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    if at in frame:
        given = frame[precision] if precision in frame else pd.Series(None, index=frame.index, dtype=object)
        frame[precision] = given.where(given.notna(), "second").where(frame[at].notna(), None)
