"""Working papers: what the data allow and what to ask for, what was removed, what to check in confidence. They stay in `work/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from diagnostic.disk import put
from diagnostic.engagement import Engagement

__all__ = ["write", "write_alert"]


def write(engagement: Engagement) -> list[Path]:
    """Write `work/readiness.<language>.md` and `.docx`, and `work/removed.<language>.md`, in the client's languages: where they are."""
    return [put(engagement.folder / "work" / name, content) for name, content in _papers(engagement)]


def write_alert(engagement: Engagement, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Write the confidential note on legal times, `work/alert.<language>.md`, from these rows; none where there is nothing to check, and
    that of an earlier run is removed: where they are."""
    from diagnostic.papers import alert
    from diagnostic.papers.paper import markdown

    work = engagement.folder / "work"
    concerned = any(row["status"] != "measured" or row["value"] for row in rows)
    languages = engagement.client.languages if concerned else ()
    for old in work.glob("alert.*.md"):
        if old.name.split(".")[1] not in languages:
            old.unlink()
    return [put(work / f"alert.{each}.md", markdown(alert.paper(rows, engagement, each)).encode("utf-8")) for each in languages]


def _papers(engagement: Engagement) -> Iterator[tuple[str, bytes]]:
    from diagnostic.intake import inputs
    from diagnostic.papers import letter, letter_text, removed
    from diagnostic.papers.paper import markdown
    from diagnostic.papers.word_file import word

    account, client = inputs.ledger(engagement), engagement.client.name
    content = letter.letter(engagement, account)
    for language in engagement.client.languages:
        readiness = letter_text.paper(content, client, language)
        yield f"readiness.{language}.md", markdown(readiness).encode("utf-8")
        yield f"readiness.{language}.docx", word(readiness)
        yield f"removed.{language}.md", markdown(removed.paper(account, client, language)).encode("utf-8")
