"""The first page: what matters most, out of what every notebook found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from diagnostic.blocks import Block, Decision, Essential, Finding, Indicator, Message, Note
from diagnostic.engagement import Engagement
from diagnostic.findings.ranking import RELATED, REMEDIES, denied, gaps, messages, theme
from diagnostic.wording import Quantity, Word

MESSAGES, STRENGTHS, DECISIONS, UNKNOWNS, SENTENCES = 5, 3, 3, 3, 2
# Out of hours, a call is lost where a message waits for the morning: the telephone alone is a key figure.
KEY_FIGURES = (
    ("opening.out_of_hours_share", "channel=phone"),
    ("reach.answer_rate_agent", "all"),
    ("processing.p50", "all"),
    ("repeat.rate", "all"),
    ("opening.weekly_hours", "all"),
    ("volume.contacts", "all"),
)
FIGURES = 4
# What a town is diagnosed on: page 1 says of which of these the files tell nothing.
SUBJECTS = ("opening", "channel", "reach", "processing", "repeat")
# Files that many towns have no reason to keep: page 1 speaks of them only where one is declared.
SELDOM_KEPT = {"survey", "appointments", "tickets"}
# What the mission declares itself: nothing to send.
DECLARED_HERE = {"perimeter"}


def essential(notebooks: Mapping[str, Sequence[Block]], engagement: Engagement) -> Essential:
    """Page 1 from the blocks of the saved notebooks: what harms most, what works and is not denied, what is not known, what to decide."""
    blocks = [block for shown in notebooks.values() for block in shown]
    findings = [block for block in blocks if isinstance(block, Finding)]
    harms = gaps(findings)
    told = messages(harms, MESSAGES)
    strengths = _strengths(findings, told)
    return Essential(
        answer=_answer(told, harms),
        figures=_key_figures(blocks),
        messages=told,
        strengths=strengths,
        unknowns=_unknowns(blocks, {source.table for source in engagement.sources}),
        decisions=_decisions(told, harms, findings),
        no_more_strengths=_no_more(strengths),
    )


def measured(notebooks: Mapping[str, Sequence[Block]]) -> set[str]:
    """The indicators that the saved notebooks hold, whatever their status."""
    return {block.name for shown in notebooks.values() for block in shown if isinstance(block, Indicator)}


def _answer(told: Sequence[Finding], harms: Sequence[Finding]) -> Message:
    """The worst, with what goes with it, then the worst of another theme, with what goes with that."""
    by_id = {finding.id: finding for finding in harms}
    sentences: list[Message] = []
    themes: set[str] = set()
    for finding in told:
        clause = finding.message("clause")
        if clause is None or theme(finding) in themes or len(sentences) == SENTENCES:
            continue
        other = by_id.get(RELATED.get(finding.id, ""))
        themes |= {theme(one) for one in (finding, other) if one}
        sentences.append(_joined(clause, other))
    if not sentences:
        return Message("findings.answer.none")
    return Message(f"findings.answer.{'one' if len(sentences) == 1 else 'two'}", dict(zip(("first", "second"), sentences, strict=False)))


def _joined(clause: Message, other: Finding | None) -> Message:
    """The clause and what is said beside it of a finding that it goes with; the clause alone where nothing is."""
    for part in ("relation", "clause"):
        beside = other.message(part) if other else None
        if beside:
            return Message(f"findings.answer.{part}", {"first": clause, "other": beside})
    return clause


def _strengths(findings: Iterable[Finding], told: Sequence[Finding]) -> list[Finding]:
    """What meets its target as a share, and nothing told beside it denies."""
    met = [one for one in findings if one.strength and not one.annex and any(_is_share(value) for value in one.values.values())]
    return [one for one in sorted(met, key=lambda one: -one.users) if not denied(one, told)][:STRENGTHS]


def _is_share(value: object) -> bool:
    return isinstance(value, Quantity) and value.unit == "share"


def _no_more(strengths: Sequence[Finding]) -> Message | None:
    """That fewer strengths than there is room for were found."""
    if len(strengths) == STRENGTHS:
        return None
    return Message(f"findings.strengths.{'no_more' if strengths else 'none'}")


def _key_figures(blocks: Iterable[Block]) -> list[Indicator]:
    by_name = {block.name: block for block in blocks if isinstance(block, Indicator)}
    chosen: list[Indicator] = []
    for name, scope in KEY_FIGURES:
        rows = [row for row in by_name[name].rows if row["scope"] == scope and row["status"] == "measured"] if name in by_name else []
        if rows:
            chosen.append(Indicator(name, rows, headline=scope))
    return chosen[:FIGURES]


def _decisions(told: Sequence[Finding], harms: Iterable[Finding], findings: Iterable[Finding]) -> list[Decision]:
    """One decision a theme, of the messages in their order: what a remedy worked out, else a finding's own.

    Of two findings that go together the one beside proposes: it says what the first one leads to.
    """
    by_id = {finding.id: finding for finding in findings}
    remedies = {harm: by_id[remedy] for remedy, harm in REMEDIES.items() if remedy in by_id}
    decided: dict[str, Decision] = {}
    for finding in told:
        beside = [one for one in harms if one.id == RELATED.get(finding.id)]
        deciding = [*(remedies[one.id] for one in (finding, *beside) if one.id in remedies), *beside, finding]
        decision = next((decision for one in deciding if (decision := one.decision)), None)
        if decision and theme(finding) not in decided:
            decided |= {theme(one): decision for one in (finding, *beside)}
    return list({id(decision): decision for decision in decided.values()}.values())[:DECISIONS]


def _unknowns(blocks: Sequence[Block], tables: Collection[str]) -> list[Message]:
    """The questions that the findings leave open, of the heaviest first; the subjects of which nothing is measured, in one line; then what
    the files lack of the others, where the client can see what to send."""
    asking = sorted((block for block in blocks if isinstance(block, Finding)), key=lambda finding: -finding.rank)
    questions = [question for finding in asking if (question := finding.message("question"))]
    untold = _untold(blocks)
    lacking = [
        block for block in blocks if isinstance(block, Note) and block.kind == "missing" and not _subjects(block.about) & set(untold)
    ]
    subjects = [Message("findings.untold", {"subjects": [Word(f"findings.subjects.{name}") for name in untold]})] if untold else []
    return [*questions, *subjects, *(note.message for note in lacking if _can_be_sent(note.message, tables))][:UNKNOWNS]


def _untold(blocks: Iterable[Block]) -> list[str]:
    """The subjects of which indicators are shown, and none is measured."""
    shown = [block for block in blocks if isinstance(block, Indicator)]
    measured = _subjects(block.name for block in shown if any(row["status"] == "measured" for row in block.rows))
    return [name for name in SUBJECTS if name in _subjects(block.name for block in shown) - measured]


def _subjects(indicators: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in indicators}


def _can_be_sent(note: Message, tables: Collection[str]) -> bool:
    """Whether the note gives a reason, and another than files that the town has no reason to keep, or what the mission declares."""
    lacking = {_table(what) for what in note.values.get("what", [])}
    return note.key != "findings.not_measured" and not (lacking and lacking <= (SELDOM_KEPT | DECLARED_HERE).difference(tables))


def _table(what: Message) -> str:
    """The table that these data belong to."""
    word = what.values.get("table", what)
    return str(word.key).rpartition(".")[2]
