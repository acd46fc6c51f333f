"""How many contacts, and how much of them the data show."""

from diagnostic.questions.volume import findings
from diagnostic.questions.volume.coverage import months, sites
from diagnostic.questions.volume.measures import measure

__all__ = ["findings", "measure", "months", "sites"]
