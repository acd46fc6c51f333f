"""Write what is published of `engagement.yml` again: `uv run python docs/reference/write.py`."""

from __future__ import annotations

from pathlib import Path

from diagnostic import wording
from diagnostic.engagement import json_schema, reference

PAGES = Path(__file__).resolve().parent


def published() -> dict[Path, str]:
    """The content of the schemas that the kit ships, and of the reference pages."""
    made = {json_schema.shipped(language): json_schema.text(language) for language in wording.LANGUAGES}
    return made | {PAGES / f"engagement.{language}.md": reference.page(language) for language in wording.LANGUAGES}


if __name__ == "__main__":
    for path, text in published().items():
        path.write_text(text, encoding="utf-8", newline="\n")
