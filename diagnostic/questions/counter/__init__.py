"""At the counter and by appointment: waits, users who leave, users who do not come."""

from diagnostic.questions.counter import findings
from diagnostic.questions.counter.measures import measure

__all__ = ["findings", "measure"]
