"""Do the hours fit how people live?"""

from diagnostic.questions.hours import charts, findings, week
from diagnostic.questions.hours.measures import measure

__all__ = ["charts", "findings", "measure", "week"]
