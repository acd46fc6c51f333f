"""Many simulated towns together: how often a finding was printed, how far its effect is from the truth, how often a range holds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diagnostic.statistics import Interval


@dataclass(frozen=True)
class Trials:
    """One entry per town: whether the finding was printed, the effect measured, and its range (None where the kit gives none)."""

    name: str
    truth: float
    printed: Sequence[bool]
    effects: Sequence[float]
    ranges: Sequence[Interval] = ()

    @property
    def share_printed(self) -> float:
        return float(np.mean(self.printed))

    @property
    def errors_away(self) -> float:
        """How many standard errors of its own mean the mean effect is from the truth."""
        effects = np.asarray(self.effects, float)
        off, error = float(effects.mean()) - self.truth, float(effects.std(ddof=1)) / math.sqrt(len(effects))
        return abs(off) / error if error else (0.0 if math.isclose(off, 0.0, abs_tol=1e-12) else math.inf)

    @property
    def share_covered(self) -> float:
        """The part of the towns with a range whose range holds the truth."""
        known = [(low, high) for low, high in self.ranges if low is not None and high is not None]
        return float(np.mean([low <= self.truth <= high for low, high in known]))

    def told(self) -> str:
        """The line that a test prints: the closing figures are read off it."""
        held = f", range holds it in {self.share_covered:.1%}" if self.ranges else ""
        mean = float(np.mean(self.effects))
        return (
            f"{self.name}: {len(self.printed)} towns, printed in {self.share_printed:.1%}, "
            f"mean effect {mean:.4g} for {self.truth:.4g} ({self.errors_away:.1f} standard errors away){held}"
        )
