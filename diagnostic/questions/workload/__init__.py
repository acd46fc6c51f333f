"""The agents' time that repeats take, and when."""

from diagnostic.questions.workload import busy, charts, findings, handling, positions, sensitivity
from diagnostic.questions.workload.measures import factors, measure

__all__ = ["busy", "charts", "factors", "findings", "handling", "measure", "positions", "sensitivity"]
