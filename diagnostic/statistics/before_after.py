"""What follows a dated event, beside ordinary weeks before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from diagnostic.statistics.estimate import IDENTITY, Estimate, quantile
from diagnostic.statistics.persons import LEAST_CLUSTERS


def difference(before: ArrayLike, after: ArrayLike) -> Estimate:
    """The mean of `after` less that of `before`, with the 95 % range left by how `before` spreads: would ordinary weeks differ as much?

    The spread is that of `before` alone: an event may well change it. Student's t with n - 1 degrees of freedom; no range under five.
    """
    before, after = np.asarray(before, float), np.asarray(after, float)
    change = float(after.mean() - before.mean())
    if len(before) < LEAST_CLUSTERS:
        return Estimate(change)
    deviation = before.std(ddof=1) * np.sqrt(1 / len(before) + 1 / len(after))
    half = float(quantile(len(before) - 1) * deviation)
    return Estimate(change, change - half, change + half, float(deviation), IDENTITY)
