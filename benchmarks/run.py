"""`diagnostic run` on the sample town, beside the same notebooks run with papermill one after the other and shown with nbconvert.

Usage: uv run python benchmarks/run.py [REPEATS]
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from diagnostic.cli.samples import copy_demo
from diagnostic.resources import shipped


def timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def called(*command: str | Path) -> None:
    subprocess.run([sys.executable, "-m", *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def with_the_kit(town: Path) -> None:
    """Notebooks side by side, then the report in HTML and PDF with its files."""
    called("diagnostic", "run", town)


def with_papermill_alone(town: Path) -> None:
    """The same notebooks by hand: papermill's command for each, then one HTML page each."""
    executed = town / "work" / "notebooks"
    executed.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(shipped("notebooks").glob("*.ipynb")):
        called("papermill", notebook, executed / notebook.name, "-p", "engagement", town)
    called("nbconvert", "--to", "html", "--no-input", "--output-dir", town / "pages", *sorted(executed.glob("*.ipynb")))


def measured(work: Callable[[Path], None], repeats: int) -> float:
    """The median of full runs, each from the raw files on."""
    seconds = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats):
            town = Path(folder) / f"town-{number}"
            copy_demo(town)
            seconds.append(timed(partial(work, town)))
            shutil.rmtree(town)
    return statistics.median(seconds)


@click.command()
@click.argument("repeats", type=click.IntRange(min=1), default=5)
def main(repeats: int) -> None:
    """Print both medians and their ratio."""
    alone = measured(with_papermill_alone, repeats)
    kit = measured(with_the_kit, repeats)
    click.echo(f"papermill one by one, then nbconvert: {alone:.1f} s")
    click.echo(f"diagnostic run:                       {kit:.1f} s")
    click.echo(f"ratio:                                {alone / kit:.2f} (medians of {repeats}; above 1, the kit is quicker)")


if __name__ == "__main__":
    main()
