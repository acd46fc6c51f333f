"""The one place where figures about too few people are hidden, and those that would give them back."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from diagnostic.indicators import decode, encode
from diagnostic.indicators.catalogue import catalogue
from diagnostic.indicators.notes import BY_SUBTRACTION, FEW_AGENTS

FIGURES = ("value", "numerator", "denominator", "low", "high", "confidence", "low_definition", "high_definition")
MEASURED, SUPPRESSED = "measured", "suppressed"
# what adds up from the parts to the whole
ADDITIVE = ("count", "share")

Row = dict[str, Any]
"""A row to be: `indicator`, `scope`, the figures it has, and `group`, `parts` and `agents`, the sizes that decide whether it is hidden."""


def hide(rows: Sequence[Row], chosen: Mapping[str, Any]) -> list[Row]:
    """The rows, emptied of every figure where they are about too few people (`suppress`), or where one of those could be had by taking the
    other parts from their total: then the smallest of these parts is emptied too, and its note says so."""
    shown = [suppress(row, chosen) for row in rows]
    while given := dict.fromkeys(_givers(rows, shown)):
        for at in given:
            shown[at] = _emptied(rows[at], BY_SUBTRACTION)
    return shown


def suppress(row: Row, chosen: Mapping[str, Any]) -> Row:
    """The row itself, or emptied of every figure with the status `suppressed` where it is about too few people.

    Hidden: a `group` (persons, else cases or contacts of the denominator) under the least size; one of the `parts` (numerator and
    complement of a share, or what a count counts) from 1 to the least size less one; fewer `agents` (see `staffing`) than `min_team`, which
    the note then says. An indicator of supply (`of: nothing`) is never hidden.
    """
    definition = catalogue()[row["indicator"]]
    if row["status"] != MEASURED or definition.of == "nothing":
        return row
    small = int(chosen["small_group"])
    least = max(small, int(chosen[definition.least])) if definition.least else small
    few = row.get("group", least) < least or any(0 < part < small for part in row.get("parts", ()))
    alone = row.get("agents", math.inf) < chosen["min_team"]
    return _emptied(row, FEW_AGENTS if alone else "") if few or alone else row


def _emptied(row: Row, note: str) -> Row:
    return row | dict.fromkeys(FIGURES) | {"status": SUPPRESSED, "note": note}


def _givers(rows: Sequence[Row], shown: Sequence[Row]) -> Iterator[int]:
    """The places of the rows to empty next: beside each row that is alone hidden among the parts of a total that is shown."""
    places = {(row["indicator"], row["scope"]): at for at, row in enumerate(rows)}
    siblings: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if catalogue()[row["indicator"]].unit in ADDITIVE:
            dimensions = decode(row["scope"])
            for name in dimensions:
                whole = encode(**{other: value for other, value in dimensions.items() if other != name})
                siblings[row["indicator"], whole, name].append(at)
    for (indicator, whole, _), parts in siblings.items():
        total = places.get((indicator, whole))
        hidden = [at for at in parts if shown[at]["status"] == SUPPRESSED]
        others = [at for at in parts if shown[at]["status"] == MEASURED]
        if total is None or shown[total]["status"] != MEASURED or len(hidden) != 1 or not others:
            continue
        if any(_gives(rows[hidden[0]], rows[total], [rows[at] for at in others], field) for field in ("numerator", "denominator")):
            yield min(others, key=lambda at: (*_size(rows[at]), rows[at]["scope"]))


def _gives(hidden: Row, total: Row, others: Sequence[Row], field: str) -> bool:
    """Whether the total less the other parts is the very figure that is hidden."""
    known = [float(row[field]) for row in (hidden, total, *others) if row.get(field) is not None]
    if len(known) < len(others) + 2:
        return False
    mine, whole, *rest = known
    return math.isclose(whole - sum(rest), mine, abs_tol=1e-6)


def _size(row: Row) -> tuple[float, float]:
    """Parts of one whole share their denominator: the smallest is then the one that counts least."""
    return float(row.get("denominator") or 0), float(row.get("numerator") or 0)
