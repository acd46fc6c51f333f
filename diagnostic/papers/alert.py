"""The confidential note on legal times: cases without a recorded decision when theirs ran out, to be checked with the service first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from diagnostic import wording
from diagnostic.engagement import Engagement
from diagnostic.indicators import decode, notes
from diagnostic.papers.paper import Bullets, Heading, Paper, Paragraph, Part, Table
from diagnostic.wording import Quantity

COLUMNS = ("procedure", "days", "due", "undecided")
WIDTHS = (0.46, 0.18, 0.18, 0.18)
CHECKS = ("silence", "notification", "instructed", "clock", "procedure")


def paper(rows: Sequence[Mapping[str, Any]], engagement: Engagement, language: str) -> Paper:
    """The note that follows from the rows of legal times that nobody confirmed, of the whole and by procedure."""

    def said(key: str, **values: Any) -> str:
        return wording.text(f"papers.alert.{key}", language, **values)

    def count(row: Mapping[str, Any], name: str) -> str:
        if row["status"] != "measured":
            return wording.text(f"words.empty.{notes.empty(row)}", language)
        return wording.numbers.quantity(Quantity(row[name], "count"), language, "exact")

    def line(row: Mapping[str, Any]) -> tuple[str, ...]:
        procedure = decode(row["scope"])["procedure"]
        legal = engagement.kinds.get((procedure.lower(), "legal"))
        days = wording.numbers.quantity(Quantity(legal.days, "day"), language) if legal else said("by_case")
        return wording.label(procedure, language), days, count(row, "denominator"), count(row, "numerator")

    procedures = tuple(line(row) for row in rows if row["scope"] != "all")
    total = tuple((said("total"), "", count(row, "denominator"), count(row, "numerator")) for row in rows if row["scope"] == "all")
    parts: tuple[Part, ...] = (
        Paragraph(said("confidential")),
        Paragraph(said("counted")),
        Table(tuple(map(said, COLUMNS)), (*procedures, *total), WIDTHS),
        Heading(said("checks_title")),
        Bullets(tuple(said(f"checks.{name}") for name in CHECKS)),
        Paragraph(said("then")),
    )
    return Paper(language, said("title", client=engagement.client.name), parts)
