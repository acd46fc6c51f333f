"""What every indicator is (`catalogue.yml`): its unit, what its groups are counted in, the data it needs, its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from diagnostic.resources import files, listed


@dataclass(frozen=True)
class Definition:
    """One indicator. `needs` are alternatives: each lists the `table.column`, or parts of engagement.yml, that suffice together.

    `base` says whether its denominator counts what was observed, `whole` whether its `all` row tells something: that of shares of one whole
    is 1, whatever they are.
    """

    unit: str
    of: str
    needs: tuple[tuple[str, ...], ...]
    least: str | None = None
    base: bool = True
    whole: bool = True


CHOSEN = ("least", "base", "whole")


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every indicator by name, in the order of the report."""
    return {
        name: Definition(
            entry["unit"], entry["of"], tuple(map(tuple, entry["needs"])), **{one: entry[one] for one in CHOSEN if one in entry}
        )
        for name, entry in _entries().items()
    }


def words(language: str) -> dict[str, dict[str, Any]]:
    """The `label` of each indicator for a reader, and the `definition` of those that no question measures yet, by family and name."""
    families: dict[str, dict[str, Any]] = {}
    for name, entry in _entries().items():
        family, _, rest = name.partition(".")
        families.setdefault(family, {})[rest] = entry[language]
    return families


Held = Callable[[str], Collection[Container[str]]]
"""The columns that each source of a table holds; a part of engagement.yml is a table of one source."""


def missing(indicator: str, held: Held) -> list[str]:
    """What an indicator lacks: nothing when one of its alternatives is complete, else the shortest list that would complete one.

    What is asked of one table has to stand in one source: an opening here and a closing there tell of no case how long it took.
    """
    return min((_lacking(needs, held) for needs in catalogue()[indicator].needs), key=len)


def _lacking(needs: Sequence[str], held: Held) -> list[str]:
    tables: dict[str, list[str]] = defaultdict(list)
    for name in needs:
        tables[name.partition(".")[0]].append(name)
    return [name for table, names in tables.items() for name in _least([_absent(names, source) for source in held(table)], names)]


def _absent(names: Sequence[str], source: Container[str]) -> list[str]:
    return [name for name in names if name.partition(".")[2] not in source]


def _least(absent: Sequence[list[str]], names: list[str]) -> list[str]:
    return min(absent, key=len, default=names)


@cache
def _entries() -> Mapping[str, Any]:
    return listed(files("diagnostic.indicators").joinpath("catalogue.yml"))
