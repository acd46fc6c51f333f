"""The benchmarks of a mission's commands and of all that has a size: ratios and tables with versions, a CSV, and a picture of cost by size.

Usage: uv run --group benchmarks python -m benchmarks [REPEATS] [--sizes 100000,1000000,10000000] [--into FOLDER] [--only PART]
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from benchmarks import intake, kaplan_meier, picture, repeats, run, working_time
from benchmarks.measured import Part, Row, versions

PARTS = {
    "run": run.PART,
    "intake": intake.PART,
    "repeats": repeats.PART,
    "labelling": repeats.IDENTIFIERS,
    "working_time": working_time.PART,
    "kaplan_meier": kaplan_meier.MINUTES,
    "kaplan_meier_days": kaplan_meier.DAYS,
}
PACKAGES = (*run.PACKAGES, "numpy", "scipy", "statsmodels", "lifelines", "pm4py", "workclock", "business-duration", "businesstimedelta")
READ = """\
Medians of {times}, {day}; {versions}.

A ratio says how many times as much the first takes as what it is set beside, both measured in turn in this run: on the clock, and in
seconds of processor, which count on a computer that does other things too. Where the sizes differ, the cost of one piece is compared.
`bound` is the least that there is to do: the columns read and sorted once.
"""


def written(found: Mapping[str, Mapping[int, Sequence[Row]]], times: int, folder: Path) -> Path:
    """The results in a folder: the page, the CSV, the picture."""
    folder.mkdir(parents=True, exist_ok=True)
    said = ", ".join(f"{name} {value}" for name, value in versions(PACKAGES).items())
    page = ["# Benchmarks", READ.format(times=times, day=dt.date.today(), versions=said).strip(), "![Cost against size](results.svg)"]
    for name, sized in found.items():
        page += [f"## {PARTS[name].title}", PARTS[name].page(sized)]
    (folder / "results.md").write_text("\n\n".join(page) + "\n", encoding="utf-8")
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("part", *Row._fields))
        lines.writerows((name, *row) for name, sized in found.items() for rows in sized.values() for row in rows)
    picture.drawn([(PARTS[name], sized) for name, sized in found.items()], folder / "results.svg")
    return folder


def asked(part: Part, sizes: Sequence[int]) -> Sequence[int]:
    """The sizes at which a part is measured: one without a size, once."""
    return sizes if part.unit else (0,)


@click.command()
@click.argument("times", metavar="REPEATS", type=click.IntRange(min=1), default=5)
@click.option("--sizes", default="100000,1000000,10000000", help="How many rows, one after the other.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("benchmarks", "results"))
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="These parts alone.")
def main(times: int, sizes: str, into: Path, only: Sequence[str]) -> None:
    """Measure, and say where the results are; they are written after each size, so that what is interrupted leaves what was found."""
    found: dict[str, dict[int, list[Row]]] = {}
    for name in only or PARTS:
        for size in asked(PARTS[name], [int(size) for size in sizes.split(",")]):
            click.echo(f"{name} {size:,}" if size else name, err=True)
            found.setdefault(name, {})[size] = PARTS[name].rows(size, times)
            written(found, times, into)
    click.echo(str(into.resolve()))


if __name__ == "__main__":
    main()
