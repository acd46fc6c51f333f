"""Indicator rows: the one shape in which every measure answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic import statistics
from diagnostic.indicators import COLUMNS, encode
from diagnostic.indicators.catalogue import catalogue, missing
from diagnostic.indicators.notes import MISSING, NOT_REACHED, NOTHING_TO_COUNT, note
from diagnostic.measuring.agents import staffing
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.measuring.disclosure.cells import quarter
from diagnostic.measuring.disclosure.suppression import FIGURES, MEASURED, Row, disclosed
from diagnostic.measuring.once import once
from diagnostic.measuring.readiness import present
from diagnostic.measuring.weeks import known, mondays
from diagnostic.statistics import Estimate, persons
from diagnostic.steps import digest
from diagnostic.store.engine import SETTLED, Store

NOT_MEASURABLE = "not_measurable"
Measure = Callable[[Store], Disclosed]
MEASURES: dict[str, Callable[[Store], list[Row]]] = {}
"""By indicator, the function that gives its rows as measured, before disclosure control."""

Grouping = Sequence[Sequence[str]]
POOLED: Grouping = ((),)
PARTS = ("numerator", "denominator")
Integers = NDArray[np.int64]
NUMBERS = (*(name for name in FIGURES if name != "scale"), "target")


def measures(*indicators: str) -> Callable[[Callable[[Store], Iterable[Row]]], Callable[[Store], pd.DataFrame]]:
    """Make a function of the store that yields rows into a measure: a frame with exactly `COLUMNS`.

    An indicator whose data is missing gets its `all` row saying what is; one that the function has no `all` row for had nothing to count.
    The rows are those that disclosure control settled for everything together (`settle`); on a store where it did not, of these alone.
    """

    def decorate(function: Callable[[Store], Iterable[Row]]) -> Measure:
        def measured(store: Store) -> list[Row]:
            held = present(store)
            lacking = {name: missing(name, held) for name in indicators}
            rows = [not_measurable(name, note(MISSING, *names)) for name, names in lacking.items() if names]
            if not all(lacking.values()):
                rows += [row for row in function(store) if not lacking[row["indicator"]]]
            pooled = {row["indicator"] for row in rows if row["scope"] == "all"}
            return rows + [not_measurable(name, NOTHING_TO_COUNT) for name in indicators if name not in pooled]

        measured.__module__ = function.__module__

        @wraps(function)
        def measure(store: Store) -> Disclosed:
            if store.has(settled(store.settings)):
                rows = _settled(store)
                return rows[rows["indicator"].isin(indicators)].reset_index(drop=True)
            return finish(store, measured(store))

        MEASURES.update(dict.fromkeys(indicators, measured))
        return measure

    return decorate


def settle(store: Store, *beside: Store) -> None:
    """Measure everything that is in `MEASURES` once, and write to the store what disclosure control lets be read of it all together.

    `beside`: further stores of the same tables, each asked by a thread of its own.
    """
    frame = finish(store, _measured(store, *beside))
    frame["place"] = range(len(frame))
    kinds = {name: "DOUBLE" if name in NUMBERS else "VARCHAR" for name in COLUMNS} | {"place": "BIGINT"}
    store.write_frame(settled(store.settings), frame, kinds)


def _measured(store: Store, *beside: Store) -> list[Row]:
    """The rows of all measures, in their order. One store answers all those of a module, which ask it for the same things."""
    import scipy.optimize  # noqa: F401  # threads that first import one library at the same time stand in each other's way

    modules: dict[str, list[Callable[[Store], list[Row]]]] = {}
    for measured in dict.fromkeys(MEASURES.values()):
        modules.setdefault(measured.__module__, []).append(measured)
    left, found = iter(sorted(modules.values(), key=len, reverse=True)), {}

    def work(own: Store) -> None:
        for measures in left:
            found.update({measured: measured(own) for measured in measures})

    with ThreadPoolExecutor() as threads:
        others = [threads.submit(work, one) for one in beside]
        try:
            work(store)
        finally:
            deque(left, maxlen=0)  # where it is interrupted, nobody goes on
        for other in others:
            other.result()
    return [row for measured in dict.fromkeys(MEASURES.values()) for row in found[measured]]


def settled(settings: Mapping[str, Any]) -> str:
    """The table of the store that holds what may be read, measured with these settings."""
    return f"{SETTLED}{digest({name: str(value) for name, value in settings.items()})[:12]}"


@once
def _settled(store: Store) -> Disclosed:
    return _framed(store.query(f"select * from {settled(store.settings)} order by place"))


def sql(store: Store, module: str, name: str) -> pd.DataFrame:
    """The answer to the SQL file of this name beside a module (its `__file__`); a `month` has its `quarter` beside it."""
    frame = store.sql_file(Path(module).with_name(f"{name}.sql"))
    return frame.assign(quarter=frame["month"].map(quarter, na_action="ignore")) if "month" in frame else frame


def numbered(store: Store, module: str, name: str) -> pd.DataFrame:
    """As `sql`, of very many rows that bear few words: categories, a number each."""
    store.number_words(table(store, module, name))
    frame = store.query(f"select * from {name}")
    store.drop(name)
    if "month" in frame:
        months = frame["month"].cat.remove_unused_categories()
        frame = frame.assign(month=months, quarter=months.map(quarter, na_action="ignore").astype("category"))
    return frame


def view(store: Store, module: str, name: str) -> str:
    """Let SQL ask `name` for the answer to the SQL file of this name beside a module, which no frame has to hold; the name."""
    store.define(name, Path(module).with_name(f"{name}.sql").read_text(encoding="utf-8"))
    return name


def table(store: Store, module: str, name: str) -> str:
    """As `view`, answered once: what is asked often of rows that are too many for a frame."""
    store.hold(name, Path(module).with_name(f"{name}.sql").read_text(encoding="utf-8"))
    return name


def draws(store: Store) -> tuple[int, int]:
    """How many samples an interval is drawn from, and the seed that makes them the same each time."""
    return int(store.settings["draws"]), int(store.settings["seed"])


def ratio(
    indicator: str,
    frame: pd.DataFrame,
    store: Store,
    by: Grouping = POOLED,
    of: tuple[str, str] = PARTS,
    ages: tuple[str, str] | None = None,
    **fields: Any,
) -> list[Row]:
    """Sum of numerators ÷ sum of denominators (the columns `of`), one row per group of each grouping of `by`.

    `frame` has one row per `cluster` (week or person) and combination of dimensions, or several; and `person` where an indicator about
    persons is clustered by week. Over weeks the range says how far another such period may lie, over persons how far others like them.
    What is seen in a week may have begun long before: `ages` are columns that sum the weeks since then, over what the numerator counts
    and over the rest of the denominator. Groups without a value in one of their dimensions have no row. What `fields` say holds for every
    row, over what is measured.
    """
    definition, weeks = catalogue()[indicator], known(store)
    clusters, names = pd.factorize(frame["cluster"], sort=True)
    people = pd.factorize(frame["person"])[0] if "person" in frame else clusters
    dates = mondays(names)
    columns = [np.nan_to_num(frame[name].to_numpy(float)) for name in (*of, *(ages or ()))]
    rows = []
    for dimensions in by:
        for values, at in _groups(frame, dimensions):
            at = at[clusters[at] >= 0]
            seen, place = np.unique(clusters[at], return_inverse=True)
            numerators, denominators = (np.bincount(place, column[at]) for column in columns[:2])
            top, bottom = numerators.sum(), denominators.sum()
            if bottom <= 0:
                continue
            if dates is None:
                estimate = persons.ratio(numerators, denominators, definition.unit == "share", *draws(store))
            else:
                lag = _lag(top, bottom - top, *(column[at].sum() for column in columns[2:])) if ages else 0.0
                estimate = weeks.ratio(dates[seen], numerators, denominators, definition.unit == "share", lag)
            group = np.unique(people[at][columns[1][at] > 0]).size if definition.of == "persons" else bottom
            parts = (top, bottom - top) if definition.unit == "share" else ()
            row = estimated(indicator, estimate, values, numerator=top, denominator=bottom)
            rows.append(row | {"group": group, "parts": parts} | fields)
    return rows


def ratio_of_persons(indicator: str, store: Store, contacts: str, of: tuple[str, str], by: Grouping = POOLED, **fields: Any) -> list[Row]:
    """The `ratio` over persons of a table or view of the store with a row per contact: its `person`, the columns `of` and the dimensions.

    The engine sums up each person and counts the persons whose sums are the same: very many become a few rows.
    """
    rows = []
    for dimensions in by:
        named = "".join(f"{name}, " for name in dimensions)
        known = " and ".join(f"{name} is not null" for name in dimensions) or "true"
        frame = store.query(
            f"""select {named}numerator, denominator, count(*) as alike
                from (select person, {named}{", ".join(map(_summed, of, PARTS))}
                      from {contacts} where {known} group by {", ".join(["person", *dimensions])}) as summed
                group by {named}numerator, denominator order by {named}numerator, denominator"""
        )
        for values, at in _groups(frame, dimensions):
            numerators, denominators, alike = (frame[name].to_numpy()[at] for name in (*PARTS, "alike"))
            top, bottom = float((alike * numerators).sum()), float((alike * denominators).sum())
            if bottom > 0:
                definition = catalogue()[indicator]
                estimate = persons.ratio(numerators, denominators, definition.unit == "share", *draws(store), alike)
                group = int(alike[denominators > 0].sum()) if definition.of == "persons" else bottom
                parts = (top, bottom - top) if definition.unit == "share" else ()
                row = estimated(indicator, estimate, values, numerator=top, denominator=bottom)
                rows.append(row | {"group": group, "parts": parts} | fields)
    return rows


def _summed(figure: str, name: str) -> str:
    """SQL: a sum to its ninth decimal. What follows differs from one time to the next, as threads add up in another order."""
    return f"round(cast(sum({figure}) as double), 9) as {name}"


def _lag(counted: float, others: float, ages: float, others_ages: float) -> float:
    """How long ago what is seen began, on average, each side with the weight that it has in the ratio: one half."""
    return float(np.mean([age / size for age, size in ((ages, counted), (others_ages, others)) if size > 0]))


def total(indicator: str, frame: pd.DataFrame, by: Grouping = POOLED) -> list[Row]:
    """The sum of `numerator`, one row per group of each grouping: everything was counted, so that it has no range."""
    rows = []
    for dimensions in by:
        for values, at in _groups(frame, dimensions):
            counted = frame["numerator"].iloc[at].sum()
            rows.append(value(indicator, counted, values, numerator=counted) | {"parts": (counted,)})
    return rows


def value(indicator: str, figure: float | None, dimensions: Mapping[str, object] | None = None, **fields: Any) -> Row:
    """A row with this value; `fields` are further columns, and `group` and `parts` (see `disclosure`)."""
    return {"indicator": indicator, "scope": encode(**(dimensions or {})), "value": figure, "status": MEASURED} | fields


def estimated(indicator: str, estimate: Estimate, dimensions: Mapping[str, object] | None = None, **fields: Any) -> Row:
    """A row with the value of an estimate, its range and its standard error, where it has them."""
    return value(indicator, estimate.value, dimensions, **vars(estimate)) | fields


def percentile(indicator: str, estimate: Estimate, dimensions: Mapping[str, object], scale: float, **fields: Any) -> Row:
    """A row for a percentile of times, empty with a note where it is not reached; `scale` of its units make one of the indicator's."""
    note = "" if estimate.value is not None else NOT_REACHED
    return estimated(indicator, estimate.per(scale), dimensions, note=note) | fields


