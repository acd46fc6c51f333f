"""The weeks after a dated event (a mailing, an outage, a change of tool) beside ordinary weeks before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
LEAST_OTHERS = 8  # dates without an event, under which nothing says what ordinary weeks do
YEAR = 50  # whole weeks of a year, counted from any of its days
SHARED = 4  # dates beside each other see the same weeks: so many of them count as one
COLUMNS = ("position", "day", "kind", "label", "what", "before", "after", "change", "low", "high", "weeks_before", "weeks_after")


def around(store: Store) -> Disclosed:
    """One row per event of the period and per thing counted (`what`: contacts, cases opened, cases ended): `COLUMNS`, means per week.

    Weeks are counted from the event's own day. Those before it are the last `BEFORE` of the kind of the first week after it (term or
    holiday), without a public holiday where that one has none, and after no other event; an event without five of them, or with a handful
    of cases on one side, has no row. Where a year is seen, they are brought to the season of the event. No week reaches over a declared
    break, nor out of the period, where not all that feeds it need be recorded.

    The range is what the same two sets of weeks differ by around dates without an event, runs of busy weeks included, and holds for all
    events together (Bonferroni); none where there are too few such dates. It says what followed the event, never what caused it.
    """
    events = store.query("select * from events order by position").astype({"day": "datetime64[us]"})
    breaks, dated = events[events["kind"] == "break"], events[events["kind"] != "break"]
    days = store.query("select day, weekday, coalesce(day_type, 'term') as day_type from days order by day")
    days = days.set_index(pd.to_datetime(days.pop("day")))
    first, last = (pd.Timestamp(store.settings[edge]) for edge in ("period_start", "period_end"))
    days, dated = days[first:last], dated[dated["day"].between(first, last)]
    days = days.assign(
        stretch=sum((days.index >= day for day in breaks["day"]), start=np.zeros(len(days), int)),
        eventful=sum((_follows(days.index, event) for event in dated.itertuples()), start=np.zeros(len(days), bool)),
    )
    rows: list[tuple[Any, ...]] = []
    for what, part in sql(store, __file__, "before_after").groupby("what"):
        counted = part.set_index(pd.to_datetime(part["day"]))["counted"].astype(float)
        seen = [(event, compared) for event in dated.itertuples() if (compared := _compared(counted, days, event))]
        for event, (sides, others) in seen:
            rows.append((event.position, event.day, event.kind, event.label, what, *_figures(sides, others, len(seen))))
    changes = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(["position", "what"], ignore_index=True)
    sums = {f"{side}_sum": (changes[side] * changes[f"weeks_{side}"]).round() for side in ("before", "after")}
    shown = masked(changes.assign(**sums), least_size(store.settings), {name: [] for name in sums})
    return shown.dropna(subset=list(sums))[list(COLUMNS)].reset_index(drop=True)


@dataclass(frozen=True)
class Sides:
    """What each week counted before a date and after it."""

    before: np.ndarray
    after: np.ndarray
    eventful: bool

    @property
    def change(self) -> float:
        return float(self.after.mean() - self.before.mean())

    @property
    def unit(self) -> float:
        """By how much more means of so few weeks vary than a week does, were weeks independent."""
        return float(np.sqrt(1 / len(self.before) + 1 / len(self.after)))


def _figures(sides: Sides, others: list[Sides], events: int) -> tuple[Any, ...]:
    from scipy.special import stdtrit

    low = high = None
    if len(others) >= LEAST_OTHERS:
        spread = np.sqrt(np.mean([(other.change / other.unit) ** 2 for other in others])) * sides.unit
        half = float(stdtrit(len(others) / SHARED, 1 - (1 - statistics.CONFIDENCE) / 2 / events) * spread)
        low, high = sides.change - half, sides.change + half
    return sides.before.mean(), sides.after.mean(), sides.change, low, high, len(sides.before), len(sides.after)


def _compared(counted: pd.Series, days: pd.DataFrame, event: Any) -> tuple[Sides, list[Sides]] | None:
    """The two sides of an event, and those of every date so many weeks from it around which nothing is dated."""
    weeks, wanted = _weeks(counted, days, event.day), AFTER.get(event.kind, AFTER_ELSE)
    seen = weeks.assign(season=_season(weeks)).rename_axis("number").to_records()
    known = {date["number"]: sides for date in seen for sides in _sides(seen, date, wanted)}
    if 0 not in known:
        return None
    return known[0], [sides for number, sides in known.items() if number and not sides.eventful]


def _sides(weeks: np.recarray, date: np.record, wanted: int) -> Iterator[Sides]:
    first, last = np.searchsorted(weeks["number"], (date["number"] - LOOK_BACK, date["number"] + wanted))
    near = weeks[first:last]
    alike = near[(near["kind"] == date["kind"]) & (near["stretch"] == date["stretch"])]
    before, after = np.split(alike, [np.searchsorted(alike["number"], date["number"])])
    brought = before["counted"] - before["season"] + after["season"].mean()
    ordinary = brought[~before["eventful"]][-BEFORE:]
    if len(ordinary) >= statistics.LEAST_CLUSTERS:
        yield Sides(ordinary, after["counted"], bool(after["eventful"].any()))


def _season(weeks: pd.DataFrame) -> np.ndarray:
    """What the time of the year brings to each week: the yearly wave of the weeks after no event, beside their kinds and the breaks.

    Nothing where less than a year is seen: its drift is then in what dates without an event do.
    """
    if len(weeks) < YEAR:
        return np.zeros(len(weeks))
    turn = 2 * np.pi * weeks.index.to_numpy() / statistics.YEAR_OF_WEEKS
    kinds = pd.get_dummies(weeks["kind"].astype(str) + " " + weeks["stretch"].astype(str)).to_numpy(float)
    known, ordinary = np.column_stack([kinds, np.cos(turn), np.sin(turn)]), ~weeks["eventful"].to_numpy()
    weights, *_ = np.linalg.lstsq(known[ordinary], weeks["counted"].to_numpy()[ordinary], rcond=None)
    return np.asarray(known[:, -2:] @ weights[-2:])


def _weeks(counted: pd.Series, days: pd.DataFrame, event: pd.Timestamp) -> pd.DataFrame:
    """Every whole week counted from the event's weekday that no break divides: `counted, kind, stretch, eventful`, by its number."""
    shown = days[counted.index.min() : counted.index.max()]
    shown = shown.assign(counted=counted.reindex(shown.index, fill_value=0.0), worked=shown["weekday"] <= 5)
    shown["holiday"] = shown["worked"] & (shown["day_type"] == "school_holiday")
    shown["short"] = shown["worked"] & (shown["day_type"] == "public_holiday")
    number = np.asarray((shown.index - event).days // 7)
    starts = np.flatnonzero(np.diff(number, prepend=number[:1] - 1))
    ends = np.append(starts[1:], len(shown)) - 1
    brought = {name: np.add.reduceat(shown[name].to_numpy(float), starts) for name in ("counted", "holiday", "short", "eventful")}
    kind = np.where(brought["holiday"] >= 3, 2, 0) + (brought["short"] > 0)
    stretch = shown["stretch"].to_numpy()
    columns = {"counted": brought["counted"], "kind": kind, "stretch": stretch[starts], "eventful": brought["eventful"] > 0}
    whole = (ends - starts == 6) & (stretch[starts] == stretch[ends])
    return pd.DataFrame(columns, index=number[starts])[whole]


def _follows(days: pd.DatetimeIndex, event: Any) -> np.ndarray:
    after = pd.Timedelta(weeks=AFTER.get(event.kind, AFTER_ELSE))
    return np.asarray((days >= event.day) & (days < event.day + after))
