"""Reduce the directory's opening hours of town halls to `town_halls.csv`: `python -m diagnostic.questions.peers.town_halls FOLDER`.

FOLDER holds `mairies.csv` or `mairies.csv.gz`: a line per town hall with `type`, `population` and `mairie_horaires_json`, a list of
`[first weekday, last weekday, [[opens, closes], ...]]`.
"""

from __future__ import annotations

import csv
import json
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from diagnostic.calendar import hours, week

FILE = Path(__file__).with_name("town_halls.csv")
SOURCE = (
    "# Source: Service-Public.fr / DILA, Annuaire de l'administration. Licence Ouverte 2.0 (Etalab).\n"
    "# Communes and municipal districts whose town hall has opening hours, by population and minutes open a week: how many, and how many\n"
    "# of them open on a Saturday, through lunch, in the evening. Counts only; made by town_halls.py.\n"
)
COLUMNS = ("stratum", "weekly_minutes", "town_halls", "saturday", "lunch", "evening")
STRATA = ("<500", "<2000", "<10000", "<20000", "<50000", "<100000", ">=100000")
LIMITS = (500, 2_000, 10_000, 20_000, 50_000, 100_000)
KINDS = ("COM", "ARM")
# the middle of lunch, and the hour after which somebody with an office day can come, in minutes of the day
LUNCH, EVENING = (750, 810), 1_080

Week = dict[int, list[tuple[int, int]]]


def stratum(population: float) -> str:
    """The group of towns of a size."""
    return STRATA[bisect(LIMITS, population)]


def reduced(town_halls: pd.DataFrame) -> Counter[tuple[object, ...]]:
    """How many town halls there are of each stratum, weekly minutes and habits.

    One without hours or without a known population is left out.
    """
    known = town_halls[town_halls["type"].isin(KINDS)].assign(population=pd.to_numeric(town_halls["population"], errors="coerce"))
    counts: Counter[tuple[object, ...]] = Counter()
    for row in known.dropna(subset="population").itertuples():
        opened = _week(json.loads(row.mairie_horaires_json))
        if opened:
            counts[stratum(row.population), minutes(opened), *habits(opened)] += 1
    return counts


def minutes(opened: Week) -> int:
    """The minutes open in a week."""
    return sum(closes - opens for day in opened.values() for opens, closes in day)


def habits(opened: Week) -> tuple[bool, bool, bool]:
    """Whether a week opens on a Saturday; on a day from Monday to Friday through lunch; on one of them in the evening."""
    working = [slot for day, slots in opened.items() if day < 5 for slot in slots]
    through = any(opens <= LUNCH[0] and closes >= LUNCH[1] for opens, closes in working)
    return bool(opened.get(5)), through, any(closes > EVENING for _, closes in working)


def _week(ranges: Iterable[tuple[str, str, list[tuple[str, str]]]]) -> Week:
    """The open minutes of each weekday: a slot said twice counts once, one without length not at all."""
    slots: Week = {}
    for first, last, opened in ranges:
        for day in week.days(f"{first}-{last}" if last else first):
            slots.setdefault(day, []).extend((_minute(opens), _minute(closes)) for opens, closes in opened if opens != closes)
    return {day: hours.merged(spans) for day, spans in slots.items() if spans}


def _minute(clock: str) -> int:
    hour, minute, _ = clock.split(":")
    return int(hour) * 60 + int(minute)


def _rows(counts: Counter[tuple[object, ...]]) -> list[list[object]]:
    frame = pd.DataFrame([(*key, count) for key, count in counts.items()], columns=[*COLUMNS[:2], *COLUMNS[3:], "town_halls"])
    for habit in COLUMNS[3:]:
        frame[habit] = frame[habit] * frame["town_halls"]
    frame["order"] = frame["stratum"].map(STRATA.index)
    summed = frame.groupby(["order", "stratum", "weekly_minutes"], as_index=False)[list(COLUMNS[2:])].sum()
    return summed[list(COLUMNS)].values.tolist()


def main(folder: str) -> None:
    path = next(path for path in (Path(folder) / "mairies.csv.gz", Path(folder) / "mairies.csv") if path.is_file())
    rows = _rows(reduced(pd.read_csv(path, dtype=str)))
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        stream.write(SOURCE)
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main(sys.argv[1])
