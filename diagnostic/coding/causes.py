"""The causes of a repeat, as each language names them."""

from __future__ import annotations

from diagnostic import wording
from diagnostic.schema import CAUSES


def labels(language: str) -> dict[str, str]:
    """The name of each cause in a language."""
    return {cause: wording.text(f"words.cause.{cause}", language) for cause in CAUSES}
