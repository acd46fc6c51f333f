"""Millions of cases, some still open: percentiles and a range of each with the kit, scipy, statsmodels and lifelines, in one run.

All find the same percentiles, or it stops. Their ranges differ: the kit's takes cases by the week in which they begin, theirs each by
itself. The measures give the kit cases that the engine has grouped by duration, state and week (`kit: grouped`, with what the grouping
takes); `kit: case by case` is the same rule without that, as the others are given them. Grouping gains much on whole days, as most tools
record them, and nothing on minutes, which few cases share.

Usage: uv run --group benchmarks python -m benchmarks.kaplan_meier [CASES] [REPEATS]
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import numpy as np

from benchmarks.measured import Part, Ratio, Row, Used, called, in_turn, peak

if TYPE_CHECKING:
    from diagnostic.statistics import Survival, Weeks

SHARES = (0.5, 0.8, 0.9)
FIRST, WEEKS = np.datetime64("2025-01-06"), 52
MINUTE, DAY = 1, 1_440
Found = list[tuple[float, float, float]]
"""A percentile with its lower and upper bound."""


def cases(count: int, unit: int = MINUTE) -> tuple[np.ndarray, np.ndarray]:
    """Whole minutes, or days, until a case is closed or the extract, and whether it is closed: half within ten days, a fifth still open."""
    rng = np.random.default_rng(20250101)
    minutes, watched = rng.lognormal(np.log(14_400), 1.0, count), rng.uniform(0, 175_000, count)
    return np.minimum(minutes, watched).astype(np.int64) // unit, minutes <= watched


def with_the_kit(durations: np.ndarray, closed: np.ndarray) -> Found:
    from diagnostic.statistics import survival

    return _percentiles(survival(durations, closed, mondays=FIRST + 7 * _weeks(len(durations)), weeks=_known()))


def with_the_kit_grouped(durations: np.ndarray, closed: np.ndarray) -> Found:
    """As the measures ask: the engine counts the cases that share duration, state and week."""
    import duckdb
    import pandas as pd

    from diagnostic.statistics import survival

    given = pd.DataFrame({"duration": durations, "closed": closed, "week": _weeks(len(durations))}, copy=False)
    with duckdb.connect() as connection:
        connection.register("given", given)
        asked = "select duration, closed, week, count(*) as cases from given group by 1, 2, 3 order by 1, 2, 3"
        grouped = connection.execute(asked).fetchnumpy()
    mondays = FIRST + 7 * grouped["week"]
    return _percentiles(survival(grouped["duration"], grouped["closed"], counts=grouped["cases"], mondays=mondays, weeks=_known()))


def _weeks(count: int) -> np.ndarray:
    """In which of the weeks each case begins."""
    return np.arange(count) % WEEKS


def _known() -> Weeks:
    from diagnostic.statistics import Weeks

    return Weeks(FIRST, np.zeros((WEEKS, 0)))


def _percentiles(found: Survival) -> Found:
    estimates = [found.percentile(share) for share in SHARES]
    return [tuple(float(part) for part in (one.value, one.low, one.high)) for one in estimates]  # type: ignore[arg-type, misc]


def with_scipy(durations: np.ndarray, closed: np.ndarray) -> Found:
    from scipy.stats import CensoredData, ecdf

    surviving = ecdf(CensoredData(uncensored=durations[closed], right=durations[~closed])).sf
    band = surviving.confidence_interval(method="log-log")
    curves = [(part.quantiles, part.probabilities) for part in (surviving, band.low, band.high)]
    return [tuple(float(times[np.flatnonzero(left <= 1 - share + 1e-9)[0]]) for times, left in curves) for share in SHARES]  # type: ignore[misc]


def with_statsmodels(durations: np.ndarray, closed: np.ndarray) -> Found:
    from statsmodels.duration.survfunc import SurvfuncRight

    surviving = SurvfuncRight(durations, closed.astype(int))
    found = [(surviving.quantile(share), *surviving.quantile_ci(share, method="cloglog")) for share in SHARES]
    return [tuple(map(float, one)) for one in found]  # type: ignore[misc]


def with_lifelines(durations: np.ndarray, closed: np.ndarray) -> Found:
    from lifelines import KaplanMeierFitter
    from lifelines.utils import qth_survival_times

    fitted = KaplanMeierFitter().fit(durations, closed)
    left = [1 - share for share in SHARES]
    edges = qth_survival_times(left, fitted.confidence_interval_).to_numpy()
    return [(float(fitted.percentile(one)), float(low), float(high)) for one, (low, high) in zip(left, edges, strict=True)]


def with_the_bound(durations: np.ndarray, closed: np.ndarray) -> Found:
    """The least there is to do: durations and states sorted once, packed in one integer."""
    np.sort(durations << 1 | closed)
    return []


GROUPED, BY_CASE, BOUND = "kit: grouped", "kit: case by case", "bound"
WAYS: dict[str, Callable[[np.ndarray, np.ndarray], Found]] = {
    GROUPED: with_the_kit_grouped,
    BY_CASE: with_the_kit,
    "scipy": with_scipy,
    "statsmodels": with_statsmodels,
    "lifelines": with_lifelines,
    BOUND: with_the_bound,
}


def alone(way: str, count: int, unit: int) -> None:
    """One way in this process: seconds, memory held at most beyond the data, and what it found."""
    durations, closed = cases(count, unit)
    WAYS[way](durations[:10_000], closed[:10_000])  # imports are no part of the time
    found: Found = []
    held, used = peak(), called(lambda: found.extend(WAYS[way](durations, closed)))
    click.echo(f"{used.wall} {used.processor} {peak() - held} {json.dumps(found)}")


def measured(count: int, repeats: int, unit: int) -> list[Row]:
    """The medians of fresh processes, run in turn. SystemExit where they do not find the same percentiles."""
    answers = set()

    def used(way: str) -> Used:
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.kaplan_meier", str(count), "--unit", str(unit), "--way", way]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout
        *figures, found = told.split(maxsplit=3)
        if way != BOUND:
            answers.add(str([value for value, *_ in json.loads(found)]))
        return Used(*map(float, figures))

    medians = in_turn(WAYS, repeats, used)
    if len(answers) > 1:
        raise SystemExit("\n".join(["they do not find the same:", *sorted(answers)]))
    return [Row(way, count, *each) for way, each in medians.items()]


def part(title: str, unit: int) -> Part:
    return Part(
        title=f"Kaplan-Meier percentiles, durations in whole {title}",
        unit="cases",
        rows=lambda count, repeats: measured(count, repeats, unit),
        beside=GROUPED,
        ratios=tuple(
            Ratio(f"{said} beside {other}", way, other)
            for said, way in (("as the measures ask, grouped", GROUPED), ("case by case", BY_CASE))
            for other in ("scipy", "statsmodels", "lifelines", BOUND)
        ),
    )


MINUTES, DAYS = part("minutes", MINUTE), part("days", DAY)


@click.command()
@click.argument("count", type=click.IntRange(min=10_000), default=10_000_000)
@click.argument("repeats", type=click.IntRange(min=1), default=3)
@click.option("--way", type=click.Choice(list(WAYS)), hidden=True)
@click.option("--unit", type=int, default=MINUTE, hidden=True)
def main(count: int, repeats: int, way: str | None, unit: int) -> None:
    """Print the medians, and the ratios to the kit."""
    if way:
        alone(way, count, unit)
    else:
        for one in (MINUTES, DAYS):
            click.echo(f"## {one.title}\n\n{one.page({count: one.rows(count, repeats)})}\n")


if __name__ == "__main__":
    main()
