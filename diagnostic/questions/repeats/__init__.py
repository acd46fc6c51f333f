"""How often people must come back for the same matter."""

from diagnostic.questions.repeats import charts, findings
from diagnostic.questions.repeats.measures import headline_window, measure, origins, rate

__all__ = ["charts", "findings", "headline_window", "measure", "origins", "rate"]
