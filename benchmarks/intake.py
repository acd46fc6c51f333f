"""Intake of a large and messy telephone log, beside pandas with the same cleaning and beside the plain reading of the bytes.

Usage: uv run python -m benchmarks.intake [SIZE] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from benchmarks.measured import Part, Ratio, Row, Used, in_turn, peak

TOPICS = ("État civil", "Voirie", "Cantine / périscolaire", "Urbanisme", "Encombrants", "Carte d’identité")
OUTCOMES = {"Décroché": "answered", "Abandonné": "abandoned", "Dissuadé": "deflected", "SVI": "voice_server"}
HEADER = "N° appel;Date appel;Numéro appelant;Statut;Attente;Conversation;Motif;Agent;Commentaire"
ENGAGEMENT = """\
client: {name: Ville}
period: {start: 2025-01-01, end: 2025-12-31, extract_date: 2026-01-10}
sources:
  - file: data/appels.csv
    table: contacts
    channel: phone
    dates: "%d/%m/%Y %H:%M:%S"
    columns:
      source_id: N° appel
      occurred_at: Date appel
      phone: Numéro appelant
      outcome: Statut
      wait_s: Attente
      handle_s: Conversation
      topic: Motif
    values: {outcome: {Décroché: answered, Abandonné: abandoned, Dissuadé: deflected, SVI: voice_server}}
