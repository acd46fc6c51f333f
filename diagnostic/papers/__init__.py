"""Working papers: what the data allow and what to ask for, what was removed. They stay in `work/`, never in the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from diagnostic.disk import put
from diagnostic.engagement import Engagement

__all__ = ["write"]


def write(engagement: Engagement) -> list[Path]:
    """Write `work/readiness.<language>.md` and `.docx`, and `work/removed.<language>.md`, in the client's languages: where they are."""
    return [put(engagement.folder / "work" / name, content) for name, content in _papers(engagement)]


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
