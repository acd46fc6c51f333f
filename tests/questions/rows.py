"""Rows of indicators as measures give them, written by hand."""

from __future__ import annotations

from typing import Any

from diagnostic.findings.declaration import DECLARED
from diagnostic.indicators import COLUMNS
from diagnostic.measuring.disclosure import Disclosed


def rows(*given: dict[str, Any]) -> Disclosed:
    """The rows given, of the whole town, measured and shares unless they say otherwise."""
    made = [{"scope": "all", "unit": "share", "status": "measured", "note": ""} | row for row in given]
    return Disclosed(made).reindex(columns=list(COLUMNS))


def share(indicator: str, value: float, n: int = 10_000, spread: float = 0.01, **other: Any) -> dict[str, Any]:
    """A share of `n`, with its range."""
    figures = {"value": value, "numerator": value * n, "denominator": n, "low": value - spread, "high": value + spread}
    return {"indicator": indicator, **figures, **other}


def grounds(finding: str) -> Disclosed:
    """Rows in which every indicator that this finding rests on or tells has a figure of no interest."""
    return rows(*(share(indicator, 0.5) for indicator in DECLARED[finding].indicators))


def days(indicator: str, value: float, scope: str = "all") -> dict[str, Any]:
    """A time of 500 cases."""
    return {"indicator": indicator, "scope": scope, "value": value, "unit": "day", "denominator": 500}
