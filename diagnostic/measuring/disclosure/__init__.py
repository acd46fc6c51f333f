"""Disclosure control: the one gate that every count passes on its way to a reader. Figures about too few people are hidden there, and
those that would give them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from diagnostic.errors import Problem, UserError

# what a frame tells of, where no group of people stands behind its cells
SUPPLY, FILES, FLOWS = "what is on offer", "the rows of a file", "arrivals of nobody in particular"
ESTIMATES, PLANS = "estimates over a group that is large enough", "what would happen if"
EXEMPT = (SUPPLY, FILES, FLOWS, ESTIMATES, PLANS)

FIVE = 5  # what counts of arrivals are rounded to

P = ParamSpec("P")
R = TypeVar("R")


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

    A count whose sum is shown (`summed`) loses its next smallest cells too, until several are hidden that add up to the least size.
    """
    shown = Disclosed(frame)
    for count, resting in counts.items():
        hidden = frame[count].between(1, least - 1)
        if count in summed:
            for cell in frame.loc[frame[count] >= least, count].sort_values(kind="stable").index:
                if not hidden.any() or (hidden.sum() > 1 and frame.loc[hidden, count].sum() >= least):
                    break
                hidden |= frame.index == cell
        shown[[count, *resting]] = shown[[count, *resting]].mask(hidden)
    return shown


def rounded(frame: pd.DataFrame, least: int, count: str) -> Disclosed:
    """The frame of arrivals of nobody in particular, its counts to the nearest five where one is from 1 to the least size less one."""
    small = frame[count].between(1, least - 1).any()
    return Disclosed(frame.assign(**{count: (frame[count] / FIVE).round() * FIVE}) if small else frame)


def kept(frame: pd.DataFrame, least: int, *counts: str) -> Disclosed:
    """The rows of the frame each of whose `counts` is of the least size; and of those left out, whoever knows the sum is told as many.

    Where what is left out counts fewer than the least size, the smallest of the other rows is left out with it.
    """
    frame = frame.reset_index(drop=True)
    shown = (frame[list(counts)] >= least).all(axis=1)
    for count in counts:
        for row in frame.loc[shown, count].sort_values(kind="stable").index:
            if not 0 < frame.loc[~shown, count].sum() < least:
                break
            shown[row] = False
    return Disclosed(frame[shown].reset_index(drop=True))


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
