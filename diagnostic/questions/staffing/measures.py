"""Agents needed at once against agents present, half-hour by half-hour, by telephone and at each counter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from diagnostic.calendar import hours
from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS
from diagnostic.calendar.holidays import TERM
from diagnostic.calendar.schedules import MOST_INTERVALS
from diagnostic.measuring.disclosure import PLANS, Disclosed, exempt
from diagnostic.measuring.once import once
from diagnostic.measuring.open_week import open_shares
from diagnostic.measuring.rows import sql
from diagnostic.planning import erlang
from diagnostic.store.engine import Store

PER_HOUR = 2  # half-hours


@dataclass(frozen=True)
class Staffing:
    """One place over a term week: `week` has the columns weekday, slot, load (erlangs), needed, present (NaN where it may not be shown).

    `within_s` is the wait aimed at.
    """

    channel: str
    site: str | None
    week: Disclosed
    handling_s: float
    within_s: float

    @property
    def known(self) -> bool:
        """Whether the agents present may be shown."""
        return bool(self.week["present"].notna().any())

    @property
    def occupancy(self) -> tuple[float, float, float]:
        """The share of their time for which the agents needed are busy: over the week, in its slackest and in its busiest half-hour."""
        load, needed = self.week["load"], self.week["needed"]
        each = load / needed
        return float(load.sum() / needed.sum()), float(each.min()), float(each.max())

    @property
    def short(self) -> int:
        """Half-hours of the week in which fewer agents are present than needed."""
        return int((self.week["present"] < self.week["needed"]).sum())

    def within(self, seconds: float) -> float:
        """The share of the week's arrivals that wait no longer with the agents present, by Erlang C.

        Presence is a mean over absences: 2.85 agents are three most of the time, and two the rest of it.
        """
        load, present = (self.week[name].to_numpy(float) for name in ("load", "present"))
        fewer = np.floor(present)
        one_less, one_more = (erlang.service_level(load, agents, self.handling_s, seconds) for agents in (fewer, fewer + 1))
        share = one_less + (present - fewer) * (one_more - one_less)
        return float((share * load).sum() / load.sum())


@once
def presence(store: Store) -> pd.DataFrame:
    """By channel, site and half-hour of the term week: `days` open, contacts `asking` for an agent, `handled`, `timed`, their `seconds`."""
    return sql(store, __file__, "presence")


def staffing(store: Store) -> list[Staffing]:
    """The telephone and each counter whose arrivals are known one by one, and how long they take; totals tell no half-hour.

    Needed: the fewest agents with whom `service_level` of the arrivals wait no longer than `answer_within_s` (telephone) or
    `counter_within_minutes`, by Erlang C, at least `minimum_presence`. Present: full-time equivalents whose declared schedule covers the
    half-hour, less `unavailability`. Shown only where `min_team` agents or more are listed and all have a schedule.
    """
    chosen, arrivals, places = store.settings, presence(store), []
    for (channel, site), rows in arrivals.groupby(["channel", "site"], dropna=False):
        timed = rows["timed"].sum()
        asking = rows[rows["asking"] > 0]
        if not timed or asking.empty:
            continue
        handling = float(rows["seconds"].sum() / timed)
        within = float(chosen["answer_within_s"]) if channel == "phone" else 60 * float(chosen["counter_within_minutes"])
        hourly = (asking["asking"] / asking["days"] * PER_HOUR).to_numpy(float)
        place = None if pd.isna(site) else str(site)
        present = _present(store, channel, place)
        week = asking[["weekday", "slot"]].assign(
            load=erlang.load(hourly, handling),
            needed=at_once(store, hourly, handling, within),
            present=present[asking["weekday"].to_numpy(int) - 1, asking["slot"].to_numpy(int)] if present is not None else np.nan,
        )
        places.append(Staffing(channel, place, exempt(week.reset_index(drop=True), PLANS), handling, within))
    return places


def at_once(store: Store, hourly: np.ndarray, handling_s: float, within_s: float) -> np.ndarray:
    """The agents needed at once by so many arrivals per hour: `service_level` of them wait no longer, by Erlang C; at least the minimum."""
    agents = erlang.positions(hourly, handling_s, float(store.settings["service_level"]), within_s)
    return np.maximum(agents, int(store.settings["minimum_presence"]))


def _present(store: Store, channel: str, site: str | None) -> np.ndarray | None:
    """Agents at work in each half-hour of a term week; None where too few are listed, or one without a schedule that can be read."""
    staff = store.query("select lower(site) as site, channel, fte, schedule from staff where fte > 0")
    staff = staff[(staff["channel"] == channel) & (staff["site"] == site.lower() if site else True)]
    written = staff["schedule"].dropna()
    unread = any(hours.problem(rules, "staff", site or "") for rules in written.unique())
    if staff["fte"].sum() < store.settings["min_team"] or len(written) < len(staff) or unread:
        return None
    total = np.zeros((WEEKDAYS, SLOTS))
    for rules, fte in staff.groupby("schedule")["fte"].sum().items():
        total += float(fte) * open_shares(_calendar(store, str(rules)), rules, TERM)
    return total * (1 - float(store.settings["unavailability"]))


def _calendar(store: Store, rules: str) -> pd.DataFrame:
    """The days of the period with the hours of these rules, in the columns of `calendar`."""
    days = store.query("select day, weekday, day_type from days cross join settings where day between period_start and period_end")
    days = days.sort_values("day").assign(schedule=rules)
    opened = hours.daily(rules, list(days["day_type"]), pd.Timestamp(days["day"].iloc[0]).date())
    for n in range(MOST_INTERVALS):
        for edge, letter in enumerate("oc"):
            days[f"{letter}{n + 1}"] = [day[n][edge] if n < len(day) else np.nan for day in opened]
    return days
