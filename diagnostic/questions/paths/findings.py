"""Findings on how people come back: what ends in a visit, before or after an answer, to whom."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.blocks import Finding, Message, Note, Table, plain
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import finding
from diagnostic.findings.evidence import annual, conclude, counted, tell
from diagnostic.findings.reliability import TO_CONFIRM
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Quantity

MOST = 8
KINDS, ASKED = "table:findings.kinds", {"answer": "before", "handler": "referral"}
STEPS = ("first", "second", "third", "last")


@finding("channel.share")
def counter_only(rows: Disclosed, topics: Disclosed, engagement: Engagement) -> Finding | None:
    """Topics that people can only finish at the counter, and what reaches the other channels about them: `paths.counter_only`."""
    if topics.empty:
        return None
    shown = topics.head(MOST)
    others = float(topics["others"].sum())
    values = {"topic": str(topics.iloc[0]["topic"]), **counted("findings.only_there", {"topics": len(topics), "others": others})}
    key = "findings.counter_only" if len(topics) > 1 else "findings.counter_only_one"
    users = annual({}, engagement, others)
    table = Table(
        "findings.only_there",
        {"topic": "text", "visits": "count", "others": "count"},
        [[row.topic, plain(row.visits), plain(row.others)] for row in shown.itertuples()],
    )
    return tell(key, engagement, values, TO_CONFIRM, users=users, gap=0.2, table=table)


@takes_disclosed
def visits(paths: Disclosed) -> Table | None:
    """The paths that end in a visit, for the annex: `paths.visits`."""
    if paths.empty:
        return None
    short = paths[paths["path"].map(len) <= len(STEPS)]
    rows = [[*_steps(row.path), float(row.visits)] for row in short.itertuples()]
    return Table("findings.visits", dict.fromkeys(STEPS, "word") | {"visits": "count"}, rows, annex=True)


@finding("repeat.rate")
def kinds(rows: Disclosed, counts: Disclosed, engagement: Engagement) -> Finding | None:
    """Whether people come back before an answer, and to another team: `paths.kinds`; None where neither is known."""
    asked = counts.set_index(["question", "kind"])
    known = {question: asked.loc[(question, kind)] for question, kind in ASKED.items() if (question, kind) in asked.index}
    if not known:
        return None
    shares = {ASKED[question]: Quantity(float(one["repeats"] / one["known"]), "share", source=KINDS) for question, one in known.items()}
    figure = {"denominator": float(next(iter(known.values()))["known"]), "indicator": KINDS, "scope": "all"}
    concerned = float(known["answer"]["repeats"]) if "answer" in known else 0.0
    key = f"findings.kinds_{'_and_'.join(known)}"
    return conclude(key, figure, "repeats", engagement, shares, concerned=concerned, reliability=TO_CONFIRM)


@takes_disclosed
def every_kind(counts: Disclosed) -> Table | None:
    """The kinds of repeats, for the annex."""
    rows = [[f"findings.kinds.names.{row.kind}", float(row.repeats), float(row.known)] for row in counts.itertuples()]
    return Table("findings.kinds", {"kind": "word", "repeats": "count", "known": "count"}, rows, annex=True) if rows else None


@takes_disclosed
def apart(parties: Disclosed) -> Note | None:
    """Contacts of relays and internal lines, which the figures about users leave out: `paths.parties`."""
    counts = counted("findings.apart", {row.party: row.contacts for row in parties.itertuples()})
    if not counts:
        return None
    key = "both" if len(counts) == 2 else next(iter(counts))
    return Note(Message(f"findings.apart.{key}", counts), kind="caveat")


def _steps(path: Sequence[str]) -> list[str]:
    """The channels of a path as words, the places that it leaves empty before its last one."""
    words = [f"words.channel.{step}" for step in path]
    return [*words[:-1], *[""] * (len(STEPS) - len(words)), words[-1]]
