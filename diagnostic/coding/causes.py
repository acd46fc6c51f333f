"""The causes of a repeat, as the kit names them."""

from __future__ import annotations

from diagnostic import wording

CAUSES = ("chaser", "clarification", "redial", "error", "misdirected", "document", "value", "undetermined")
NOT_AVOIDABLE, UNDETERMINED = "value", "undetermined"


def labels(language: str) -> dict[str, str]:
    """The name of each cause in a language."""
    return {cause: wording.text(f"words.cause.{cause}", language) for cause in CAUSES}
