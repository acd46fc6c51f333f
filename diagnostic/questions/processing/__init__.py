"""How long requests take, open ones included."""

from diagnostic.questions.processing import charts, findings
from diagnostic.questions.processing.measures import curve, measure, typed_afterwards

__all__ = ["charts", "curve", "findings", "measure", "typed_afterwards"]
