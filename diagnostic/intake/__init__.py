"""Client files in, canonical tables out: `take(engagement)` reads every source and keeps the ledger of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnostic.intake.ledger import Ledger

if TYPE_CHECKING:
    from diagnostic.engagement import Engagement
    from diagnostic.intake.intake import Intake

__all__ = ["Intake", "Ledger", "take"]


def take(engagement: Engagement) -> Intake:
    """See `diagnostic.intake.intake.take`: what files are read with is imported once some are to be read."""
    from diagnostic.intake import intake

    return intake.take(engagement)
