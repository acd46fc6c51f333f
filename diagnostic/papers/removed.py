"""The list for the data protection officer: which columns were not kept, why, and what replaces them. No value is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnostic import wording
from diagnostic.papers.paper import Bullets, Paper, Paragraph, Part, Table
from diagnostic.wording import Quantity

COLUMNS = ("file", "column", "why", "instead")
WIDTHS = (0.22, 0.26, 0.26, 0.26)


def paper(account: Mapping[str, Any], client: str, language: str) -> Paper:
    """The list that follows from an intake's account (`work/intake.json`)."""

    def said(key: str, **values: Any) -> str:
        return wording.text(f"papers.removed.{key}", language, **values)

    def row(source: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[str, ...]:
        file = source["file"].rpartition("/")[2] + (f" ({source['sheet']})" if source["sheet"] else "")
        return file, one["column"], said(f"why_{one['why']}"), said(f"instead_{one['instead']}", rows=Quantity(one["rows"], "count"))

    rows = tuple(row(source, one) for source in account["sources"] for one in source["removed"])
    listed: Part = Table(tuple(map(said, COLUMNS)), rows, WIDTHS) if rows else Paragraph(said("none"))
    parts = (Paragraph(said("purpose")), listed, Bullets((said("key"), said("raw"))))
    return Paper(language, said("title", client=client), parts)
