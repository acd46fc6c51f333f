"""Ten million cases, some still open: percentiles and their bounds with the kit, scipy and statsmodels, in one run.

Usage: uv run --group benchmarks python benchmarks/kaplan_meier.py [CASES] [REPEATS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import click
import numpy as np

from benchmarks.intake import peak

SHARES = (0.5, 0.8, 0.9)
Found = list[tuple[float, float, float]]
"""A percentile with its lower and upper bound, in minutes."""


def cases(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Whole minutes until a case is closed or the extract, and whether it is closed: ten days in the median, a fifth still open."""
    rng = np.random.default_rng(20250101)
    minutes, watched = rng.lognormal(np.log(14_400), 1.0, count), rng.uniform(0, 175_000, count)
    return np.minimum(minutes, watched).astype(np.int64), minutes <= watched


def with_the_kit(minutes: np.ndarray, closed: np.ndarray) -> Found:
    from diagnostic.statistics import survival

    found = survival(minutes, closed)
    estimates = [found.percentile(share) for share in SHARES]
    return [tuple(float(part) for part in (one.value, one.low, one.high)) for one in estimates]  # type: ignore[arg-type, misc]


def with_scipy(minutes: np.ndarray, closed: np.ndarray) -> Found:
    from scipy.stats import CensoredData, ecdf

    surviving = ecdf(CensoredData(uncensored=minutes[closed], right=minutes[~closed])).sf
    band = surviving.confidence_interval(method="log-log")
    curves = [(part.quantiles, part.probabilities) for part in (surviving, band.low, band.high)]
    return [tuple(float(times[np.flatnonzero(left <= 1 - share + 1e-9)[0]]) for times, left in curves) for share in SHARES]  # type: ignore[misc]


def with_statsmodels(minutes: np.ndarray, closed: np.ndarray) -> Found:
    from statsmodels.duration.survfunc import SurvfuncRight

    surviving = SurvfuncRight(minutes, closed.astype(int))
    found = [(surviving.quantile(share), *surviving.quantile_ci(share, method="cloglog")) for share in SHARES]
    return [tuple(map(float, one)) for one in found]  # type: ignore[misc]


WAYS: dict[str, Callable[[np.ndarray, np.ndarray], Found]] = {
    "kit": with_the_kit,
    "scipy": with_scipy,
    "statsmodels": with_statsmodels,
}


def alone(way: str, count: int) -> None:
    """One way in this process: seconds, memory held at most beyond the data, and what it found."""
    minutes, closed = cases(count)
    WAYS[way](minutes[:1000], closed[:1000])  # imports are no part of the time
    held, started = peak(), time.perf_counter()
    found = WAYS[way](minutes, closed)
    click.echo(f"{time.perf_counter() - started} {peak() - held} {found}")


def measured(way: str, count: int) -> tuple[float, float, str]:
    command = [sys.executable, __file__, str(count), "--way", way]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    seconds, memory, found = told.split(maxsplit=2)
    return float(seconds), float(memory), found.strip()


@click.command()
@click.argument("count", type=click.IntRange(min=10_000), default=10_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
def main(count: int, repeats: int, way: str | None) -> None:
    """Print medians of fresh processes, run in turn, and the ratios to the kit; stop where the three do not find the same."""
    if way:
        alone(way, count)
        return
    runs = {name: [] for name in WAYS}
    for _ in range(repeats):
        for name in WAYS:
            runs[name].append(measured(name, count))
    answers = {found for each in runs.values() for *_, found in each}
    if len(answers) > 1:
        raise SystemExit("\n".join(["they do not find the same:", *sorted(answers)]))
    medians = {name: [statistics.median(run[part] for run in each) for part in (0, 1)] for name, each in runs.items()}
    click.echo(f"{count:,} cases; medians of {repeats}; percentiles and bounds in minutes: {answers.pop()}")
    for name, (seconds, memory) in medians.items():
        click.echo(f"{name:12} {seconds:7.2f} s   {memory:6.0f} MB beyond the data")
    for name in ("scipy", "statsmodels"):
        seconds, memory = (theirs / ours for theirs, ours in zip(medians[name], medians["kit"], strict=True))
        click.echo(f"{name} / kit: {seconds:.1f} times the seconds, {memory:.1f} times the memory")


if __name__ == "__main__":
    main()
