"""What can be wrong in the parts of a source that turn a wide or a long file: `across` and `measures`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from diagnostic import schema
from diagnostic.engagement.yaml_file import Place
from diagnostic.errors import or_nearest

JOIN = " + "
Placed = tuple[Place, str, dict[str, Any]]


def find(source: dict[str, Any], table: str, place: Place) -> Iterator[Placed]:
    """Every problem of the two parts of one source, whose values are as read."""
    across, measures = _group(source.get("across")), _group(source.get("measures"))
    if across and measures:
        yield (*place, "measures"), "turned_twice", {}
    yield from _across(across, source, table, (*place, "across"))
    yield from _measures(measures, source, table, (*place, "measures"))


def _across(across: dict[str, Any], source: dict[str, Any], table: str, place: Place) -> Iterator[Placed]:
    columns, filled = _group(source.get("columns")), {**_group(source.get("fixed")), **_group(source.get("derive"))}
    listed = {}
    for name, told in across.items():
        header = columns.get(name)
        if not isinstance(header, str):
            yield (*place, name), *or_nearest("across", str(name), map(str, columns))
        else:
            listed[name] = header.count(JOIN) + 1
        if not isinstance(told, str) or not told:
            continue
        if told not in schema.TABLES[table]:
            yield (*place, name), *or_nearest("column", told, schema.TABLES[table], table=table)
        elif told in filled or told in across:
            yield (*place, name), "derived_twice", {"name": told}
    if len({str(told) for told in across.values()}) > 1:
        yield place, "across_one", {}
    elif len(set(listed.values())) > 1:
        yield place, "across_uneven", {"counts": [f"{name}: {count}" for name, count in listed.items()]}


def _measures(measures: dict[str, Any], source: dict[str, Any], table: str, place: Place) -> Iterator[Placed]:
    filled = {**_group(source.get("columns")), **_group(source.get("fixed")), **_group(source.get("derive"))}
    measured, told = _group(measures.get("columns")), measures.get("across")
    for name in measured:
        if name not in schema.TABLES[table]:
            yield (*place, "columns", name), *or_nearest("column", str(name), schema.TABLES[table], table=table)
        elif name in filled:
            yield (*place, "columns", name), "derived_twice", {"name": name}
    if isinstance(told, str) and told not in schema.TABLES[table]:
        yield (*place, "across"), *or_nearest("column", told, schema.TABLES[table], table=table)
    if told is None and JOIN in str(measures.get("values", "")):
        yield (*place, "across"), "missing", {"name": "across"}


def _group(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
