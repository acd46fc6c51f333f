"""What every indicator is (`catalogue.yml`): its unit, what its groups are counted in, the data it needs, its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from diagnostic.resources import listed


@dataclass(frozen=True)
class Definition:
    """One indicator. `needs` are alternatives: each lists the `table.column`, or parts of engagement.yml, that suffice together.

    `base` says whether its denominator counts what was observed.
    """

    unit: str
    of: str
    needs: tuple[tuple[str, ...], ...]
    least: str | None = None
    base: bool = True


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every indicator by name, in the order of the report."""
    return {
        name: Definition(entry["unit"], entry["of"], tuple(map(tuple, entry["needs"])), entry.get("least"), entry.get("base", True))
        for name, entry in _entries().items()
    }


def words(language: str) -> dict[str, dict[str, Any]]:
    """The `label` of each indicator for a reader, and the `definition` of those that no question measures yet, by family and name."""
    families: dict[str, dict[str, Any]] = {}
    for name, entry in _entries().items():
        family, _, rest = name.partition(".")
        families.setdefault(family, {})[rest] = entry[language]
    return families


def missing(indicator: str, filled: Callable[[str], bool]) -> list[str]:
    """What an indicator lacks: nothing when one of its alternatives is complete, else the shortest list that would complete one."""
    lacking = [[name for name in needs if not filled(name)] for needs in catalogue()[indicator].needs]
    return min(lacking, key=len)


@cache
def _entries() -> Mapping[str, Any]:
    return listed(files("diagnostic.indicators").joinpath("catalogue.yml"))
