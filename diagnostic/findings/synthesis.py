"""The first page: what matters most, out of what every notebook found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from diagnostic.blocks import Block, Essential, Finding, Indicator, Message, Note

MESSAGES, STRENGTHS, DECISIONS, UNKNOWNS = 5, 3, 3, 4
KEY_FIGURES = (
    ("opening.out_of_hours_share", "channel=phone"),
    ("opening.out_of_hours_share", "all"),
    ("reach.answer_rate_agent", "all"),
    ("processing.p50", "all"),
    ("repeat.rate", "all"),
    ("repeat.hours", "all"),
    ("volume.contacts", "all"),
)
FIGURES = 4


def essential(notebooks: Mapping[str, Sequence[Block]]) -> Essential:
    """Page 1 from the blocks of the saved notebooks, findings ranked by users affected x gap x reliability."""
    blocks = [block for found in notebooks.values() for block in found]
    findings = sorted((block for block in blocks if isinstance(block, Finding)), key=lambda finding: -finding.rank)
    gaps = [finding for finding in findings if not finding.strength and finding.gap > 0]
    return Essential(
        answer=_answer(gaps),
        figures=_key_figures(blocks),
        messages=gaps[:MESSAGES],
        strengths=[finding for finding in findings if finding.strength][:STRENGTHS],
        unknowns=_unknowns(blocks),
        decisions=[decision for finding in gaps if (decision := finding.message("decision"))][:DECISIONS],
    )


def measured(notebooks: Mapping[str, Sequence[Block]]) -> set[str]:
    """The indicators that the saved notebooks hold, whatever their status."""
    return {block.name for found in notebooks.values() for block in found if isinstance(block, Indicator)}


def _answer(gaps: Sequence[Finding]) -> Message:
    clauses = [clause for finding in gaps if (clause := finding.message("clause"))]
    if len(clauses) >= 2:
        return Message("findings.answer.two", {"first": clauses[0], "second": clauses[1]})
    if clauses:
        return Message("findings.answer.one", {"first": clauses[0]})
    return Message("findings.answer.none")


def _key_figures(blocks: Iterable[Block]) -> list[Indicator]:
    by_name = {block.name: block for block in blocks if isinstance(block, Indicator)}
    chosen: list[Indicator] = []
    for name, scope in KEY_FIGURES:
        taken = name in {figure.name for figure in chosen}
        rows = [row for row in by_name[name].rows if row["scope"] == scope and row["status"] == "measured"] if name in by_name else []
        if rows and not taken:
            chosen.append(Indicator(name, rows, headline=scope))
    return chosen[:FIGURES]


def _unknowns(blocks: Iterable[Block]) -> list[Message]:
    notes = [block.message for block in blocks if isinstance(block, Note) and block.kind == "missing"]
    questions = [question for block in blocks if isinstance(block, Finding) and (question := block.message("question"))]
    return [*notes, *questions][:UNKNOWNS]
