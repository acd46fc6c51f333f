"""What the report says of the data it rests on: what was read, what is doubtful, and what was removed."""

from __future__ import annotations

import json
from typing import Any

from diagnostic.blocks import Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.wording import Quantity


def ledger(engagement: Engagement) -> Table:
    """Each file received: rows read, kept, set aside and recognised as duplicates."""
    sources = _account(engagement)["sources"]
    return Table(
        "findings.ledger",
        {"file": "text", "read": "count_exact", "accepted": "count_exact", "rejected": "count_exact", "duplicates": "count_exact"},
        [[_file(source), *(source[name] for name in ("read", "accepted", "rejected", "duplicates"))] for source in sources],
    )


def doubts(engagement: Engagement) -> list[Note]:
    """What limits the reading: unread files, words nobody mapped, identifiers that several people share, an assumed extract date."""
    account = _account(engagement)
    notes = [Note(Message("findings.unread", {"problem": problem["text"]}), kind="missing") for problem in account["problems"]]
    unknown = sum(sum(words.values()) for source in account["sources"] for words in source["unknown"].values())
    if unknown:
        notes.append(Note(Message("findings.unknown_words", {"count": Quantity(unknown, "count_exact", source="intake:unknown")})))
    if account["shared_identifiers"]:
        shared = Quantity(account["shared_identifiers"], "count_exact", source="intake:shared_identifiers")
        notes.append(Note(Message("findings.shared_identifiers", {"count": shared})))
    if engagement.period.extract_date is None:
        notes.append(Note(Message("findings.assumed_extract")))
    return notes


def method(engagement: Engagement) -> list[Note | Table]:
    """For the annex: how identifiers are treated, and the columns removed for privacy."""
    removed = [[_file(source), ", ".join(source["dropped"])] for source in _account(engagement)["sources"] if source["dropped"]]
    notes: list[Note | Table] = [Note(Message("findings.privacy"), kind="method")]
    if removed:
        notes.append(Table("findings.removed", {"file": "text", "columns": "text"}, removed, annex=True))
    return notes


def _account(engagement: Engagement) -> dict[str, Any]:
    return json.loads((engagement.folder / "work" / "intake.json").read_text(encoding="utf-8"))


def _file(source: dict[str, Any]) -> str:
    name = source["file"].rsplit("/", 1)[-1]
    return f"{name} ({source['sheet']})" if source["sheet"] else name
