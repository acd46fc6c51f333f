"""How often people ask after a case that is still open."""

from diagnostic.questions.chasers import charts, findings
from diagnostic.questions.chasers.measures import ages, measure, minutes

__all__ = ["ages", "charts", "findings", "measure", "minutes"]
