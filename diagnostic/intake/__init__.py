"""Client files in, canonical tables out: `take(engagement)` reads every source and keeps the ledger of each line."""

from diagnostic.intake.intake import Intake, take
from diagnostic.intake.ledger import Ledger
from diagnostic.intake.readiness import readiness

__all__ = ["Intake", "Ledger", "readiness", "take"]
