"""In what order findings come, by the harm that they tell of, and which of two on the same matter speaks for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from diagnostic.blocks import Finding

A_THEME = 2
ENOUGH_LATE = 100  # late requests or chasers in a year: a promise missed for fewer counts as any other gap
THEMES = {
    "better_week": "hours",
    "peers": "hours",
    "staffing": "reach",
    "processing": "promises",
    "stages": "promises",
    "flow": "promises",
    "chasers": "repeats",
    "workload": "repeats",
    "causes": "repeats",
    "paths": "channels",
    "procedures": "channels",
}
"""The question under whose theme another one stands; each other question is a theme of its own."""
SPEAKS_FOR = {
    "reach.lost_hours": "reach.answered",
    "promises.kept": "promises.least_kept",
    "flow.open_stock": "flow.backlog",
    "repeats.come_back": "workload.hours",
    "peers.standing": "hours.outside_work",
}
"""The finding that stands on page 1 for another on the same matter: it says when, of how many or of what as well."""
REMEDIES = {"better_week.better;channel=phone": "hours.closed_contacts;channel=phone", "better_week.better;channel=counter": "hours.suited"}
"""The finding that works out what could be done, and the one that tells of the harm: it gives a decision, and is no harm itself."""
RELATED = {
    "promises.kept": "chasers.chased",
    "hours.suited": "hours.closed_contacts;channel=phone",
    "peers.standing": "hours.outside_work",
}
"""Findings that go together in one sentence, the second beside the first, as an association and never a cause."""
OWN_SUBJECT = {"promises.written", "promises.acknowledged", "reach.callers_reached"}
"""Findings that no other of their theme denies."""


def theme(finding: Finding) -> str:
    """What the finding is about, as page 1 deals its room."""
    question = finding.id.partition(".")[0]
    return THEMES.get(question, question) or finding.key


def gaps(findings: Iterable[Finding]) -> list[Finding]:
    """What harms users, the worst first: a promised time missed for many, then users affected x gap x reliability x what can be done."""
    harms = [one for one in findings if not (one.strength or one.annex or one.id in REMEDIES) and one.gap > 0]
    return sorted(harms, key=_harm)


def _harm(finding: Finding) -> tuple[bool, float]:
    return not (finding.overdue and finding.users >= ENOUGH_LATE), -finding.rank


def messages(ordered: Sequence[Finding], most: int) -> list[Finding]:
    """The gaps that page 1 tells, of `gaps`: promised times first, then each theme once, then the second of a theme, in their order.

    What goes with another finding follows it.
    """
    spoken = _led(_spoken(ordered))
    late = _at_most(A_THEME, [one for one in spoken if not _harm(one)[0]], [])
    firsts = _at_most(1, [one for one in spoken if one not in late], late)
    seconds = _at_most(A_THEME, [one for one in spoken if one not in (*late, *firsts)], [*late, *firsts])
    told = list(chain(late, firsts, seconds))[:most]
    return [one for one in spoken if one in told]


def denied(strength: Finding, told: Iterable[Finding]) -> bool:
    """Whether something told beside this strength speaks against it."""
    return strength.id.partition(";")[0] not in OWN_SUBJECT and any(theme(strength) == theme(one) for one in told)


def _spoken(ordered: Sequence[Finding]) -> list[Finding]:
    """The gaps without those for which another one speaks, which takes the better of the two places."""
    ids = {one.id for one in ordered}
    speakers = {general: special for special, general in SPEAKS_FOR.items() if {special, general} <= ids}
    by_id = {one.id: one for one in ordered}
    return list(
        {said.id or id(said): said for one in ordered for said in [by_id[speakers[one.id]] if one.id in speakers else one]}.values()
    )


def _led(ordered: Sequence[Finding]) -> list[Finding]:
    """Findings in their order, each that goes with another one behind that one."""
    by_id = {one.id: one for one in ordered}
    leads = {beside: by_id[lead] for lead, beside in RELATED.items() if lead in by_id}
    return list({id(one): one for said in ordered for one in (leads.get(said.id, said), said)}.values())


def _at_most(most: int, findings: Sequence[Finding], before: Sequence[Finding]) -> list[Finding]:
    """Those that leave no theme with more than so many, what comes before counted."""
    kept: list[Finding] = []
    for one in findings:
        if sum(theme(other) == theme(one) for other in (*before, *kept)) < most:
            kept.append(one)
    return kept
