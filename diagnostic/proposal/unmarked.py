"""Calls of which a column marks those that were answered, or those that were lost, and leaves the others blank."""

from __future__ import annotations

from collections.abc import Mapping

from diagnostic.errors import Problem
from diagnostic.proposal.columns import Match
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample

# what a blank says beside a mark that says one thing only
OTHERS = {"answered": "unanswered", "abandoned": "answered", "unanswered": "answered"}
LIKELY, BLANK = 0.7, 0.02


def of_outcome(sample: Sample, matches: Mapping[str, Match]) -> tuple[dict[str, str], list[Point]]:
    """What stands for the blanks of the outcome, as the part `fixed` of an entry, and the question about it; nothing where both outcomes
    are written or hardly a cell is blank."""
    match = matches.get("outcome")
    meant = set(match.words.ours.values()) if match and match.words and not match.words.unknown else set()
    blank = 1 - match.field.filled / max(1, match.field.rows) if match else 0.0
    if match is None or len(meant) != 1 or blank < BLANK or not meant & OTHERS.keys():
        return {}, []
    other = OTHERS[meant.pop()]
    values = {"file": sample.file, "header": match.header, "words": list(match.field.words), "share": blank}
    question = Problem("proposal.ask.unmarked", values)
    return {"outcome": other}, [Point(question, sample.where, match.header, other, LIKELY, refusable="outcome")]
