"""Which repeats could be avoided, from the sample that the services coded: a true sample, so Wilson's interval."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from diagnostic import statistics
from diagnostic.indicators import OTHERS
from diagnostic.indicators.notes import NOTHING_TO_COUNT
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.disclosure import collapse, least_size
from diagnostic.measuring.rows import MEASURED, Row, estimated, measures, not_measurable, sql
from diagnostic.questions.workload import measures as workload
from diagnostic.schema import NOT_AVOIDABLE, UNDETERMINED
from diagnostic.store.engine import Store


@measures("repeat.avoidable_share", "repeat.avoidable_hours")
@contacts_since_break
def avoidable(store: Store) -> Iterator[Row]:
    """Repeats coded with a cause that could be avoided ÷ repeats coded, in all and by cause; and that share of the hours of repeats.

    Every cause could be avoided but a request of value. Those that nobody could tell are left out; the range over definitions counts them
    as not avoidable, then as avoidable. Causes too rare to be shown are taken together as `others`.
    """
    counts = sql(store, __file__, "causes").dropna(subset=["cause"]).set_index("cause")["repeats"]
    determined, unknown = counts.drop(UNDETERMINED, errors="ignore"), float(counts.get(UNDETERMINED, 0))
    causes, coded = determined.drop(NOT_AVOIDABLE, errors="ignore"), float(determined.sum())
    if not coded:
        return
    avoided = float(causes.sum())
    over = {"low_definition": avoided / (coded + unknown), "high_definition": (avoided + unknown) / (coded + unknown)}
    whole = _share(avoided, coded) | over
    yield whole
    for cause, repeats in collapse(causes, least_size(store.settings), OTHERS).items():
        yield _share(float(repeats), coded, cause=cause)
    yield _hours(store, whole)


def measure(store: Store) -> pd.DataFrame:
    """Every indicator of the causes of repeats."""
    return avoidable(store)


class Sample(NamedTuple):
    """How the coding went: `drawn` out of `population` repeats, `coded` with a cause, `undetermined` beside."""

    drawn: float
    population: float
    coded: float
    undetermined: float


def sample(store: Store) -> Sample:
    """The sample that the services coded; all 0 without a sheet."""
    if not store.has("coded"):
        return Sample(0.0, 0.0, 0.0, 0.0)
    counts = sql(store, __file__, "causes")
    known = counts.dropna(subset=["cause"]).set_index("cause")["repeats"]
    unknown = known.get(UNDETERMINED, 0)
    population = store.query("select max(population) as size from coded")["size"].iloc[0]
    return Sample(*map(float, (counts["repeats"].sum(), population, known.sum() - unknown, unknown)))


def _share(repeats: float, coded: float, **dimensions: Any) -> Row:
    figures = {"numerator": repeats, "denominator": coded, "group": coded, "parts": (repeats, coded - repeats)}
    return estimated("repeat.avoidable_share", statistics.wilson(repeats, coded), dimensions, **figures)


def _hours(store: Store, share: Row) -> Row:
    """The hours of repeats that could be avoided: the product of the values, of the lows and of the highs."""
    rows = workload.hours(store)
    hours = rows[(rows["indicator"] == "repeat.hours") & (rows["scope"] == "all")].iloc[0]
    if hours["status"] != MEASURED:
        return not_measurable("repeat.avoidable_hours", str(hours["note"]) or NOTHING_TO_COUNT)
    product = {name: hours[name] * share[name] for name in workload.BOUNDS}
    kept = {name: share[name] for name in ("group", "parts")} | {"unit": hours["unit"], "note": hours["note"]}
    return {"indicator": "repeat.avoidable_hours", "scope": "all", "status": MEASURED} | product | kept
