"""The weeks after a dated event (a mailing, an outage, a change of tool) beside ordinary weeks before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from diagnostic import statistics
from diagnostic.measuring.disclosure import Disclosed, least_size, masked
from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

BEFORE, LOOK_BACK = 8, 26
AFTER = {"change": 8}
AFTER_ELSE = 2
COLUMNS = ("position", "day", "kind", "label", "what", "before", "after", "change", "low", "high", "weeks_before", "weeks_after")


def around(store: Store) -> Disclosed:
    """One row per event of the period and per thing counted (`what`: contacts, cases opened, cases ended): `COLUMNS`, means per week.

    Weeks are counted from the event's own day. Those before it are the last `BEFORE` of the kind of the first week after it (term or
    holiday) and without a public holiday where that one has none; an event without five of them, or with a handful of cases on one side,
    has no row. No week reaches over a declared break. The range is what two such sets of ordinary weeks would differ by, from the spread
    of the weeks before. It says what followed the event, not that the event was the cause.
    """
    events = store.query("select * from events order by position")
    days = store.query("select day, weekday, coalesce(day_type, 'term') as day_type from days order by day")
    days = days.set_index(pd.to_datetime(days["day"]))
    breaks = pd.to_datetime(events.loc[events["kind"] == "break", "day"])
    first, last = (pd.Timestamp(store.settings[edge]) for edge in ("period_start", "period_end"))
    dated = events[(events["kind"] != "break") & pd.to_datetime(events["day"]).between(first, last)]
    rows = []
    for what, part in sql(store, __file__, "before_after").groupby("what"):
        counted = part.set_index(pd.to_datetime(part["day"]))["counted"].astype(float)
        counted = counted.reindex(pd.date_range(counted.index.min(), counted.index.max()), fill_value=0.0)
        for event in dated.itertuples():
            compared = _compared(counted, days, pd.Timestamp(event.day), AFTER.get(event.kind, AFTER_ELSE), breaks)
            rows += [(event.position, event.day, event.kind, event.label, what, *figures) for figures in compared]
    changes = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(["position", "what"], ignore_index=True)
    sums = {f"{side}_sum": (changes[side] * changes[f"weeks_{side}"]).round() for side in ("before", "after")}
    shown = masked(changes.assign(**sums), least_size(store.settings), {name: [] for name in sums})
    return shown.dropna(subset=list(sums))[list(COLUMNS)].reset_index(drop=True)


def _compared(counted: pd.Series, days: pd.DataFrame, event: pd.Timestamp, wanted: int, breaks: pd.Series) -> Iterator[tuple[Any, ...]]:
    weeks = {number: _week(counted, days, event, number, breaks) for number in range(-LOOK_BACK, wanted)}
    kind = weeks[0][1] if weeks[0] else None
    alike = {number: week[0] for number, week in weeks.items() if week and week[1] == kind}
    before = np.array([total for number, total in alike.items() if number < 0][-BEFORE:])
    after = np.array([total for number, total in alike.items() if number >= 0])
    if len(before) >= statistics.LEAST_CLUSTERS and len(after):
        change = statistics.difference(before, after)
        yield before.mean(), after.mean(), change.value, change.low, change.high, len(before), len(after)


def _week(counted: pd.Series, days: pd.DataFrame, event: pd.Timestamp, number: int, breaks: pd.Series) -> tuple[float, str] | None:
    """The count and the kind of the week that begins `number` weeks from the event; None where the data or the series do not hold it."""
    first = event + pd.Timedelta(weeks=number)
    last = first + pd.Timedelta(days=6)
    cut = breaks.between(first + pd.Timedelta(days=1), event).any() or breaks.between(event + pd.Timedelta(days=1), last).any()
    if cut or first < counted.index.min() or last > counted.index.max():
        return None
    worked = days.loc[first:last].query("weekday <= 5")["day_type"]
    kind = "holiday" if (worked == "school_holiday").sum() >= 3 else "term"
    return float(counted[first:last].sum()), f"{kind} {'short' if (worked == 'public_holiday').any() else 'whole'}"
