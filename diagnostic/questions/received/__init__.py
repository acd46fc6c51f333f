"""What was received: files and rows, what is doubtful in them, what was removed."""

from diagnostic.questions.received import findings

__all__ = ["findings"]
