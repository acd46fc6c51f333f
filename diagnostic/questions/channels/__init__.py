"""Which channels people use, and how often they need several for one matter."""

from diagnostic.questions.channels import charts, findings
from diagnostic.questions.channels.measures import measure

__all__ = ["charts", "findings", "measure"]
