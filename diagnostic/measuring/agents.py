"""How many agents stand behind a figure about a team, a site or a moment of the week: with too few, it would tell on them."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from diagnostic.indicators import decode
from diagnostic.store.engine import Store

# What people ask for and what is on offer; every other indicator says how somebody's work is done
DEMAND_AND_SUPPLY = ("volume", "coverage", "opening", "channel")
PLACES = ("site", "team")
SERVED_BY = {"reach": "phone", "counter": "counter", "appointment": "counter"}


def staffing(store: Store) -> Callable[[str, str], float]:
    """The function that gives the agents behind an indicator's scope; infinite where the rule of `min_team` does not ask.

    The rule asks of a scope that names a team, a site or a slot. Agents are the full-time equivalents of the table `staff`: of that team
    or site, and of the channel (the scope's, else the indicator's own) where the list tells channels apart. Zero where nobody is listed.
    """
    staff = store.query("select lower(site) as site, lower(team) as team, channel, fte from staff where fte > 0")

    def behind(indicator: str, scope: str) -> float:
        family, dimensions = indicator.partition(".")[0], decode(scope)
        if family in DEMAND_AND_SUPPLY or not {*PLACES, "slot"} & set(dimensions):
            return math.inf
        places = tuple((place, dimensions[place].lower()) for place in PLACES if place in dimensions)
        return agents(places, dimensions.get("channel", SERVED_BY.get(family)))

    @cache
    def agents(places: tuple[tuple[str, str], ...], channel: str | None) -> float:
        kept = staff
        for place, name in places:
            kept = kept[kept[place] == name]
        # an agent tied to no channel serves them all
        return float((kept if channel is None else kept[kept["channel"].isna() | (kept["channel"] == channel)])["fte"].sum())

    return behind
