"""Which repeats could be avoided, from the sample that the services coded."""

from diagnostic.questions.causes import charts, findings
from diagnostic.questions.causes.measures import measure, sample

__all__ = ["charts", "findings", "measure", "sample"]
