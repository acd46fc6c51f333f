"""What the kit is not sure of, and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diagnostic.errors import Problem

TABLE_ASKED = tuple(f"proposal.ask.{key}" for key in ("table", "table_alone", "table_placed", "table_placed_alone"))


@dataclass(frozen=True)
class Point:
    """A question about a column of a file, or a key of engagement.yml: what is proposed, None where nothing can be, and how surely."""

    question: Problem
    file: str | None = None
    column: str | None = None
    proposal: str | None = None
    confidence: float | None = None
    refusable: str | None = None  # the canonical column that a "no" leaves unmapped

    @property
    def about_table(self) -> bool:
        """Whether it asks of which table a file is."""
        return self.question.key in TABLE_ASKED

    def written(self, language: str) -> dict[str, Any]:
        """The point as an item of `to_confirm:`."""
        said = {
            "file": self.file,
            "column": self.column,
            "question": self.question.text(language),
            "proposal": self.proposal,
            "confidence": None if self.confidence is None else round(self.confidence, 2),
        }
        return {name: value for name, value in said.items() if value is not None}
