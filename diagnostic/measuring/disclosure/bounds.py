"""What may be said of a share that is hidden because few are on one side of it: that they are few. Good news need not be hidden whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostic.indicators.catalogue import catalogue
from diagnostic.measuring.disclosure.cells import DENOMINATOR, NUMERATOR, REST, counts

STEPS = (0.01, 0.02, 0.05, 0.1)  # of the whole: no more than so much is on the small side
WIDTH = 2  # least sizes of a group that the small side may hold for all that is said: as uncertain as what is hidden, and more

Range = tuple[float, float]


@dataclass(frozen=True)
class Bound:
    """That no more than `step` of a whole is on its small `side` (NUMERATOR or REST); said from `WIDTH` least sizes on."""

    side: str
    step: float
    size: float

    @property
    def edges(self) -> dict[str, float]:
        """The edges between which the share lies, as a row gives them."""
        low, high = (0.0, self.step) if self.side == NUMERATOR else (1 - self.step, 1.0)
        return {"low_definition": low, "high_definition": high}

    @property
    def ranges(self) -> dict[str, Range]:
        """What whoever knows this rule reads in it: the most that the small side is, the least and the most that the whole is."""
        narrower = max((step for step in STEPS if step < self.step), default=0.0)
        return {self.side: (0.0, self.size), DENOMINATOR: (self.size / self.step, self.size / narrower if narrower else float("inf"))}


def bound(row: Mapping[str, Any], least: int) -> Bound | None:
    """The nearest bound that may be said of a share with fewer than `least` on one side; None for a whole too small for any."""
    counted = counts(row)
    if catalogue()[row["indicator"]].unit != "share" or REST not in counted:
        return None
    side = min((NUMERATOR, REST), key=lambda name: counted[name])
    step = next((step for step in STEPS if counted[DENOMINATOR] * step >= WIDTH * least), None)
    return Bound(side, step, WIDTH * least) if step and 0 < counted[side] < least else None
