"""`new` on ten long exports and on very wide ones, beside pandas looking at the same columns and beside the plain reading of the bytes.

Usage: uv run python benchmarks/new.py [ROWS] [COLUMNS] [REPEATS]
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

TOPICS = ("État civil", "Voirie", "Cantine et périscolaire", "Urbanisme", "Encombrants", "Carte d’identité")
WIDE_ROWS = 200
# what the kit promises: ten files of 100,000 rows in less than so many seconds
PROMISED = 20
Row = list[Any]


def calls(number: int, at: dt.datetime, dice: random.Random) -> Row:
    outcome = dice.choice(("Servi", "Abandon", "Dissuadé", "Hors horaires"))
    caller = f"06{dice.randrange(10**8):08d}"
    return [
        number,
        f"{at:%d/%m/%Y}",
        f"{at:%H:%M:%S}",
        caller,
        outcome,
        dice.randrange(300),
        f"{dice.randrange(20):02d}:12",
        dice.choice(TOPICS),
    ]


def requests(number: int, at: dt.datetime, dice: random.Random) -> Row:
    done = at + dt.timedelta(days=dice.randrange(1, 40))
    name = f"{dice.choice(('Martin', 'Bernard', 'Petit'))} {dice.randrange(900)}"
    state = dice.choice(("Clôturée", "En cours"))
    remark = dice.choice(("", "Rappeler demain à l’accueil ; merci"))
    shut = f"{done:%d/%m/%Y %H:%M}" if state == "Clôturée" else ""
    return [
        f"D-{number}",
        f"{at:%d/%m/%Y %H:%M}",
        shut,
        f"{done:%d/%m/%Y}",
        state,
        dice.choice(TOPICS),
        name,
        f"{name[:3]}{number}@x.fr",
        remark,
    ]


def tickets(number: int, at: dt.datetime, dice: random.Random) -> Row:
    called = at + dt.timedelta(seconds=dice.randrange(1800))
    return [f"A{number % 200:03d}", dice.choice(("Mairie", "Annexe")), dice.choice(TOPICS), at, called, called + dt.timedelta(seconds=400)]


def answers(number: int, at: dt.datetime, dice: random.Random) -> Row:
    return [f"{at:%d/%m/%Y %H:%M:%S}", *(dice.randrange(1, 6) for _ in range(4)), dice.choice(("", "Très bon accueil, un peu d’attente"))]


KINDS: dict[str, tuple[Row, Callable[[int, dt.datetime, random.Random], Row]]] = {
    "appels": (["N°", "Date", "Heure", "Appelant", "Issue", "Attente (s)", "Conversation", "Motif"], calls),
    "demandes": (["Réf.", "Créée le", "Close le", "Échéance", "État", "Démarche", "Usager", "Courriel", "Commentaire"], requests),
    "guichet": (["Ticket", "Site", "Motif", "Arrivée", "Appel", "Fin"], tickets),
    "enquête": (["Répondu le", "Accueil", "Délai", "Clarté", "Horaires", "Remarques"], answers),
}


def exports(folder: Path, rows: int) -> None:
    """Ten exports of so many rows: eight texts in two encodings, two workbooks."""
    for position in range(10):
        name = list(KINDS)[position % len(KINDS)]
        header, row = KINDS[name]
        dice = random.Random(position)
        start, step = dt.datetime(2025, 1, 1), dt.timedelta(days=365) / rows
        made = (row(number, (start + number * step).replace(microsecond=0), dice) for number in range(rows))
        if position >= 8:
            _workbook(folder / f"{name} {position}.xlsx", header, made)
        else:
            _text(folder / f"{name} {position}.csv", header, made, ("utf-8", "cp1252")[position % 2])


def wide(folder: Path, columns: int) -> None:
    """A text and a workbook of so many columns, one of them a date."""
    header = ["Date", *(f"Colonne {position}" for position in range(1, columns))]
    for name, put in (("large.csv", lambda *given: _text(*given, "utf-8")), ("large.xlsx", _workbook)):
        dice = random.Random(1)
        rows = ([f"{1 + day % 28:02d}/01/2025", *(dice.randrange(100) for _ in range(columns - 1))] for day in range(WIDE_ROWS))
        put(folder / name, header, rows)


def _text(path: Path, header: Row, rows: Iterator[Row], encoding: str) -> None:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        for row in (header, *rows):
            file.write(";".join(f'"{cell}"' if ";" in str(cell) else str(cell) for cell in row) + "\r\n")


def _workbook(path: Path, header: Row, rows: Iterator[Row]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate((header, *rows)):
            sheet.write_row(line, 0, row)


def with_the_kit(folder: Path) -> None:
    from diagnostic.cli import starting

    with tempfile.TemporaryDirectory() as made:
        starting.start(Path(made) / "mission", [folder], "fr", None)


def with_pandas(folder: Path) -> None:
    """What one would type to know what stands in a file: its types, its dates, its numbers, its words."""
    import pandas as pd

    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            frame = pd.read_csv(path, sep=";", encoding="utf-8", encoding_errors="replace", dtype=str)
        else:
            frame = pd.read_excel(path, dtype=str, engine="calamine")
        for name in frame.columns:
            pd.to_datetime(frame[name], dayfirst=True, format="mixed", errors="coerce").notna().mean()
            pd.to_numeric(frame[name], errors="coerce").notna().mean()
            frame[name].value_counts().head(20)


def with_bytes_alone(folder: Path) -> None:
    for path in folder.iterdir():
        path.read_bytes().decode("latin-1")


WAYS = {"kit": with_the_kit, "pandas": with_pandas, "bytes": with_bytes_alone}


def measured(way: str, folder: Path, repeats: int) -> float:
    """The median of the seconds of several fresh processes, imports included: `new` is a command."""
    told = []
    for _ in range(repeats):
        started = time.perf_counter()
        subprocess.run([sys.executable, __file__, "--way", way, "--folder", str(folder)], check=True, capture_output=True)
        told.append(time.perf_counter() - started)
    return statistics.median(told)


@click.command()
@click.argument("rows", type=click.IntRange(min=1), default=100_000)
@click.argument("columns", type=click.IntRange(min=2), default=10_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
@click.option("--folder", type=click.Path(path_type=Path), hidden=True)
def main(rows: int, columns: int, repeats: int, way: str | None, folder: Path | None) -> None:
    """Print the medians, and what the kit costs beside the two others."""
    if way and folder:
        WAYS[way](folder)
        return
    for name, make, size in (("ten files", exports, rows), ("two very wide files", wide, columns)):
        with tempfile.TemporaryDirectory() as made:
            make(Path(made), size)
            megabytes = sum(path.stat().st_size for path in Path(made).iterdir()) / 1e6
            found = {one: measured(one, Path(made), repeats) for one in WAYS}
        unit = "rows each" if make is exports else "columns each"
        click.echo(f"{name}, {size:,} {unit}, {megabytes:.0f} MB; medians of {repeats}")
        for one, seconds in found.items():
            click.echo(f"  {one:8} {seconds:8.2f} s")
        click.echo(f"  kit / pandas: {found['kit'] / found['pandas']:.2f} times the seconds")
        if make is exports and rows == 100_000:
            click.echo(f"  promised: {PROMISED} s, {'kept' if found['kit'] < PROMISED else 'not kept'}")


if __name__ == "__main__":
    main()
