"""Which data a store holds, and which indicators these allow: what `not_measurable` rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diagnostic.indicators.catalogue import catalogue, missing
from diagnostic.store.engine import Store

DECLARED = {
    "hours": "select 1 from calendar limit 1",
    "promises": "select 1 from fact_cases where promise_days is not null limit 1",
    "client.population": "select 1 from settings where population is not null",
    "perimeter.channels": "select 1 from perimeter limit 1",
    "parameters.handling_minutes": "select 1 from handling_minutes limit 1",
}
# what tells as much: a case that was resolved has ended
INSTEAD = {"cases.closed_at": "cases.resolved_at"}


def present(store: Store) -> Callable[[str], bool]:
    """Whether the store holds a table, a column with a value, or a part of engagement.yml."""
    known: dict[str, bool] = {}

    def filled(name: str) -> bool:
        if name not in known:
            known[name] = (
                not store.query(DECLARED[name]).empty
                if name in DECLARED
                else store.filled(name) or (name in INSTEAD and store.filled(INSTEAD[name]))
            )
        return known[name]

    return filled


def readiness(filled: Callable[[str], bool]) -> list[dict[str, Any]]:
    """Per indicator, `measurable` or `not_measurable`, with what is `missing`: what the measures say themselves, given `present`."""
    lacking = {name: missing(name, filled) for name in catalogue()}
    return [{"indicator": name, "status": "not_measurable" if names else "measurable", "missing": names} for name, names in lacking.items()]
