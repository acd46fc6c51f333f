"""Which data a store holds, and which indicators these allow: what `not_measurable` rests on."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from diagnostic.indicators.catalogue import Held, catalogue, missing
from diagnostic.store.engine import Store

DECLARED = {
    "hours": "select 1 from calendar limit 1",
    "promises": "select 1 from fact_cases where promise_days is not null limit 1",
    "client.population": "select 1 from settings where population is not null",
    "perimeter.channels": "select 1 from perimeter limit 1",
    "parameters.handling_minutes": "select 1 from handling_minutes limit 1",
}
# what tells as much: a case that was resolved has ended
INSTEAD = {("cases", "resolved_at"): "closed_at"}


def present(store: Store) -> Held:
    """What each source of a table of the store holds, and the parts of engagement.yml that are there."""

    @cache
    def held(table: str) -> list[Collection[str]]:
        asked = {name.partition(".")[2]: sql for name, sql in DECLARED.items() if name.partition(".")[0] == table}
        if asked:
            known = {part for part, sql in asked.items() if not store.query(sql).empty}
            return [known] if known else []
        return [{INSTEAD.get((table, name), name) for name in columns} for columns in store.by_source(table, _asked(table)).values()]

    return held


@cache
def _asked(table: str) -> tuple[str, ...]:
    """The columns of a table that some indicator needs, and what tells as much."""
    needed = {name for entry in catalogue().values() for needs in entry.needs for name in needs}
    columns = {name.partition(".")[2] for name in needed if name.partition(".")[0] == table}
    return tuple(sorted(columns | {name for of, name in INSTEAD if of == table}))


def readiness(held: Held) -> list[dict[str, Any]]:
    """Per indicator, `measurable` or `not_measurable`, with what is `missing`: what the measures say themselves, given `present`."""
    lacking = {name: missing(name, held) for name in catalogue()}
    return [{"indicator": name, "status": "not_measurable" if names else "measurable", "missing": names} for name, names in lacking.items()]
