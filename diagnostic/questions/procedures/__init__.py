"""Which procedures make the load."""

from diagnostic.questions.procedures import charts, findings
from diagnostic.questions.procedures.measures import channels, known, portfolio, quadrant

__all__ = ["channels", "charts", "findings", "known", "portfolio", "quadrant"]
