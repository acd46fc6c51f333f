"""One truth: an indicator, a scope and the value that the clean events hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

Truth = dict[str, Any]


def scope(**dimensions: object) -> str:
    """`dimension=value` pairs in the order of the alphabet, `all` without any; `; = %` in values percent-encoded."""
    pairs = [f"{name}={encoded(str(value))}" for name, value in sorted(dimensions.items())]
    return ";".join(pairs) or "all"


def encoded(value: str) -> str:
    return value.replace("%", "%25").replace(";", "%3B").replace("=", "%3D")


def truth(indicator: str, where: str, value: float | None, **more: object) -> Truth:
    """A truth; floats are kept to nine digits."""
    return {"indicator": indicator, "scope": where, "realised": _kept(value), **{name: _kept(other) for name, other in more.items()}}


def _kept(value: object) -> object:
    # the order of a sum shows in the last digits only
    return round(value, 9) if isinstance(value, float) else value


def share(indicator: str, where: str, rows: Iterable[Any], holds: Callable[[Any], bool], **more: object) -> Truth:
    """The share of rows for which `holds`, with what it divides."""
    rows = list(rows)
    numerator = sum(1 for row in rows if holds(row))
    value = numerator / len(rows) if rows else None
    return truth(indicator, where, value, numerator=numerator, denominator=len(rows), **more)


def order_statistic_median(values: list[float]) -> float:
    """The median: the middle value, or half-way between the two middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def first_reaching(values: list[float], level: float) -> float:
    """The least value by which this share of the values is reached."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(level * len(ordered) - 1e-9) - 1)]
