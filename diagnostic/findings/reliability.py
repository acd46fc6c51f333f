"""How sure a finding is, in three words; and what that rests on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from diagnostic.blocks import Message, quantity_of
from diagnostic.engagement import Engagement
from diagnostic.indicators.catalogue import catalogue
from diagnostic.statistics import LEAST_WEEKS
from diagnostic.wording import Quantity

SOLID, TO_CONFIRM, INDICATIVE = "solid", "to_confirm", "indicative"
ENOUGH, FEW = 400, 150  # observations; of fewer than the latter, chance alone may carry a share 8 points off
Row = Mapping[str, Any]


def reliability(figure: Row, *others: Row) -> str:
    """How sure the figure is, the least sure of those given.

    Solid: its range stays within a tenth of it (or 3 points for a share) on 400 observations or more; to confirm: within
    three tenths (or 8 points) on 150 or more; indicative: wider, or on fewer. Without a range, a complete count (nothing over a
    denominator) is solid from 400 on, for what was recorded was counted and no more is said; anything else that rests on 400
    observations is to confirm at most: nobody can tell how far another period would lead.
    """
    return least_sure(*(_level(one) for one in (figure, *others)))


def few(figure: Row) -> bool:
    """Whether the figure rests on so few observations that a few more would change what it says."""
    base, entry = figure.get("denominator"), catalogue().get(figure.get("indicator", ""))
    return base is not None and base < FEW and entry is not None and entry.base


def least_sure(*levels: str) -> str:
    """The least sure of these levels."""
    return max(levels, key=(SOLID, TO_CONFIRM, INDICATIVE).index)


def _level(figure: Row) -> str:
    shown = quantity_of(figure)
    if shown.value is None:
        return INDICATIVE
    if shown.low is None or shown.high is None:
        counted = figure.get("denominator") is None and shown.unit == "count"
        enough = (shown.value if counted else figure.get("denominator") or 0) >= ENOUGH
        return INDICATIVE if not enough else SOLID if counted else TO_CONFIRM
    if few(figure):
        return INDICATIVE
    half = (shown.high - shown.low) / 2
    relative = half / abs(shown.value) if shown.value else math.inf
    enough = (figure.get("denominator") or 0) >= ENOUGH
    share = shown.unit == "share"
    if enough and (relative <= 0.10 or (share and half <= 0.03)):
        return SOLID
    if relative <= 0.30 or (share and half <= 0.08):
        return TO_CONFIRM
    return INDICATIVE


def ranges(engagement: Engagement) -> Message:
    """What the ranges of figures stand on, or that the period is too short to say how far another one would lead."""
    start, end = engagement.period.start, engagement.period.end
    weeks = (end - start + dt.timedelta(days=start.weekday())).days // 7 + 1
    least = Quantity(LEAST_WEEKS, "count_exact", source="table:received.ranges")
    return Message("findings.ranges_told" if weeks >= LEAST_WEEKS else "findings.ranges_too_short", {"weeks": least})
