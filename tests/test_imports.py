"""What a command or a first cell pays before its first line: each imports what it needs, and no heavy library else."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"babel", "duckdb", "holidays", "IPython", "matplotlib", "numpy", "pandas", "pydantic", "ruamel", "scipy", "seaborn", "typst"}


def imported(*arguments: str) -> set[str]:
    """The libraries that a Python of its own has imported when it ends."""
    ran = subprocess.run([sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=True, encoding="utf-8")
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "from diagnostic import check, open_engagement, show"),
        ("-c", "from diagnostic import wording; wording.text('run.intake', 'fr')"),
        ("-c", "from diagnostic import steps, lock"),
        ("-m", "diagnostic", "--version"),
        ("-m", "diagnostic", "run", "--help"),
    ],
)
def test_what_is_asked_first_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    libraries = imported(*arguments)
    assert "diagnostic" in libraries or arguments[0] == "-m"
    assert not libraries & HEAVY
