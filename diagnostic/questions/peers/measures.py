"""The town's weekly opening beside that of the French town halls of its size."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.indicators.notes import FRENCH_PEERS_ONLY
from diagnostic.measuring.disclosure import SUPPLY, Disclosed, exempt
from diagnostic.measuring.rows import Row, measures, not_measurable, sql, value
from diagnostic.questions.hours.measures import weekly_seconds
from diagnostic.questions.peers.town_halls import FILE, LIMITS, STRATA, Week, habits, stratum
from diagnostic.store.engine import Store

COUNTRY = "FR"
HABITS = ("saturday", "lunch", "evening")
MINUTE, HOUR, SAME = 60, 3600, 1e-6


@measures("opening.peer_percentile")
def percentile(store: Store) -> Iterator[Row]:
    """Share of the town halls of the stratum that open less in a week, and half of those that open as long.

    Compared are the weekly hours of the counters: `all` with at least one open, and each site's. A counter that never opens is compared
    with nobody, and a town of another country neither: the peers are French.
    """
    if store.settings["country"] != COUNTRY:
        yield not_measurable("opening.peer_percentile", FRENCH_PEERS_ONLY)
        return
    halls = peers(store)
    for row in weekly_seconds(store).itertuples():
        kind, _, site = str(row.schedule).partition(":")
        minutes = float(row.open_s) / MINUTE / row.weeks
        if kind == "counter" and minutes > 0:
            share, count = position(halls, minutes)
            place = {"channel": kind, "site": site} if site else {}
            yield value("opening.peer_percentile", share, place, numerator=share * count, denominator=count, origin="declared")


def measure(store: Store) -> pd.DataFrame:
    """The indicator of comparison."""
    return percentile(store)


def peers(store: Store) -> Disclosed:
    """The town halls of the town's stratum: `weekly_minutes, town_halls, saturday, lunch, evening`, a row per length of week.

    None where the population is not declared.
    """
    table = pd.read_csv(FILE, comment="#")
    return exempt(table[table["stratum"] == _stratum(store)].reset_index(drop=True), SUPPLY)


def position(halls: pd.DataFrame, minutes: float) -> tuple[float, int]:
    """The share of peers below, with half of the ties, and how many peers there are."""
    apart = halls["weekly_minutes"] - minutes
    below, ties = (int(halls.loc[kept, "town_halls"].sum()) for kept in (apart < -SAME, apart.abs() <= SAME))
    count = int(halls["town_halls"].sum())
    return (below + ties / 2) / count, count


def median(halls: pd.DataFrame) -> float:
    """The hours a week that half of these town halls open at most."""
    ordered = halls.sort_values("weekly_minutes")
    return float(ordered.loc[ordered["town_halls"].cumsum() * 2 >= ordered["town_halls"].sum(), "weekly_minutes"].iloc[0]) * MINUTE / HOUR


def bounds(store: Store) -> tuple[int | None, int | None]:
    """The populations from which and under which a town belongs to the stratum, None where there is no such bound."""
    at = STRATA.index(_stratum(store) or STRATA[0])
    return LIMITS[at - 1] if at else None, LIMITS[at] if at < len(LIMITS) else None


def customs(store: Store) -> Disclosed:
    """Saturday, lunch and evening: whether a counter of the town opens then in some week of term, and the share of peers that do.

    Columns `habit, here, share`.
    """
    halls, weeks = peers(store), sql(store, __file__, "open_days").groupby("week")
    here = [habits(_week(rows)) for _, rows in weeks]
    shares = [halls[name].sum() / max(halls["town_halls"].sum(), 1) for name in HABITS]
    open_here = [any(week[at] for week in here) for at in range(len(HABITS))]
    return exempt(pd.DataFrame({"habit": HABITS, "here": open_here, "share": shares}), SUPPLY)


def _stratum(store: Store) -> str | None:
    population = store.settings["population"]
    return None if pd.isna(population) else stratum(population)


def _week(rows: pd.DataFrame) -> Week:
    opened: Week = {}
    for row in rows.itertuples():
        opened.setdefault(int(row.weekday) - 1, []).append((int(row.opens) // MINUTE, int(row.closes) // MINUTE))
    return opened
