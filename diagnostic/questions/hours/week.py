"""The week: when people make contact, and when somebody is there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from diagnostic.calendar.half_hours import SLOTS
from diagnostic.measuring.disclosure import FLOWS, SUPPLY, Disclosed, exempt, least_size, rounded
from diagnostic.measuring.open_week import open_shares
from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

PARTS = {"early": slice(0, 20), "morning": slice(20, 24), "midday": slice(24, 28), "afternoon": slice(28, 32), "late": slice(32, SLOTS)}
MARKED = 0.25  # what tells a busy or quiet part of the week from an ordinary one


@dataclass(frozen=True)
class Demand:
    """When the contacts of a channel arrive, and when somebody is there: in all `contacts`, of which `closed` when nobody ever is; None
    where none can come then, or a log of theirs records only while open.

    `cells`: weekday (1 = Monday), slot (half-hour, 0-47), contacts, open (0 never, 1 always), zeros included; contacts are `by_five`, to
    the nearest, in a small town, where half-hours have few each.
    """

    cells: Disclosed
    contacts: int
    closed: int | None
    by_five: bool = False


def demand(store: Store, channel: str) -> Demand:
    """The week of a channel under the hours that meet its demand."""
    contacts = sql(store, __file__, "arrivals")
    contacts = contacts[contacts["channel"] == channel]
    grid = pd.MultiIndex.from_product([range(1, 8), range(SLOTS)], names=["weekday", "slot"])
    counts = contacts.set_index(["weekday", "slot"])["contacts"].reindex(grid, fill_value=0).rename("contacts").reset_index()
    cells = counts.merge(opening(store, schedule(channel)), on=["weekday", "slot"])
    total, closed = cells["contacts"].sum(), cells.loc[cells["open"] <= 0, "contacts"].sum()
    blind = store.query("select channel from fact_open_logs union select channel from channels where attended")["channel"]
    shown = rounded(cells, least_size(store.settings), "contacts")
    return Demand(
        shown, int(total), None if channel in set(blind) else int(closed), by_five=not shown["contacts"].equals(cells["contacts"])
    )


def drawn(store: Store, wanted: str | None = None) -> str:
    """The channel whose week is worth drawing: the one wanted, else the telephone, else the busiest whose hours of arrival are known."""
    if wanted:
        return wanted
    contacts = sql(store, __file__, "arrivals").groupby("channel")["contacts"].sum()
    return "phone" if "phone" in contacts.index or contacts.empty else str(contacts.drop("counter", errors="ignore").idxmax())


def schedule(channel: str) -> str:
    """The hours that a channel's demand meets: its own by phone or at a counter, else those when anybody is there."""
    return channel if channel in ("phone", "counter") else "staffed"


def opening(store: Store, hours: str) -> Disclosed:
    """How open each half-hour of an ordinary term week is under a schedule: columns weekday, slot, open (0 never, 1 always).

    A slot on two Saturdays a month is open about 0.46. Days of school or public holidays are left out.
    """
    days = store.query("select * from calendar cross join settings where day between period_start and period_end")
    wide = pd.DataFrame(open_shares(days, hours, "term"), index=range(1, 8), columns=range(SLOTS))
    return exempt(wide.rename_axis(index="weekday", columns="slot").stack().rename("open").reset_index(), SUPPLY)


def busy_hours(store: Store) -> Disclosed:
    """How busy each part of the week is in term, place by place: columns channel, site, weekday, part, level.

    A part is `busy` from a quarter above the mean arrivals per open minute of the place, `quiet` from a quarter below, else `ordinary`;
    `hidden` under the least size of a group. Parts that are never open have no row.
    """
    demand = sql(store, __file__, "busy")
    days = store.query("select * from calendar cross join settings where day between period_start and period_end")
    rows = []
    for (channel, site), part in demand.groupby(["channel", "site"], dropna=False):
        name = "phone" if channel == "phone" else f"counter:{site}".lower()
        schedule = next((one for one in days["schedule"].unique() if one.lower() == name), name)
        arrived = np.zeros((7, SLOTS))
        arrived[part["weekday"].to_numpy(int) - 1, part["slot"].to_numpy(int)] = part["contacts"]
        minutes = open_shares(days, schedule, "term")
        mean = arrived.sum() / minutes.sum() if minutes.sum() else 0.0
        for (label, slots), weekday in product(PARTS.items(), range(7)):
            opened, contacts = minutes[weekday, slots].sum(), arrived[weekday, slots].sum()
            if opened and mean:
                level = "hidden" if contacts < least_size(store.settings) else _level(contacts / opened / mean)
                rows.append((channel, None if channel == "phone" else site, weekday + 1, label, level))
    return exempt(pd.DataFrame(rows, columns=["channel", "site", "weekday", "part", "level"]), FLOWS)


def _level(pace: float) -> str:
    return "busy" if pace >= 1 + MARKED else "quiet" if pace <= 1 - MARKED else "ordinary"
