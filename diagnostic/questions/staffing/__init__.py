"""Agents needed at once against agents present."""

from diagnostic.questions.staffing import charts, findings
from diagnostic.questions.staffing.measures import staffing

__all__ = ["charts", "findings", "staffing"]
