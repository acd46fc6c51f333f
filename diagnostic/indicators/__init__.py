"""The rows of `indicators.csv`: their columns, and their scopes, written `channel=phone;month=2025-03`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "indicator",
    "scope",
    "value",
    "unit",
    "numerator",
    "denominator",
    "low",
    "high",
    "confidence",
    "low_definition",
    "high_definition",
    "origin",
    "period_start",
    "period_end",
    "target",
    "target_source",
    "status",
    "note",
    "standard_error",
    "scale",
)


# the value of a dimension that stands for the labels too rare to be shown each
OTHERS = "others"


def encode(**dimensions: object) -> str:
    """The scope of these dimensions, in alphabetical order; `all` without any."""
    if not dimensions:
        return "all"
    return ";".join(f"{name}={_escape(str(value))}" for name, value in sorted(dimensions.items()))


def decode(scope: str) -> dict[str, str]:
    """The dimensions of a scope; none for `all`."""
    return dict(_pairs(scope))


def pick(rows: pd.DataFrame, indicator: str, *dimensions: str) -> pd.DataFrame:
    """The rows of one indicator cut by exactly these dimensions, each in a column of its own; without what stands for rare labels."""
    # lists and one cut: a comparison of each column of words costs a hundred times as much
    named = zip(rows["indicator"].tolist(), rows["scope"].tolist(), strict=True)
    scopes = {at: decode(scope) for at, (name, scope) in enumerate(named) if name == indicator}
    kept = {at: scope for at, scope in scopes.items() if set(scope) == set(dimensions) and OTHERS not in scope.values()}
    picked = rows.iloc[list(kept)].reset_index(drop=True)
    for name in dimensions:
        picked[name] = [scope[name] for scope in kept.values()]
    return picked


def over_time(rows: pd.DataFrame, indicator: str, *dimensions: str) -> pd.DataFrame:
    """The rows of one indicator cut by these dimensions and by month, or by quarter where months are too fine: column `time`."""
    months, quarters = (pick(rows, indicator, *dimensions, name).rename(columns={name: "time"}) for name in ("month", "quarter"))
    return months if len(months) or quarters.empty else quarters


@cache
def _pairs(scope: str) -> tuple[tuple[str, str], ...]:
    pairs = [] if scope == "all" else [pair.split("=", 1) for pair in scope.split(";")]
    return tuple((name, unquote(value)) for name, value in pairs)


def _escape(value: str) -> str:
    for sign, code in (("%", "%25"), (";", "%3B"), ("=", "%3D")):
        value = value.replace(sign, code)
    return value
