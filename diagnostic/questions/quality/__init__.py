"""What the data show of themselves: gaps, jumps, clocks, what is missing."""

from diagnostic.questions.quality import charts, findings
from diagnostic.questions.quality.measures import against_hours, catch_all, clock, filled, gaps, jumps, weekly

__all__ = ["against_hours", "catch_all", "charts", "clock", "filled", "findings", "gaps", "jumps", "weekly"]
