"""Every rule about time: holidays, opening hours, working time."""

from diagnostic.calendar.schedules import build, in_force, problems, rule_problems
from diagnostic.calendar.working_time import between, open_seconds

__all__ = ["between", "build", "in_force", "open_seconds", "problems", "rule_problems"]
