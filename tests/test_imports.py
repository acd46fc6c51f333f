"""What a command or a first cell pays before its first line: each imports what it needs, and no heavy library else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from diagnostic.resources import shipped

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


ENGAGEMENT = """
from diagnostic.engagement import Engagement
Engagement.load({folder!r})
"""


def test_an_engagement_is_read_and_judged_without_a_table_and_without_the_holidays_of_the_world() -> None:
    """All that a right file needs: its values, its hours and the school holidays of its zone."""
    libraries = imported("-c", ENGAGEMENT.format(folder=str(shipped("data_samples") / "ville-exemple")))
    assert {"pydantic", "ruamel", "vacances_scolaires_france"} <= libraries
    assert not libraries & {"babel", "duckdb", "holidays", "matplotlib", "numpy", "pandas", "scipy"}


def test_what_is_stale_is_known_without_an_engine() -> None:
    """All that `report` asks before it reads the notebooks as saved."""
    libraries = imported("-c", "from diagnostic.intake import inputs; from diagnostic.run import plan; import diagnostic.report")
    assert not libraries & {"babel", "duckdb", "holidays", "matplotlib", "numpy", "pandas", "papermill", "scipy"}


def test_a_chart_is_drawn_without_pyplot_and_without_statistics() -> None:
    """matplotlib alone: the figures of an analyst's notebook, and the second that scipy.stats takes, are left out."""
    words = (
        "from diagnostic.charts import canvas; from diagnostic.blocks import Table;"
        "canvas.draw('week', ['fr'], lambda axes, say: None, Table('charts.week', {}, []), {}, 1);"
        "import sys; print(*{'matplotlib.pyplot', 'scipy', 'seaborn'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, encoding="utf-8")
    assert ran.stdout.split() == []
