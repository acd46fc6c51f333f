"""How sure a finding is, in three words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from diagnostic.blocks import quantity_of

SOLID, TO_CONFIRM, INDICATIVE = "solid", "to_confirm", "indicative"
Row = Mapping[str, Any]


def reliability(figure: Row, *others: Row) -> str:
    """How sure the figure is, the least sure of those given.

    Solid: its range stays within a tenth of it (or 3 points for a share) on 400 observations or more; to confirm: within
    three tenths (or 8 points); indicative: wider, or without a range.
    """
    return least_sure(*(_level(one) for one in (figure, *others)))


def least_sure(*levels: str) -> str:
    """The least sure of these levels."""
    return max(levels, key=(SOLID, TO_CONFIRM, INDICATIVE).index)


def _level(figure: Row) -> str:
    shown = quantity_of(figure)
    if shown.value is None or shown.low is None or shown.high is None:
        return INDICATIVE
    half = (shown.high - shown.low) / 2
    relative = half / abs(shown.value) if shown.value else math.inf
    enough = (figure.get("denominator") or 0) >= 400
    share = shown.unit == "share"
    if enough and (relative <= 0.10 or (share and half <= 0.03)):
        return SOLID
    if relative <= 0.30 or (share and half <= 0.08):
        return TO_CONFIRM
    return INDICATIVE
