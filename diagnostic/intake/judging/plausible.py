"""What unit durations are likely to be in, from how long waits and talks usually last; and what nobody can mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import duckdb

from diagnostic.engagement import Source
from diagnostic.intake.cells.durations import SCALES
from diagnostic.intake.judging.tallies import tally
from diagnostic.schema import Column

# the median of a service, in seconds, and how far services are apart: a standard deviation of its logarithm
USUAL = {"wait_s": (40, 1.3), "handle_s": (180, 0.9)}
ANY = (600, 2.0)
# before any number is seen
PRIOR = {"seconds": 0.8, "minutes": 0.12, "milliseconds": 0.05, "hours": 0.015, "days": 0.015}
# units that whole numbers, and numbers with decimals, speak against
WHOLE = {"hours": 0.2, "days": 0.02}
DECIMAL = {"seconds": 0.15, "milliseconds": 0.02}
MOSTLY = 0.5
LEAST_ROWS = 100
LIKELY = 0.5
# a cell that says its unit by itself: a clock with seconds, or words
TOLD = ":[0-9]+:[0-9.,]*[1-9]|[a-zA-Z]"


def distance(column: str, seconds: float) -> float:
    """How many standard deviations a median lies from what is usual of a column."""
    usual, spread = USUAL.get(column, ANY)
    return abs(math.log(max(seconds, 1e-9) / usual)) / spread


def weights(column: str, middle: float, decimals: bool) -> dict[str, float]:
    """The likelihood of each unit for the positive numbers of a column: their `middle` one, and whether most have `decimals`; they add up
    to 1."""
    against = DECIMAL if decimals else WHOLE
    logs = {
        unit: math.log(prior * against.get(unit, 1.0)) - distance(column, middle * SCALES[unit]) ** 2 / 2 for unit, prior in PRIOR.items()
    }
    return shares(logs)


def weights_of(column: str, numbers: Sequence[float]) -> dict[str, float]:
    """The same of numbers that are few."""
    decimals = sum(value != int(value) for value in numbers) > MOSTLY * len(numbers)
    return weights(column, sorted(numbers)[len(numbers) // 2], decimals)


def shares(logs: dict[str, float]) -> dict[str, float]:
    """Weights given by their logarithms, so that they add up to 1."""
    top = max(logs.values())
    total = sum(math.exp(log - top) for log in logs.values())
    return {name: math.exp(log - top) / total for name, log in logs.items()}


def span(seconds: float) -> str:
    """A duration for a reader, in whole units."""
    for unit, scale in (("h", 3600), ("min", 60), ("s", 1)):
        if seconds >= 3 * scale:
            return f"{seconds / scale:.0f} {unit}"
    return f"{seconds * 1000:.0f} ms"


def doubts(connection: duckdb.DuckDBPyConnection, source: Source, columns: list[Column]) -> list[dict[str, Any]]:
    """Notes on the durations of `accepted` that are too short or too long to be what no unit says they are."""
    notes = []
    for column in columns:
        name = column.name
        if column.kind != "seconds" or name in source.unit:
            continue
        borne = tally(connection, {"value": f'a."{name}"', "text": f'c."{name}"'}, f'a."{name}" > 0')
        listed = connection.execute(
            f"""select value, contains(text, ':'), regexp_matches(text, '{TOLD}'), often, sum(often) over (order by value, text) from (
                    select value, text, cast(sum(n) as bigint) as often from {borne} group by 1, 2) order by 1, text"""
        ).fetchall()
        rows = listed[-1][-1] if listed else 0
        if rows < LEAST_ROWS or sum(told * often for _, _, told, often, _ in listed) > MOSTLY * rows:
            continue
        middle = next(value for value, *_, upto in listed if upto > rows // 2)
        likely = weights(name, middle, sum(often for value, _, _, often, _ in listed if value != int(value)) > MOSTLY * rows)
        if likely["seconds"] < LIKELY:
            best = max(likely, key=lambda unit: likely[unit])
            clocks = sum(clock * often for _, clock, _, often, _ in listed) > MOSTLY * rows
            kind, entry, kept = ("clock", "hh:mm", "mm:ss") if clocks else ("duration", best, "seconds")
            notes.append(
                {
                    "note": f"{kind}_implausible",
                    "column": name,
                    "median": span(middle),
                    "unit": entry,
                    "entry": f'unit: {{{name}: "{entry}"}}',
                    "kept": f'unit: {{{name}: "{kept}"}}',
                }
            )
    return notes


def forgotten(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Notes on the dates and numbers of accepted rows that nobody can mean, and that are no figures therefore."""
    counted = connection.execute("""select "column", count(*) from doubts where reason = 'implausible' group by 1 order by 1""").fetchall()
    return [{"note": "implausible", "column": column, "rows": rows} for column, rows in counted]
