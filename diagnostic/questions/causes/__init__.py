"""Which repeats could be avoided, from the sample that the services coded."""

from diagnostic.questions.causes import charts, findings
from diagnostic.questions.causes.measures import Sample, measure, sample

__all__ = ["Sample", "charts", "findings", "measure", "sample"]
