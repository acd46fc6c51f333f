"""Client files in, canonical tables out: `take(engagement)` reads every source and keeps the ledger of each line."""

from diagnostic.intake.intake import Intake, take
from diagnostic.intake.ledger import Ledger

__all__ = ["Intake", "Ledger", "take"]
