"""The procedures side by side: what each weighs, and whether it keeps its time, with figures that other questions measure."""

from diagnostic.questions.board import charts, findings
from diagnostic.questions.board.lines import lines

__all__ = ["charts", "findings", "lines"]
