"""How much memory a command may take: as asked with `--memory`, else a half of what is free when it begins."""

from __future__ import annotations

import os
import re
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
_OF_THE_ENGINE = 0.75


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


def shared(processes: int) -> dict[str, str]:
    """The environment of each of so many processes that are at work at the same time: an equal part."""
    return {VARIABLE: str(max(LEAST, limit() // max(1, processes)))}


def bind(connection: DuckDBPyConnection, spill: Path) -> None:
    """Keep an engine within the limit: what does not fit is worked on in files of the folder `spill`."""
    path = spill.as_posix().replace("'", "''")
    connection.execute(f"set temp_directory = '{path}'")
    connection.execute(f"set memory_limit = '{int(limit() * _OF_THE_ENGINE)}MB'")
