"""What the report says of the data it rests on: what was read, what is doubtful, and what was removed."""

from __future__ import annotations

import json
from typing import Any

from diagnostic.blocks import Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.reliability import ranges
from diagnostic.schema import ARTEFACTS
from diagnostic.wording import Day, Quantity

CHANGE = "change_of_tool"


def ledger(engagement: Engagement) -> Table:
    """Each file received: rows read, kept, set aside and recognised as duplicates."""
    sources = _account(engagement)["sources"]
    return Table(
        "findings.ledger",
        {"file": "text", "read": "count_exact", "accepted": "count_exact", "rejected": "count_exact", "duplicates": "count_exact"},
        [[_file(source), *(source[name] for name in ("read", "accepted", "rejected", "duplicates"))] for source in sources],
        annex=True,
    )


def received(engagement: Engagement) -> Note:
    """The same in one sentence: how many files and rows, and what became of them."""
    sources = _account(engagement)["sources"]
    fates = {name: _rows(sum(source[name] for source in sources), name) for name in ("read", "accepted", "rejected", "duplicates")}
    return Note(Message("findings.received", {"files": _rows(len({source["file"] for source in sources}), "files"), **fates}))


def names(engagement: Engagement) -> dict[str, str]:
    """The file, as readers know it, behind each source of the tables, in declared order."""
    return {source["source"]: _file(source) for source in _account(engagement)["sources"]}


def doubts(engagement: Engagement) -> list[Note]:
    """What limits the reading: unread files, words nobody mapped, identifiers that several people share, an assumed extract date."""
    account = _account(engagement)
    notes = [Note(Message("findings.unread", {"problem": problem["text"]}), kind="missing") for problem in account["problems"]]
    unknown = sum(words["rows"] for source in account["sources"] for words in source["unknown"].values())
    if unknown:
        notes.append(Note(Message("findings.unknown_words", {"count": Quantity(unknown, "count_exact", source="intake:unknown")})))
    if account["shared_identifiers"]:
        shared = Quantity(account["shared_identifiers"], "count_exact", source="intake:shared_identifiers")
        notes.append(Note(Message("findings.shared_identifiers", {"count": shared})))
    notes += _relays(account["relays"], engagement)
    ungrouped = sum(words["rows"] for source in account["sources"] for words in source["ungrouped"].values())
    if ungrouped:
        notes.append(Note(Message("findings.ungrouped", {"rows": _rows(ungrouped, "ungrouped")})))
    if engagement.period.extract_date is None:
        notes.append(Note(Message("findings.assumed_extract")))
    for source in account["sources"]:
        notes += [Note(_changed(source, change, names(engagement))) for change in source["changes"]]
        notes += [Note(_contradicted(source, note)) for note in source["notes"] if note["note"].startswith("frame_")]
    return notes + [Note(message) for name in ARTEFACTS if (message := _flagged(account["sources"], name))]


def flagged(engagement: Engagement) -> Table | None:
    """For the annex: what cleaning set aside or flagged in each file, rule by rule, with its rows; None where it found nothing."""
    rows: list[list[Any]] = []
    for source in _account(engagement)["sources"]:
        rejected = [("rejected", f"intake.reasons.{reason}", count) for reason, count in source["reasons"].items()]
        twice = [("duplicate", f"findings.twice.{reason}", count) for reason, count in source["twice"].items()]
        doubtful: dict[str, int] = {}
        for doubt in source["doubts"]:
            doubtful[doubt["reason"]] = doubtful.get(doubt["reason"], 0) + doubt["rows"]
        kept = [("kept", f"intake.reasons.{reason}", count) for reason, count in doubtful.items()]
        kept += [("kept", f"findings.artefact.{name}", count) for name, count in source["artefacts"].items() if name != CHANGE]
        kept += [("kept", f"findings.hours.{name}", source[name]) for name in ("ambiguous_hours", "skipped_hours") if source[name]]
        rows += [[_file(source), rule, f"findings.fate.{fate}", count] for fate, rule, count in (*rejected, *twice, *kept)]
    kinds = {"file": "text", "rule": "word", "fate": "word", "rows": "count_exact"}
    return Table("findings.flagged", kinds, rows, annex=True) if rows else None


def method(engagement: Engagement) -> list[Note | Table]:
    """For the annex: how identifiers are treated, what ranges stand on or why there are none, and the columns removed for privacy."""
    removed = [[_file(source), ", ".join(source["dropped"])] for source in _account(engagement)["sources"] if source["dropped"]]
    notes: list[Note | Table] = [Note(Message("findings.privacy"), kind="method"), Note(ranges(engagement), kind="method")]
    if removed:
        notes.append(Table("findings.removed", {"file": "text", "columns": "text"}, removed, annex=True))
    return notes


def _changed(source: dict[str, Any], change: dict[str, Any], known: dict[str, str]) -> Message:
    previous = known.get(change["previous"], change["previous"])
    return Message(f"findings.change_of_tool.{change['seen_in']}", {"file": _file(source), "day": Day(change["day"]), "previous": previous})


def _contradicted(source: dict[str, Any], note: dict[str, Any]) -> Message:
    return Message(f"findings.{note['note']}", {"file": _file(source), "rows": _rows(note["rows"], note["note"])})


def _flagged(sources: list[dict[str, Any]], name: str) -> Message | None:
    """What one artefact means for the figures, all files together."""
    bearing = [source for source in sources if source["artefacts"].get(name)]
    rows = sum(source["artefacts"][name] for source in bearing)
    return (
        Message(f"findings.artefact_told.{name}", {"files": [_file(source) for source in bearing], "rows": _rows(rows, name)})
        if rows
        else None
    )


def _relays(relays: dict[str, Any], engagement: Engagement) -> list[Note]:
    """Who is taken for a relay: by the client's list, and by the rule of frequency where the mission set one."""
    notes = []
    if relays["listed"]:
        figures = {name: _rows(relays[name], "relays") for name in ("listed", "listed_rows")}
        notes.append(Note(Message("findings.relays.listed", figures)))
    if relays["threshold"] is not None:
        figures = {"persons": _rows(relays["frequent_persons"], "relays"), "rows": _rows(relays["frequent_rows"], "relays")}
        threshold = Quantity(relays["threshold"], "count_exact", source="parameters.relay_contacts_per_year")
        notes.append(Note(Message("findings.relays.frequent", {"threshold": threshold, **figures})))
    return notes


def _rows(count: int, what: str) -> Quantity:
    return Quantity(count, "count_exact", source=f"intake:{what}")


def _account(engagement: Engagement) -> dict[str, Any]:
    return json.loads((engagement.folder / "work" / "intake.json").read_text(encoding="utf-8"))


def _file(source: dict[str, Any]) -> str:
    name = source["file"].rsplit("/", 1)[-1]
    return f"{name} ({source['sheet']})" if source["sheet"] else name
