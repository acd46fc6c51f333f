"""The document model is a contract: what a writer reads is what was composed."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest
from pydantic import ValidationError

from diagnostic.report.model import Document, FindingItem, schema


def test_a_document_reads_back_from_its_json(french: Document) -> None:
    assert Document.from_json(json.loads(json.dumps(french.to_json()))) == french


def test_the_schema_names_every_kind_of_item() -> None:
    kinds = {part["properties"]["kind"]["const"] for part in schema()["$defs"].values() if "kind" in part.get("properties", {})}
    assert kinds == {"paragraph", "heading", "bullets", "figure", "table", "key_figures", "finding", "note"}


def test_an_unknown_kind_of_item_is_refused(french: Document) -> None:
    data = french.to_json()
    data["sections"][0]["items"][0]["kind"] = "banner"
    with pytest.raises(ValidationError):
        Document.from_json(data)


def test_a_document_cannot_be_changed(french: Document) -> None:
    finding = next(item for item in french.sections[1].items if isinstance(item, FindingItem))
    with pytest.raises(FrozenInstanceError):
        finding.reliability = "solid"  # type: ignore[misc]
