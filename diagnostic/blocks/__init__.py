"""What a notebook shows: blocks, and those that a saved notebook holds."""

from __future__ import annotations

from diagnostic.blocks.kinds import (
    MIME,
    WORDS,
    Block,
    Chart,
    Decision,
    Essential,
    Finding,
    Indicator,
    Message,
    Note,
    Table,
    plain,
    quantity_of,
    record,
    records,
    show,
    to_json,
)
from diagnostic.blocks.notebooks import LARGEST, collect, from_json, held, read, saved

__all__ = [
    "LARGEST",
    "MIME",
    "WORDS",
    "Block",
    "Chart",
    "Decision",
    "Essential",
    "Finding",
    "Indicator",
    "Message",
    "Note",
    "Table",
    "collect",
    "from_json",
    "held",
    "plain",
    "quantity_of",
    "read",
    "record",
    "records",
    "saved",
    "show",
    "to_json",
]
