"""How long requests take, open ones included."""

from diagnostic.questions.processing import charts, findings
from diagnostic.questions.processing.measures import curve, measure

__all__ = ["charts", "curve", "findings", "measure"]
