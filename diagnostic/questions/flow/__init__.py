"""What comes in, what goes out, what waits, and what followed a dated event."""

from diagnostic.questions.flow import charts, findings
from diagnostic.questions.flow.before_after import around
from diagnostic.questions.flow.course import backlog, daily, monthly, procedures, weekly, whole
from diagnostic.questions.flow.measures import ages, clocks, left_out, measure

__all__ = [
    "ages",
    "around",
    "backlog",
    "charts",
    "clocks",
    "daily",
    "findings",
    "left_out",
    "measure",
    "monthly",
    "procedures",
    "weekly",
    "whole",
]
