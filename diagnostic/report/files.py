"""The files beside the report that other programs read: every indicator row, every finding."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from diagnostic import blocks
from diagnostic.blocks import Decision
from diagnostic.indicators import COLUMNS
from diagnostic.report.annex import rows_of
from diagnostic.wording import Quantity


def indicators_csv(shown: Iterable[blocks.Block]) -> bytes:
    """The indicator file: each indicator and scope once, by name, `all` first; figures to ten significant digits."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows_of(shown):
        writer.writerow([_written(row.get(name)) for name in COLUMNS])
    return buffer.getvalue().encode("utf-8", "replace")


def findings_json(shown: Iterable[blocks.Block], languages: Sequence[str]) -> bytes:
    """The findings in the order of the notebooks: what each says in every language, the figures behind it, and how sure it is."""
    findings = [_finding(block, languages) for block in shown if isinstance(block, blocks.Finding)]
    return (json.dumps(findings, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "replace")


def _finding(block: blocks.Finding, languages: Sequence[str]) -> dict[str, Any]:
    sentences = {part: block.message(part) for part in ("title", "reading", "question")}
    decided = block.decision
    decision = {part.name: said for part in fields(Decision) if decided and (said := getattr(decided, part.name))}
    return {
        "id": block.id,
        "key": block.key,
        "reliability": block.reliability,
        "strength": block.strength,
        "users": _rounded(block.users),
        "gap": _rounded(block.gap),
        "rank": _rounded(block.rank),
        "figures": {name: _figure(value) for name, value in block.values.items() if isinstance(value, Quantity)},
        **{part: _told(message, languages) for part, message in sentences.items() if message},
        **({"decision": {part: _told(message, languages) for part, message in decision.items()}} if decision else {}),
    }


def _told(message: blocks.Message, languages: Sequence[str]) -> Mapping[str, str]:
    return {language: message.text(language) for language in languages}


def _figure(quantity: Quantity) -> Mapping[str, Any]:
    return {
        "source": quantity.source,
        "value": _rounded(quantity.value),
        "unit": quantity.unit,
        "low": _rounded(quantity.low),
        "high": _rounded(quantity.high),
    }


def _written(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:.10g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.10g}")
