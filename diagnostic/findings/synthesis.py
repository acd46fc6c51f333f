"""The first page: what matters most, out of what every notebook found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from diagnostic.blocks import Block, Essential, Finding, Indicator, Message, Note
from diagnostic.engagement import Engagement

MESSAGES, STRENGTHS, DECISIONS, UNKNOWNS = 5, 3, 3, 4
# Out of hours, a call is lost where a message waits for the morning: the telephone alone is a key figure.
KEY_FIGURES = (
    ("opening.out_of_hours_share", "channel=phone"),
    ("reach.answer_rate_agent", "all"),
    ("processing.p50", "all"),
    ("repeat.rate", "all"),
    ("repeat.hours", "all"),
    ("volume.contacts", "all"),
)
FIGURES = 4
# A decision that leaves the slot open gives way to the one that names it.
NAMES_THE_SLOT = {"hours.closed_contacts;channel=phone": "better_week.better;channel=phone"}
# Files that many towns have no reason to keep: page 1 speaks of them only where one is declared.
SELDOM_KEPT = {"survey", "appointments", "tickets"}


def essential(notebooks: Mapping[str, Sequence[Block]], engagement: Engagement) -> Essential:
    """Page 1 from the blocks of the saved notebooks, findings ranked by users affected x gap x reliability."""
    blocks = [block for shown in notebooks.values() for block in shown]
    findings = sorted((block for block in blocks if isinstance(block, Finding)), key=lambda finding: -finding.rank)
    gaps = [finding for finding in findings if not finding.strength and finding.gap > 0]
    return Essential(
        answer=_answer(gaps),
        figures=_key_figures(blocks),
        messages=gaps[:MESSAGES],
        strengths=[finding for finding in findings if finding.strength][:STRENGTHS],
        unknowns=_unknowns(blocks, {source.table for source in engagement.sources}),
        decisions=_decisions(gaps),
    )


def measured(notebooks: Mapping[str, Sequence[Block]]) -> set[str]:
    """The indicators that the saved notebooks hold, whatever their status."""
    return {block.name for shown in notebooks.values() for block in shown if isinstance(block, Indicator)}


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


def _decisions(gaps: Sequence[Finding]) -> list[Message]:
    """The decisions of the first gaps, each once."""
    by_id = {finding.id: finding for finding in gaps if finding.id}
    deciding = {id(chosen): chosen for gap in gaps for chosen in [by_id.get(NAMES_THE_SLOT.get(gap.id, ""), gap)]}
    return [decision for finding in deciding.values() if (decision := finding.message("decision"))][:DECISIONS]


def _unknowns(blocks: Iterable[Block], tables: Collection[str]) -> list[Message]:
    """The questions that the findings leave open, then what the files lack where the client can see what to send."""
    blocks = list(blocks)
    questions = [question for block in blocks if isinstance(block, Finding) and (question := block.message("question"))]
    notes = [block.message for block in blocks if isinstance(block, Note) and block.kind == "missing"]
    return [*questions, *(note for note in notes if _can_be_sent(note, tables))][:UNKNOWNS]


def _can_be_sent(note: Message, tables: Collection[str]) -> bool:
    """Whether the note gives a reason, and another than files that the town has no reason to keep."""
    lacking = {_table(what) for what in note.values.get("what", [])}
    return note.key != "findings.not_measured" and not (lacking and lacking <= SELDOM_KEPT.difference(tables))


def _table(what: Message) -> str:
    """The table that these data belong to."""
    word = what.values.get("table", what)
    return str(word.key).rpartition(".")[2]
