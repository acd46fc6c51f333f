"""What comes in, what goes out, what waits, and what followed a dated event."""

from diagnostic.questions.flow import charts, findings
from diagnostic.questions.flow.before_after import around
from diagnostic.questions.flow.measures import ages, backlog, clearing, daily, measure, monthly, weekly

__all__ = ["ages", "around", "backlog", "charts", "clearing", "daily", "findings", "measure", "monthly", "weekly"]
