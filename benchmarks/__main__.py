"""Every benchmark that has a size, one after the other: a table with versions, the same as CSV, and a picture of cost against size.

Usage: uv run --group benchmarks python -m benchmarks [REPEATS] [--sizes 100000,1000000,10000000] [--into FOLDER] [--only PART]
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from benchmarks import intake, kaplan_meier, repeats, run
from benchmarks.measured import Row, table, versions

PARTS: dict[str, Callable[[int, int], list[Row]]] = {
    "intake": intake.rows,
    "repeats": repeats.rows,
    "kaplan_meier": kaplan_meier.rows,
}
# what each part is set beside in its table
BESIDE = {"run": run.FIRST, "intake": "intake, kit", "repeats": "repeats, bound", "kaplan_meier": "percentiles, kit"}
PACKAGES = (*run.PACKAGES, "numpy", "scipy", "statsmodels")


def pictured(rows: Sequence[Row], path: Path) -> None:
    """Cost against size, both in powers of ten: a curve for each work that has several sizes."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    sizes: dict[str, list[Row]] = {}
    for row in rows:
        if row.size is not None:
            sizes.setdefault(row.work, []).append(row)
    figure, axes = pyplot.subplots(figsize=(8, 6), layout="constrained")
    for work, found in sizes.items():
        cost = [row.wall if row.processor is None else row.processor for row in found]
        axes.loglog([row.size for row in found], cost, marker="o", label=work)
    axes.set(xlabel="rows", ylabel="seconds of processor")
    axes.grid(alpha=0.3)
    figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    figure.savefig(path)
    pyplot.close(figure)


def written(parts: dict[str, list[Row]], times: int, folder: Path) -> Path:
    """The results in a folder: the page, with the table of each part and size; the CSV; the picture."""
    folder.mkdir(parents=True, exist_ok=True)
    said = ", ".join(f"{name} {value}" for name, value in versions(PACKAGES).items())
    page = ["# Benchmarks", "", f"Medians of {times}; {said}.", ""]
    for name, rows in parts.items():
        for size in dict.fromkeys(row.size for row in rows):
            page += [f"## {name}", "", table([row for row in rows if row.size == size], BESIDE[name]), ""]
    (folder / "results.md").write_text("\n".join([*page, "![Cost against size](results.svg)", ""]), encoding="utf-8")
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("part", *Row._fields))
        lines.writerows((name, *row) for name, rows in parts.items() for row in rows)
    pictured([row for rows in parts.values() for row in rows], folder / "results.svg")
    return folder


@click.command()
@click.argument("times", metavar="REPEATS", type=click.IntRange(min=1), default=5)
@click.option("--sizes", default="100000,1000000,10000000", help="How many rows, one after the other.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("benchmarks", "results"))
@click.option("--only", type=click.Choice(["run", *PARTS]), multiple=True, help="These parts alone.")
def main(times: int, sizes: str, into: Path, only: Sequence[str]) -> None:
    """Measure, and say where the results are."""
    chosen = only or ("run", *PARTS)
    found: dict[str, list[Row]] = {"run": run.measure(times)} if "run" in chosen else {}
    for name, part in PARTS.items():
        if name in chosen:
            found[name] = [row for size in sizes.split(",") for row in part(int(size), times)]
    click.echo(str(written(found, times, into).resolve()))


if __name__ == "__main__":
    main()
