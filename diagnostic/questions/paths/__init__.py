"""How people come back: by which channel, to whom, before or after an answer, and what ends in a visit."""

from diagnostic.questions.paths import charts, findings
from diagnostic.questions.paths.measures import counter_only, kinds, parties, transitions, visits

__all__ = ["charts", "counter_only", "findings", "kinds", "parties", "transitions", "visits"]
