"""How much of what the mission set out to cover the data show, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from diagnostic.blocks import Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.evidence import absent, measured, quantity, row
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Word

NONE, NO_SERVICE = "findings.not_recorded", "—"
BASES = {
    "received": ("volume.contacts", "value"),
    "calls": ("reach.answer_rate_all", "denominator"),
    "asking": ("reach.answer_rate_agent", "denominator"),
    "handled": ("channel.share", "denominator"),
    "identified": ("repeat.identified_share", "numerator"),
    "followed": ("repeat.rate", "denominator"),
    "cases": ("processing.p50", "denominator"),
    "closed": ("processing.net_flow", "denominator"),
    "waiting": ("processing.open_stock", "value"),
}
"""What the figures of a report are counted on, each as the row that is counted on it has it."""


@takes_disclosed
def bases(rows: Disclosed, annex: bool = False) -> Table | None:
    """From what was received to what each part of the report counts, so that no two figures seem to be of the same things; None for one.

    For the annex where the journey opens the report.
    """
    figures = {name: (row(rows, indicator), part) for name, (indicator, part) in BASES.items()}
    if not measured(figures["calls"][0]):
        figures = {"handled_alone" if name == "handled" else name: figure for name, figure in figures.items()}
    lines = [
        [
            f"findings.bases.names.{name}",
            replace(quantity(figure, part), unit="count_exact"),
            f"findings.bases.uses.{name.removesuffix('_alone')}",
        ]
        for name, (figure, part) in figures.items()
        if measured(figure) and figure[part]
    ]
    kinds = {"base": "word", "number": "count_exact", "use": "word"}
    return Table("findings.bases", kinds, lines, annex=annex) if len(lines) > 1 else None


@takes_disclosed
def observed(rows: Disclosed) -> Note:
    """How much of the declared perimeter the data show, as a caveat."""
    figure = row(rows, "coverage.observed_share")
    if not measured(figure):
        return absent(figure)
    return Note(Message("findings.observed", {"share": quantity(figure)}), kind="caveat")


@takes_disclosed
def perimeter(months: Disclosed) -> Table | None:
    """Services by channels: in how many months of the period there is data; a cell without any is not measured. None without channels."""
    if months.empty:
        return None
    channels = list(dict.fromkeys(months["channel"]))
    services = list(dict.fromkeys(None if pd.isna(name) else name for name in months["service"]))
    recorded = {(None if pd.isna(row.service) else row.service, row.channel): row.months for row in months.itertuples()}
    rows = []
    for service in services:
        counts = [recorded.get((service, channel), pd.NA) for channel in channels]
        rows.append([service or NO_SERVICE, *(NONE if pd.isna(count) else int(count) for count in counts)])
    kinds = {"service": "text", **dict.fromkeys(channels, "count_exact")}
    return Table("findings.perimeter", kinds, rows, annex=True)


@takes_disclosed
def unseen(months: Disclosed, sites: Sequence[str], engagement: Engagement) -> list[Note]:
    """Channels and sites that the mission declares and that no record names: not measured, with the reason where one is declared."""
    recorded = set(months.dropna(subset=["months"])["channel"])
    lacking: list[Word | str] = [Word(f"words.channel.{name}") for name in engagement.perimeter.channels if name not in recorded]
    named = {site.strip().casefold() for site in sites}
    lacking += [site for site in engagement.perimeter.sites if site.strip().casefold() not in named]
    notes = [Note(Message("findings.unseen", {"items": lacking}))] if lacking else []
    known = [
        Message(
            f"findings.absent.{'cell' if absent.service else 'channel'}",
            {"channel": Word(f"words.channel.{absent.channel}"), "service": absent.service or "", "why": absent.why.rstrip(".")},
        )
        for absent in engagement.perimeter.absent
    ]
    return [*notes, Note(Message("findings.absents", {"items": known}))] if known else notes
