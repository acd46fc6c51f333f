"""What every indicator is: its unit, what its groups are counted in, and the data it needs (`indicators.yml`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from diagnostic.store.engine import Store


@dataclass(frozen=True)
class Definition:
    """One indicator. `needs` are alternatives: each lists the `table.column`, or parts of engagement.yml, that suffice together."""

    unit: str
    of: str
    needs: tuple[tuple[str, ...], ...]
    least: str | None = None


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every indicator by name, in the order of the report."""
    from ruamel.yaml import YAML

    text = files("diagnostic.measures").joinpath("indicators.yml").read_text(encoding="utf-8")
    return {
        name: Definition(entry["unit"], entry["of"], tuple(tuple(needs) for needs in entry["needs"]), entry.get("least"))
        for name, entry in YAML(typ="safe", pure=True).load(text).items()
    }


def missing(indicator: str, filled: Callable[[str], bool]) -> list[str]:
    """What an indicator lacks: nothing when one of its alternatives is complete, else the shortest list that would complete one."""
    lacking = [[name for name in needs if not filled(name)] for needs in catalogue()[indicator].needs]
    return min(lacking, key=len)


def present(store: Store) -> Callable[[str], bool]:
    """Whether the store holds a table, a column with a value, or a part of engagement.yml."""
    declared = {
        "hours": "select 1 from calendar limit 1",
        "promises": "select 1 from fact_cases where promise_days is not null limit 1",
        "client.population": "select 1 from settings where population is not null",
        "perimeter.channels": "select 1 from perimeter limit 1",
        "parameters.handling_minutes": "select 1 from handling_minutes limit 1",
    }
    known: dict[str, bool] = {}

    def filled(name: str) -> bool:
        if name not in known:
            known[name] = not store.query(declared[name]).empty if name in declared else store.filled(name)
        return known[name]

    return filled
