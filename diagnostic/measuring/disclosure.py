"""Disclosure control: the one gate that every count passes on its way to a reader. Figures about too few people are hidden there, and
those that would give them back."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from diagnostic.errors import Problem, UserError
from diagnostic.indicators import decode, encode
from diagnostic.indicators.catalogue import catalogue
from diagnostic.indicators.notes import BY_SUBTRACTION, FEW_AGENTS

FIGURES = ("value", "numerator", "denominator", "low", "high", "confidence", "low_definition", "high_definition")
MEASURED, SUPPRESSED = "measured", "suppressed"
# what adds up from the parts to the whole
ADDITIVE = ("count", "share")

# what a frame tells of, where no group of people stands behind its cells
SUPPLY, FILES, FLOWS = "what is on offer", "the rows of a file", "arrivals of nobody in particular"
ESTIMATES, PLANS = "estimates over a group that is large enough", "what would happen if"
EXEMPT = (SUPPLY, FILES, FLOWS, ESTIMATES, PLANS)

P = ParamSpec("P")
R = TypeVar("R")
Row = dict[str, Any]
"""A row to be: `indicator`, `scope`, the figures it has, and `group`, `parts` and `agents`, the sizes that decide whether it is hidden."""


class Disclosed(pd.DataFrame):
    """A frame that passed disclosure control, and all that is cut out of one: what charts, tables and findings take."""

    @property
    def _constructor(self) -> Callable[..., Disclosed]:
        return Disclosed


def takes_disclosed(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function that shows figures refuse a frame that has not passed disclosure control. UserError that says what to do."""

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        require(f"{function.__module__}.{function.__name__}", *args, *kwargs.values())
        return function(*args, **kwargs)

    return checked


def require(name: str, *values: object) -> None:
    """UserError, for the function of this name, where a frame among the values has not passed disclosure control."""
    if not all(map(_passed, values)):
        raise UserError(Problem("run.undisclosed", {"name": name}))


def least_size(chosen: Mapping[str, Any]) -> int:
    """The least number of persons, cases or contacts that a figure may be about."""
    return int(chosen["small_group"])


def masked(frame: pd.DataFrame, least: int, counts: Mapping[str, Sequence[str]], summed: Sequence[str] = ()) -> Disclosed:
    """The frame without its counts from 1 to the least size less one, nor the figures that rest on each (`counts`: its columns).

    A count of which one cell alone is hidden, while its sum is shown (`summed`), loses its next smallest cell too.
    """
    shown = Disclosed(frame)
    for count, resting in counts.items():
        small = frame[count].between(1, least - 1)
        if count in summed and small.sum() == 1 and (frame[count] >= least).any():
            small |= frame.index == frame.loc[frame[count] >= least, count].idxmin()
        shown[[count, *resting]] = shown[[count, *resting]].mask(small)
    return shown


def kept(frame: pd.DataFrame, least: int, *counts: str) -> Disclosed:
    """The rows of the frame each of whose `counts` is of the least size."""
    return Disclosed(frame[(frame[list(counts)] >= least).all(axis=1)].reset_index(drop=True))


def collapse(counts: pd.Series, least: int, name: Any) -> pd.Series:
    """The counts, largest first, the rarest taken together under `name` until none is under the least size."""
    ordered = counts.sort_values(ascending=False, kind="stable")
    rare = int((ordered < least).sum())
    while 0 < rare < len(ordered) and ordered.iloc[-rare:].sum() < least:
        rare += 1
    if rare == 0:
        return ordered
    return pd.concat([ordered.iloc[:-rare], pd.Series({name: ordered.iloc[-rare:].sum()})])


def exempt(frame: pd.DataFrame, why: str) -> Disclosed:
    """A frame behind whose cells no group of people stands; `why` is one of `EXEMPT`."""
    assert why in EXEMPT
    return Disclosed(frame)


def _passed(value: object) -> bool:
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return isinstance(value, Disclosed)
    parts = value if isinstance(value, (list, tuple)) else vars(value).values() if hasattr(value, "__dataclass_fields__") else ()
    return all(map(_passed, parts))


def suppress(rows: Sequence[Row], chosen: Mapping[str, Any]) -> list[Row]:
    """The rows after `primary` suppression, and complementary: where a hidden figure could be had by taking the other parts from their
    total, the smallest of these parts is emptied too, and its note says so."""
    shown = [primary(row, chosen) for row in rows]
    while complements := dict.fromkeys(_complements(rows, shown)):
        for at in complements:
            shown[at] = _emptied(rows[at], BY_SUBTRACTION)
    return shown


def primary(row: Row, chosen: Mapping[str, Any]) -> Row:
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


def _complements(rows: Sequence[Row], shown: Sequence[Row]) -> Iterator[int]:
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
        if any(_recoverable(rows[hidden[0]], rows[total], [rows[at] for at in others], field) for field in ("numerator", "denominator")):
            yield min(others, key=lambda at: (*_size(rows[at]), rows[at]["scope"]))


def _recoverable(hidden: Row, total: Row, others: Sequence[Row], field: str) -> bool:
    """Whether the total less the other parts is the very figure that is hidden."""
    known = [float(row[field]) for row in (hidden, total, *others) if row.get(field) is not None]
    if len(known) < len(others) + 2:
        return False
    mine, whole, *rest = known
    return math.isclose(whole - sum(rest), mine, abs_tol=1e-6)


def _size(row: Row) -> tuple[float, float]:
    """Parts of one whole share their denominator: the smallest is then the one that counts least."""
    return float(row.get("denominator") or 0), float(row.get("numerator") or 0)
