"""Where the time of a request goes, step by step."""

from diagnostic.questions.stages import charts, findings
from diagnostic.questions.stages.measures import again, event_log, holders, measure, paths

__all__ = ["again", "charts", "event_log", "findings", "holders", "measure", "paths"]
