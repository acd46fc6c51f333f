"""The journey of users in numbers, from arriving to an answer, with figures that other questions measure."""

from diagnostic.questions.journey import charts, findings
from diagnostic.questions.journey.stages import stages

__all__ = ["charts", "findings", "stages"]
