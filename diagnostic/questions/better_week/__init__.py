"""What a better use of the same hours would gain, and what hours to try would give."""

from diagnostic.questions.better_week import charts, findings
from diagnostic.questions.better_week.measures import additions, best_weeks, measure
from diagnostic.questions.better_week.trial import trials

__all__ = ["additions", "best_weeks", "charts", "findings", "measure", "trials"]
