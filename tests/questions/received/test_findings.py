"""What the report says of the files received: what cleaning found in them, with their names."""

from __future__ import annotations

import json

from diagnostic.questions.received import findings as received
from tests.questions.sentences import told


def account(engagement, **source):
    """The account of an intake with one source."""
    nothing = {name: {} for name in ("reasons", "twice", "artefacts", "unknown", "ungrouped")} | {
        name: [] for name in ("changes", "notes", "doubts", "dropped")
    }
    counted = dict.fromkeys(("read", "accepted", "rejected", "duplicates", "ambiguous_hours", "skipped_hours"), 0)
    one = {"file": "data/demandes.xlsx", "sheet": "A", "source": "demandes#A"} | nothing | counted | source
    relays = {"listed": 0, "listed_rows": 0, "threshold": None, "frequent_persons": 0, "frequent_rows": 0}
    whole = {"sources": [one], "problems": [], "shared_identifiers": 0, "relays": relays}
    (engagement.folder / "work").mkdir(exist_ok=True)
    (engagement.folder / "work" / "intake.json").write_text(json.dumps(whole), encoding="utf-8")


def test_artefacts_changes_of_tool_and_frames_are_told_with_their_files(engagement):
    change = {"day": "2025-07-01", "rows": 9, "seen_in": "sources", "previous": "appels"}
    notes = [{"note": "frame_closed_open", "rows": 12}, {"note": "header_twice", "header": "x"}]
    account(engagement, artefacts={"bulk_closing": 164, "change_of_tool": 9}, changes=[change], notes=notes)
    tool, frame, bulk = told(received.doubts(engagement))
    assert tool.startswith("demandes.xlsx (A) prend la suite de appels à partir du 1er juillet 2025")
    assert frame.startswith("demandes.xlsx (A) : 12 demandes sont encore ouvertes")
    assert bulk.startswith("164 demandes ont été closes d’un seul coup (demandes.xlsx (A))")


def test_the_annex_lists_each_rule_with_its_rows_and_nothing_where_cleaning_found_nothing(engagement):
    account(engagement)
    assert (received.flagged(engagement), received.doubts(engagement)) == (None, [])
    doubts = [{"column": name, "reason": "out_of_order", "rows": 2} for name in ("closed_at", "complete_at")]
    account(engagement, reasons={"missing": 3}, twice={"rung_again": 4}, artefacts={"bulk_closing": 5}, doubts=doubts, skipped_hours=1)
    assert [row[1:] for row in received.flagged(engagement).rows] == [
        ["intake.reasons.missing", "findings.fate.rejected", 3],
        ["findings.twice.rung_again", "findings.fate.duplicate", 4],
        ["intake.reasons.out_of_order", "findings.fate.kept", 4],
        ["findings.artefact.bulk_closing", "findings.fate.kept", 5],
        ["findings.hours.skipped_hours", "findings.fate.kept", 1],
    ]
    assert "même appel présenté à plusieurs postes" in received.flagged(engagement).html("fr").replace("’", "'")
