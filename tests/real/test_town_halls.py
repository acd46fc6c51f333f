"""The shipped table of town halls against the directory's files, counted naively."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict

import pandas as pd
import pytest

from diagnostic.questions.peers.town_halls import FILE
from tests.real.conftest import DATA

FOLDER = DATA / "mairies_horaires"
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the public data are not here: mairies_horaires")


def lines(name: str) -> list[dict[str, str]]:
    with gzip.open(FOLDER / name, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def test_the_files_are_those_whose_facts_are_known():
    """Median weekly opening 13 h, third quartile 25 h, over all the town halls of the file."""
    weekly: dict[str, int] = defaultdict(int)
    for code, _, opens, closes in {tuple(line.values()) for line in lines("mairies_plages.csv.gz")}:
        weekly[code] += minute(closes) - minute(opens)
    hours = sorted(minutes / 60 for minutes in weekly.values() if minutes)
    assert (hours[len(hours) // 2], hours[len(hours) * 3 // 4]) == (13.0, 25.0)


def stratum(population: int) -> str:
    for limit in (500, 2_000, 10_000, 20_000, 50_000, 100_000):
        if population < limit:
            return f"<{limit}"
    return ">=100000"


@pytest.mark.long
def test_the_shipped_table_counts_every_town_hall_minute_by_minute():
    counted: Counter[tuple[str, int]] = Counter()
    habits: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for hall in lines("mairies.csv.gz"):
        if hall["type"] not in ("COM", "ARM") or not hall["population"].isdigit():
            continue
        week = [0] * 7  # one bit per minute of the day
        for first, last, slots in json.loads(hall["mairie_horaires_json"]):
            for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
                for opens, closes in slots:
                    week[day] |= (1 << minute(closes)) - (1 << minute(opens))
        open_minutes = sum(day.bit_count() for day in week)
        if open_minutes:
            key = stratum(int(hall["population"])), open_minutes
            counted[key] += 1
            lunch = (1 << 810) - (1 << 750)
            habits[key][0] += week[5] > 0
            habits[key][1] += any(day & lunch == lunch for day in week[:5])
            habits[key][2] += any(day >> 1080 for day in week[:5])
    shipped = pd.read_csv(FILE, comment="#").set_index(["stratum", "weekly_minutes"])
    assert shipped["town_halls"].to_dict() == dict(counted)
    assert {key: list(row) for key, row in zip(shipped.index, shipped[["saturday", "lunch", "evening"]].to_numpy(), strict=True)} == dict(
        habits
    )


def test_the_table_says_where_it_comes_from_and_under_which_licence():
    head = FILE.read_text(encoding="utf-8").splitlines()[:3]
    assert all(word in " ".join(head) for word in ("Service-Public.fr", "DILA", "Licence Ouverte 2.0"))
