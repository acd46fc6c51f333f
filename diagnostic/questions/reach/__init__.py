"""Does a call find somebody, after how long, and when are calls lost?"""

from diagnostic.questions.reach import charts, findings
from diagnostic.questions.reach.calls import direct
from diagnostic.questions.reach.lost import lost
from diagnostic.questions.reach.measures import measure, outcomes, weekly
from diagnostic.questions.reach.totals import Unbalanced, unbalanced

__all__ = ["Unbalanced", "charts", "direct", "findings", "lost", "measure", "outcomes", "unbalanced", "weekly"]
