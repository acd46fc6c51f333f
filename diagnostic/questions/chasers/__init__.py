"""How often people ask after a case that is still open."""

from diagnostic.questions.chasers import charts, findings
from diagnostic.questions.chasers.measures import LongCases, ages, long_cases, measure, minutes

__all__ = ["LongCases", "ages", "charts", "findings", "long_cases", "measure", "minutes"]
