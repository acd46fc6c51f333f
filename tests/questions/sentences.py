"""What findings, notes and charts say, the spaces that hold words together made plain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from diagnostic.blocks import Chart, Finding, Message, Note
from diagnostic.wording import LANGUAGES


def plain(message: Message, language: str = "fr") -> str:
    return message.text(language).replace("\u00a0", " ").replace("\u202f", " ")


def text(finding: Finding, part: str = "title", language: str = "fr") -> str:
    message = finding.message(part)
    assert message is not None
    return plain(message, language)


def told(notes: Iterable[Note]) -> list[str]:
    return [plain(note.message) for note in notes]


def speaks(finding: Finding) -> None:
    """Every sentence of a finding can be written in every language."""
    for language in LANGUAGES:
        for part in ("title", "reading", "clause", "decision", "question"):
            message = finding.message(part)
            assert message is None or message.text(language)


def shows(chart: Chart) -> None:
    """A chart is drawn in every language, and says what it shows."""
    for language in LANGUAGES:
        assert chart.images[language].startswith("<svg")
        assert len(chart.alt.text(language)) > 40
        assert chart.caption.text(language)
        assert chart.data.html(language)
        assert not re.search(r"\bnan\b", chart.images[language] + chart.data.html(language), re.I)