"""
STAGES = ("read", "cast", "clean", "persons", "write")


def messy(folder: Path, rows: int) -> None:
    """A mission with a log in cp1252 and `;`: titles, blank and broken lines, quoted line breaks, numbers in four spellings, a total."""
    chance = random.Random(1)
    (folder / "data").mkdir(parents=True)
    (folder / "engagement.yml").write_text(ENGAGEMENT, encoding="utf-8")
    with (folder / "data" / "appels.csv").open("w", encoding="cp1252", newline="") as file:
        file.write(f"Export du standard;;;;;;;;\r\n;;;;;;;;\r\n{HEADER}\r\n")
        for number in range(rows):
            file.write(_call(number, chance))
            if chance.random() < 0.003:
                file.write(";;;;;;;;\r\n" if chance.random() < 0.7 else "ligne cassée\r\n")
        file.write("Total;;;;;;;;\r\n")


def _call(number: int, chance: random.Random) -> str:
    at = dt.datetime(2025, 1, 1) + dt.timedelta(seconds=chance.randrange(31_536_000))
    bare = f"6{chance.randrange(200_000):08d}"
    spaced = " ".join((f"0{bare[0]}", *(bare[place : place + 2] for place in range(1, 9, 2))))
    caller = chance.choices((f"0{bare}", spaced, f"+33{bare}", "Anonyme"), (11, 1, 1, 7))[0]
    talk = f"00:{chance.randrange(10):02d}:{chance.randrange(60):02d}"
    said = chance.choices(("", "Rien à signaler", '"Rappeler demain\r\nà l’accueil ; merci"'), (49, 49, 2))[0]
    cells = (number, f"{at:%d/%m/%Y %H:%M:%S}", caller, chance.choice(list(OUTCOMES)), chance.randrange(300), talk, chance.choice(TOPICS))
    return ";".join(map(str, cells)) + f";Agent {chance.randrange(12)};{said}\r\n"


def with_the_kit(folder: Path) -> dict[str, float]:
    """Seconds per stage."""
    from diagnostic import intake
    from diagnostic.engagement import Engagement
    from diagnostic.intake import casts, source, stage
    from diagnostic.intake import intake as whole
    from diagnostic.intake.files import readers
    from diagnostic.intake.identity import persons
    from diagnostic.intake.judging import rules

    seconds = dict.fromkeys(STAGES, 0.0)
    for step, room, name in (
        ("read", whole, "open_source"),
        ("read", readers, "load"),
        ("cast", casts, "lay_out"),
        ("cast", casts, "cast"),
        ("clean", rules.RowRules, "judge"),
        ("clean", stage, "add"),
        ("clean", source, "_lines"),
        ("persons", persons, "resolve"),
        ("write", stage, "write"),
    ):
        setattr(room, name, _timed(getattr(room, name), seconds, step))
    with _clock(seconds, "all"):
        intake.take(Engagement.load(folder))
    return seconds


def with_pandas(folder: Path) -> dict[str, float]:
    """The same cleaning as one would write it: broken and blank rows, dates, durations, words, numbers, hashes, duplicates, persons."""
    import pandas as pd

    seconds: dict[str, float] = {}
    with _clock(seconds, "all"):
        path = folder / "data" / "appels.csv"
        frame = pd.read_csv(path, sep=";", encoding="cp1252", skiprows=2, dtype=str, engine="python", on_bad_lines="skip")
        frame = frame.dropna(subset=["Date appel"])
        at = pd.to_datetime(frame["Date appel"], format="%d/%m/%Y %H:%M:%S", errors="coerce")
        frame["at"] = at.dt.tz_localize("Europe/Paris", ambiguous="NaT", nonexistent="shift_forward").dt.tz_convert("UTC")
        frame["wait_s"] = pd.to_numeric(frame["Attente"], errors="coerce")
        frame["handle_s"] = pd.to_timedelta(frame["Conversation"], errors="coerce").dt.total_seconds()
        frame["outcome"] = frame["Statut"].map(OUTCOMES)
        digits = frame["Numéro appelant"].str.replace(r"\D", "", regex=True).str.replace(r"^33", "0", regex=True)
        frame["phone"] = digits.where(digits.str.len() == 10).map(_hashed, na_action="ignore")
        frame["source_id"] = frame["N° appel"].map(_hashed)
        frame = frame.drop_duplicates().drop_duplicates("source_id")
        frame["person"] = frame["phone"].factorize()[0]
        frame = frame.drop(columns=["N° appel", "Date appel", "Numéro appelant", "Agent", "Commentaire", "phone"])
        frame.to_csv(folder / "clean.csv", index=False)
    return seconds


def with_bytes_alone(folder: Path) -> dict[str, float]:
    """The least there is to do: read the bytes and their characters."""
    seconds: dict[str, float] = {}
    with _clock(seconds, "all"):
        (folder / "data" / "appels.csv").read_bytes().decode("cp1252")
    return seconds


KIT, BYTES = "kit", "bound: its bytes read"
WAYS: dict[str, Callable[[Path], dict[str, float]]] = {KIT: with_the_kit, "pandas": with_pandas, BYTES: with_bytes_alone}


def _hashed(text: str) -> str:
    return hmac.new(b"k" * 32, text.encode(), hashlib.sha256).hexdigest()[:32]


def _timed(work: Callable[..., Any], seconds: dict[str, float], stage: str) -> Callable[..., Any]:
    def watched(*arguments: Any, **named: Any) -> Any:
        with _clock(seconds, stage):
            return work(*arguments, **named)

    return watched


@contextmanager
def _clock(seconds: dict[str, float], stage: str) -> Any:
    started, used = time.perf_counter(), time.process_time()
    yield
    seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - started
    if stage == "all":
        seconds["processor"] = time.process_time() - used


def alone(way: str, folder: Path) -> dict[str, float]:
    """What one way takes in a process of its own: seconds per stage, seconds in all and peak memory."""
    command = [sys.executable, "-m", "benchmarks.intake", "--way", way, "--folder", str(folder)]
    found = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.split()
    return {name: float(value) for name, value in (pair.split("=") for pair in found)}


def rows(size: int, repeats: int) -> list[Row]:
    """The intake of a log of this size, beside pandas and the reading of its bytes; the stages are told in what is noted of the kit."""
    stages: list[dict[str, float]] = []

    def used(way: str) -> Used:
        found = alone(way, mission)
        if way == KIT:
            stages.append(found)
        return Used(found["all"], found["processor"], found["peak"])

    with tempfile.TemporaryDirectory() as folder:
        mission = Path(folder) / "mission"
        messy(mission, size)
        weight = (mission / "data" / "appels.csv").stat().st_size / 1e6
        medians = in_turn(WAYS, repeats, used)
    spent = ", ".join(f"{stage} {statistics.median(one[stage] for one in stages):.2f}" for stage in STAGES)
    notes = {KIT: f"seconds in {spent}", BYTES: f"{weight:,.0f} MB"}
    return [Row(way, size, *each, notes.get(way, "")) for way, each in medians.items()]


PART = Part(
    title="Intake of a messy log in cp1252",
    unit="rows",
    rows=rows,
    beside=KIT,
    ratios=(
        Ratio("intake", KIT, None, "5 s at most at 1,000,000"),
        Ratio("intake beside pandas with the same cleaning", KIT, "pandas", "0.25 x at most"),
        Ratio("intake beside the reading of the bytes", KIT, BYTES),
    ),
)


@click.command()
@click.argument("size", type=click.IntRange(min=1), default=1_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(size: int, repeats: int, way: str | None, folder: Path | None) -> None:
    """Print the medians, and what the kit costs beside the two others."""
    if way and folder:
        click.echo(" ".join(f"{name}={value:.4f}" for name, value in (WAYS[way](folder) | {"peak": peak()}).items()))
    else:
        click.echo(PART.page({size: rows(size, repeats)}))


if __name__ == "__main__":
    main()
