"""Towns drawn at random, small enough that half of what is counted is about few people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from diagnostic import questions
from diagnostic.engagement import Client, Parameters, Period
from diagnostic.measuring import rows
from diagnostic.measuring.rows import Row
from diagnostic.store.engine import Store
from tests.towns import town, with_facts

CHANNELS = ("phone", "email", "counter", "letter", "web_form")
TOPICS = ("Acte", "Voirie", "Cantine", "Logement", "Divers", "Stade", "Salle des fêtes", "Cimetière")
TEAMS = ("Accueil", "État civil", "Technique")
OUTCOMES = ("answered", "answered", "answered", "abandoned", "unanswered")


def drawn(folder: Path, seed: int) -> Store:
    """A year of a town of 300 to 2,500 contacts, and a tenth as many cases; channels, topics and teams are of very unequal sizes."""
    random = np.random.default_rng(seed)
    size = int(random.integers(300, 2500))
    year = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31), extract_date=dt.date(2025, 1, 10))
    engagement = town(folder, period=year, client=Client(name="Ville", population=3000), parameters=Parameters(draws=100))
    return with_facts(engagement, contacts=_contacts(random, size), cases=_cases(random, size // 10))


def measured(store: Store) -> list[Row]:
    """Every row as it is measured, nothing hidden."""
    questions.every()
    return [row for function in dict.fromkeys(rows.MEASURES.values()) for row in function(store)]


def _contacts(random: np.random.Generator, size: int) -> pd.DataFrame:
    stamps = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 366 * 1440, size), unit="min")
    channel = random.choice(CHANNELS, size, p=random.dirichlet((12, 6, 3, 0.6, 0.4)))
    return pd.DataFrame(
        {
            "occurred_local": stamps.sort_values().astype(str),
            "channel": channel,
            "outcome": np.where(channel == "phone", random.choice(OUTCOMES, size), None),
            "topic": random.choice(TOPICS, size, p=random.dirichlet((9, 5, 4, 1, 0.7, 0.5, 0.3, 0.3))),
            "person": random.integers(1, size // 3, size),
            "party": "user",
        }
    )


def _cases(random: np.random.Generator, size: int) -> pd.DataFrame:
    opened = pd.Timestamp("2024-01-01 09:00") + pd.to_timedelta(np.sort(random.integers(0, 360, size)), unit="D")
    closed = opened + pd.to_timedelta(random.gamma(1.5, 12, size).astype(int), unit="D")
    return pd.DataFrame(
        {
            "case_id": [f"c{number}" for number in range(size)],
            "opened_local": opened.astype(str),
            "closed_local": [None if stamp > pd.Timestamp("2025-01-10") else str(stamp) for stamp in closed],
            "procedure": random.choice(TOPICS[:5], size, p=random.dirichlet((8, 4, 2, 1, 0.5))),
            "team": random.choice(TEAMS, size, p=(0.6, 0.3, 0.1)),
            "channel": random.choice(("web_form", "letter", "counter"), size, p=(0.7, 0.2, 0.1)),
        }
    )
