"""How much memory a command may take: as asked with `--memory`, else a half of what is free when it begins."""

from __future__ import annotations

import math
import os
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostic.errors import Problem, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# where the processes that a command starts read it, in megabytes
VARIABLE = "DIAGNOSTIC_MEMORY"
LEAST = 500
_MEGABYTE = 1_000_000
_UNITS = {"M": 1, "G": 1_000, "T": 1_000_000}
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([MGT])(?:B|O|IB|IO)?", re.IGNORECASE)
# the rest is for what is read from the engine, and for Python and its libraries
_OF_THE_ENGINE = 0.7
# of two tables of contacts, joined, in a quarter of the memory
_ROWS_A_MEGABYTE = 700
# of a table of contacts, with what is worked out on them all at once, in all of it
_ROWS_AT_ONCE = 2_500
# each is a query of its own, and some read more than their range
_MOST_RANGES = 50


def ask(size: str) -> None:
    """Let this process and those that it starts take so much: `4GB`, `800 MB`, `4 Go`. UserError for anything else, for too little to work
    with, and for more than the machine has."""
    import psutil

    written = _SIZE.fullmatch(size.strip())
    if not written:
        raise UserError(Problem("cli.memory", {"given": size}))
    asked = int(float(written[1].replace(",", ".")) * _UNITS[written[2].upper()])
    there = psutil.virtual_memory().total // _MEGABYTE
    if asked < LEAST:
        raise UserError(Problem("cli.memory_little", {"given": size, "least": LEAST}))
    if asked > there:
        raise UserError(Problem("cli.memory_much", {"given": size, "there": there // 100 / 10}))
    os.environ[VARIABLE] = str(asked)


def limit() -> int:
    """What this process may take, in megabytes."""
    said = os.environ.get(VARIABLE, "")
    if said.isdecimal():
        return int(said)
    import psutil

    return max(LEAST, psutil.virtual_memory().available // 2 // _MEGABYTE)


def ranges(first: int, last: int, rows: int) -> list[tuple[int, int]]:
    """Ranges (the first number, the one after the last) of the numbers that so many rows bear: of two tables, joined by them, so much at a
    time as fits in memory. A join of all their rows would be worked on in files for many times as long."""
    parts = min(max(1, math.ceil(rows / (limit() * _ROWS_A_MEGABYTE))), _MOST_RANGES)
    return list(pairwise(first + (last + 1 - first) * part // parts for part in range(parts + 1)))


def parts(rows: int) -> int:
    """In how many parts so many contacts are worked on: one where memory holds what is worked out on all of them at once."""
    return 1 if rows <= limit() * _ROWS_AT_ONCE else len(ranges(0, rows, rows))


def shared(processes: int) -> dict[str, str]:
    """The environment of each of so many processes that are at work at the same time: an equal part."""
    return {VARIABLE: str(max(LEAST, limit() // max(1, processes)))}


def bind(connection: DuckDBPyConnection, spill: Path) -> None:
    """Keep an engine within the limit: what does not fit is worked on in files of the folder `spill`."""
    path = spill.as_posix().replace("'", "''")
    connection.execute(f"set temp_directory = '{path}'")
    connection.execute(f"set memory_limit = '{int(limit() * _OF_THE_ENGINE)}MB'")
