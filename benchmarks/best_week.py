"""The best week of a real rhythm of demand, beside trying every pair of days, which finds the same where one opening moves.

Usage: uv run python benchmarks/best_week.py [REPEATS]
"""

from __future__ import annotations

import csv
import gzip
import statistics
import sys
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import click
import numpy as np

from diagnostic.calendar.half_hours import SLOTS, WEEKDAYS
from diagnostic.planning.best_week import Season, best, frontier
from diagnostic.planning.patterns import Floats, Limits, Patterns, patterns

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "montreal311" / "montreal_plateau_311_2022_2026.csv.gz"
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
LIMITS = Limits(moved_slots=8, changes=1)


def demand() -> Floats:
    """Requests of the Plateau borough by month, weekday and half-hour; only the hour is known, so that each half takes half."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = [(row["mois_creation"], DAYS.index(row["jour_semaine"]), int(row["heure"])) for row in csv.DictReader(file)]
    months = {month: at for at, month in enumerate(sorted({month for month, _, _ in rows}))}
    counts = np.zeros((len(months), 1, WEEKDAYS, SLOTS))
    for month, weekday, hour in rows:
        counts[months[month], 0, weekday, 2 * hour : 2 * hour + 2] += 0.5
    return counts


def office_hours() -> Floats:
    """Monday to Friday, 8:30 to 12:00 and 13:30 to 17:00."""
    week = np.zeros((WEEKDAYS, SLOTS))
    week[:5, 17:24] = week[:5, 27:34] = 1
    return week


def tried(season: Season, choices: list[Patterns | None]) -> float:
    """The most that any change of two days gains: every pair of patterns, within the limits."""
    days = [(day, choice) for day, choice in enumerate(choices) if choice is not None]
    gains = {day: ((choice.open - season.open[day]) * season.weight[day]).sum(axis=1) for day, choice in days}
    most = 0.0
    for (one, first), (other, second) in combinations(days, 2):
        both = np.add.outer(gains[one], gains[other])
        more = np.add.outer((first.open - season.open[one]).sum(axis=1), (second.open - season.open[other]).sum(axis=1))
        within = (more <= 0) & (np.add.outer(first.opened, second.opened) <= LIMITS.moved_slots)
        within &= np.add.outer(first.closed, second.closed) <= LIMITS.moved_slots
        for pieces in ("runs_opened", "runs_closed"):
            within &= np.add.outer(getattr(first, pieces), getattr(second, pieces)) <= LIMITS.changes
        most = max(most, float(both[within].max()))
    return most


def main(repeats: int) -> None:
    if not DATA.is_file():
        raise SystemExit(f"{DATA.name} is not in {DATA.parent}")
    season = Season(demand(), office_hours())
    choices = [patterns(now, LIMITS) if movable else None for now, movable in zip(season.open, LIMITS.movable, strict=True)]
    works = {
        "best week": lambda: (season.weight * (best(season, None, LIMITS, choices) - season.open)).sum(),
        "every pair of days": lambda: tried(season, choices),
        "frontier": lambda: frontier(season, None, replace(LIMITS, changes=2))[-1].gain,
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    gains = {}
    for _ in range(repeats):
        for name, work in works.items():
            started = time.perf_counter()
            gains[name] = work()
            times[name].append(time.perf_counter() - started)
    for name, seconds in times.items():
        click.echo(f"{name:22} {statistics.median(seconds):8.3f} s  {100 * gains[name]:.3f} points gained")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
