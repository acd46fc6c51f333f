"""What is said of relays and of kinds of repeats."""

from __future__ import annotations

from diagnostic.blocks import Note
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.questions import paths
from tests.questions.rows import grounds


def test_relays_and_internal_lines_are_told_apart(engagement):
    both = Disclosed({"party": ["internal", "relay"], "contacts": [40, 12]})
    note = paths.findings.apart(both)
    assert isinstance(note, Note)
    assert note.message.key == "findings.apart.both"
    assert paths.findings.apart(both.head(1)).message.key == "findings.apart.internal"
    assert paths.findings.apart(both.head(0)) is None


def test_kinds_of_repeats_are_told_where_they_are_known(engagement):
    known = Disclosed(
        {
            "question": ["answer"] * 2 + ["channel"] * 2,
            "kind": ["before", "after", "same_channel", "other_channel"],
            "repeats": [30, 10, 5, 5],
        }
    )
    found = paths.findings.kinds(grounds("paths.kinds"), known.assign(known=[40, 40, 10, 10]), engagement)
    assert found.values["before"].value == 0.75
    assert paths.findings.kinds(grounds("paths.kinds"), known.iloc[2:].assign(known=10), engagement) is None
