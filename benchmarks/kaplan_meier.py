"""Ten million cases, some still open: percentiles and a range of each with the kit, scipy and statsmodels, in one run.

The three find the same percentiles. Their ranges differ: the kit's takes cases by the week in which they begin, theirs each by itself.

Usage: uv run --group benchmarks python -m benchmarks.kaplan_meier [CASES] [REPEATS]
"""

from __future__ import annotations

import subprocess
import sys
import time
from ast import literal_eval
from collections.abc import Callable

import click
import numpy as np

from benchmarks.measured import Row, Used, median, peak

SHARES = (0.5, 0.8, 0.9)
FIRST, WEEKS = np.datetime64("2025-01-06"), 52
Found = list[tuple[float, float, float]]
"""A percentile with its lower and upper bound, in minutes."""


def cases(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Whole minutes until a case is closed or the extract, and whether it is closed: ten days in the median, a fifth still open."""
    rng = np.random.default_rng(20250101)
    minutes, watched = rng.lognormal(np.log(14_400), 1.0, count), rng.uniform(0, 175_000, count)
    return np.minimum(minutes, watched).astype(np.int64), minutes <= watched


def with_the_kit(minutes: np.ndarray, closed: np.ndarray) -> Found:
    from diagnostic.statistics import Weeks, survival

    mondays = FIRST + 7 * (np.arange(len(minutes)) % WEEKS)
    found = survival(minutes, closed, mondays=mondays, weeks=Weeks(FIRST, np.zeros((WEEKS, 0))))
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
    WAYS[way](minutes[:10_000], closed[:10_000])  # imports are no part of the time
    held, started, used = peak(), time.perf_counter(), time.process_time()
    found = WAYS[way](minutes, closed)
    click.echo(f"{time.perf_counter() - started} {time.process_time() - used} {peak() - held} {found}")


def measured(way: str, count: int) -> tuple[Used, str]:
    command = [sys.executable, "-m", "benchmarks.kaplan_meier", str(count), "--way", way]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    *used, found = told.split(maxsplit=3)
    return Used(*map(float, used)), str([value for value, *_ in literal_eval(found)])


def in_turn(count: int, repeats: int) -> tuple[dict[str, Used], str]:
    """The medians of fresh processes, run in turn, and what they found; it stops where the three do not find the same."""
    runs: dict[str, list[Used]] = {name: [] for name in WAYS}
    answers = set()
    for _ in range(repeats):
        for name in WAYS:
            used, found = measured(name, count)
            runs[name].append(used)
            answers.add(found)
    if len(answers) > 1:
        raise SystemExit("\n".join(["they do not find the same:", *sorted(answers)]))
    return {name: median(each) for name, each in runs.items()}, answers.pop()


def rows(count: int, repeats: int) -> list[Row]:
    """What each way costs on so many cases."""
    return [Row(f"percentiles, {way}", count, *used) for way, used in in_turn(count, repeats)[0].items()]


@click.command()
@click.argument("count", type=click.IntRange(min=10_000), default=10_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
def main(count: int, repeats: int, way: str | None) -> None:
    """Print the medians, and the ratios to the kit."""
    if way:
        alone(way, count)
        return
    medians, answer = in_turn(count, repeats)
    click.echo(f"{count:,} cases; medians of {repeats}; percentiles in minutes: {answer}")
    for name, (seconds, processor, memory) in medians.items():
        click.echo(f"{name:12} {seconds:7.2f} s {processor:7.2f} s of processor {memory:6.0f} MB beyond the data")
    for name in ("scipy", "statsmodels"):
        _, seconds, memory = (theirs / ours for theirs, ours in zip(medians[name], medians["kit"], strict=True))
        click.echo(f"{name} / kit: {seconds:.1f} times the seconds of processor, {memory:.1f} times the memory")


if __name__ == "__main__":
    main()
