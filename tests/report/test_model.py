"""What a writer reads is what was composed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from diagnostic.report.model import Document, FindingItem


def test_a_document_cannot_be_changed(french: Document) -> None:
    finding = next(item for item in french.sections[1].items if isinstance(item, FindingItem))
    with pytest.raises(FrozenInstanceError):
        finding.reliability = "solid"  # type: ignore[misc]