def not_measurable(indicator: str, why: str, **dimensions: object) -> Row:
    """The row of an indicator that the data cannot give, and why: a note (`indicators.notes`)."""
    return {"indicator": indicator, "scope": encode(**dimensions), "status": NOT_MEASURABLE, "note": why}


def finish(store: Store, rows: Iterable[Row]) -> Disclosed:
    """The rows as a frame with exactly `COLUMNS`: units, period, targets, small groups hidden."""
    chosen = store.settings
    start, end = (pd.Timestamp(chosen[edge]).date().isoformat() for edge in ("period_start", "period_end"))
    aims = {row.indicator: (row.value, row.source) for row in store.query("select * from targets").itertuples()}
    agents = staffing(store)
    finished = []
    for row in rows:
        target, source = aims.get(row["indicator"], (None, ""))
        known = {"unit": catalogue()[row["indicator"]].unit, "origin": "measured", "note": "", "target": target, "target_source": source}
        bounded = row.get("low") is not None or row.get("high") is not None
        known |= {"period_start": start, "period_end": end, "confidence": statistics.CONFIDENCE if bounded else None}
        finished.append(known | {"agents": agents(row["indicator"], row["scope"])} | row)
    return _framed(pd.DataFrame(disclosed(finished, chosen)))


def _framed(frame: pd.DataFrame) -> Disclosed:
    return Disclosed(frame.reindex(columns=list(COLUMNS))).astype(dict.fromkeys(NUMBERS, float))


def _groups(frame: pd.DataFrame, dimensions: Sequence[str]) -> Iterable[tuple[dict[str, Any], Integers]]:
    """The groups of a frame by the values of its dimensions, in order, and where the rows of each stand."""
    if not len(frame):
        return []
    if not dimensions:
        return [({}, np.arange(len(frame)))]
    grouped = frame.groupby(list(dimensions), sort=True)
    number, values = grouped.ngroup().to_numpy(), grouped.size().index.to_frame().to_dict("records")
    order = np.argsort(number, kind="stable")
    _, *places, _ = np.split(order, np.searchsorted(number[order], np.arange(len(values) + 1)))  # rows without a value come last
    return zip(values, places, strict=True)
