"""Client files in, canonical tables out: `take(engagement)` reads every source and keeps the ledger of each line."""

from diagnostic.intake.ledger import Ledger
from diagnostic.intake.taking import Intake, take

__all__ = ["Intake", "Ledger", "take"]
