"""Missions of a few thousand rows that hold one file each, or two: a year of dates drawn at random, nothing planted."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

YEAR, FIRST = 365, dt.datetime(2025, 1, 1)
HEAD = """
client: {name: Ville-Partielle, population: 20000, languages: [fr, en], timezone: Europe/Paris, school_zone: B, holidays: FR}
period: {start: 2025-01-01, end: 2025-12-31, extract_date: 2026-01-10}
sources:
"""
PROCEDURES = ("Acte d'état civil", "Signalement voirie", "Inscription scolaire")
Rows = Iterator[Sequence[object]]


def moments(rng: random.Random, count: int) -> list[dt.datetime]:
    """Working days from eight to six, in order; some of the year's weeks busier than others by chance alone."""
    drawn = (FIRST + dt.timedelta(days=rng.randrange(YEAR), hours=8, minutes=rng.randrange(600)) for _ in range(2 * count))
    return sorted([moment for moment in drawn if moment.weekday() < 5][:count])


def requests(rng: random.Random) -> Iterator[tuple[int, str, dt.datetime, dt.datetime, dt.datetime | None]]:
    """Number, procedure, opening, due date and closing of requests, those of the last weeks still open."""
    for number, opened in enumerate(moments(rng, 1500), 1):
        closed = opened + dt.timedelta(days=rng.expovariate(1 / 15))
        yield number, rng.choice(PROCEDURES), opened, opened + dt.timedelta(days=20), closed if closed < dt.datetime(2026, 1, 10) else None


def dated_requests(rng: random.Random) -> Rows:
    yield "Numéro", "Démarche", "Ouverte le", "Échéance", "Close le"
    for number, procedure, opened, due, closed in requests(rng):
        yield number, procedure, opened, due, closed or ""


def opened_requests(rng: random.Random) -> Rows:
    yield "Numéro", "Démarche", "Ouverte le"
    for number, procedure, opened, *_ in requests(rng):
        yield number, procedure, opened


def steps(rng: random.Random) -> Rows:
    yield "Numéro", "Étape", "Date", "Équipe"
    for number, _, opened, _, closed in requests(rng):
        yield number, "Dépôt", opened, "Accueil"
        if closed:
            yield number, "Instruction", opened + (closed - opened) / 3, rng.choice(("Voirie", "État civil"))
            yield number, "Réponse", closed, "Accueil"


def mails(rng: random.Random) -> Rows:
    yield "Jour", "Motif"
    for moment in moments(rng, 1500):
        yield moment.date(), rng.choice(PROCEDURES)


def calls(rng: random.Random, numbers: bool) -> Rows:
    yield "Date", "Sort", "Attente", *(["Numéro appelant"] if numbers else [])
    for moment in moments(rng, 4000):
        caller = [f"06{rng.randrange(10**8):08d}"] if numbers else []
        yield moment, rng.choice(("décroché", "décroché", "décroché", "abandonné")), rng.randrange(120), *caller


CASES = """  - file: data/export.csv
    table: cases
    columns: {case_id: Numéro, procedure: Démarche, opened_at: Ouverte le%s}
    dates: "%%Y-%%m-%%d %%H:%%M:%%S"
"""
CALLS = """  - file: data/export.csv
    table: contacts
    channel: phone
    columns: {occurred_at: Date, outcome: Sort, wait_s: Attente%s}
    dates: "%%Y-%%m-%%d %%H:%%M:%%S"
    values: {outcome: {décroché: answered, abandonné: abandoned}}
hours:
  - {site: Mairie, channel: phone, rules: "Mo-Fr 08:00-18:00", valid_from: 2024-01-01}
"""
STEPS = """  - file: data/export.csv
    table: cases
    columns: {case_id: Numéro, opened_at: Date, closed_at: "last:Date"}
    dates: "%Y-%m-%d %H:%M:%S"
  - file: data/export.csv
    table: case_events
    columns: {case_id: Numéro, activity: Étape, at: Date, team: Équipe}
    dates: "%Y-%m-%d %H:%M:%S"
"""
DAYS = """  - file: data/export.csv
    table: contacts
    channel: email
    columns: {occurred_at: Jour, topic: Motif}
    dates: "%Y-%m-%d"
"""
MISSIONS: dict[str, tuple[str, Callable[[random.Random], Rows]]] = {
    "opened, due and closed": (CASES % ", due_at: Échéance, closed_at: Close le", dated_requests),
    "opened alone": (CASES % "", opened_requests),
    "day only, one channel": (DAYS, mails),
    "event log alone": (STEPS, steps),
    "no identifier": (CALLS % "", lambda rng: calls(rng, numbers=False)),
    "calls without topic": (CALLS % ", phone: Numéro appelant", lambda rng: calls(rng, numbers=True)),
}


def make(folder: Path, name: str) -> Path:
    """The folder of this mission, its file and its settings written."""
    sources, rows = MISSIONS[name]
    (folder / "data").mkdir(parents=True)
    (folder / "engagement.yml").write_text(HEAD + sources, encoding="utf-8")
    with (folder / "data" / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows(random.Random(12)))
    return folder
