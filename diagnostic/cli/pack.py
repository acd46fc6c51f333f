"""The collection pack: an empty engagement, a request to send to the town's IT, and an empty file per table to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from diagnostic import schema, wording
from diagnostic.disk import put
from diagnostic.engagement import json_schema
from diagnostic.resources import shipped

REQUEST = "request"
FORMS = "tables"


def make(folder: Path, language: str) -> list[Path]:
    """Write the pack into a folder, leaving alone what is there; the files written."""
    templates = shipped("templates") / "engagement"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    content = {folder / "engagement.yml": (templates / f"engagement.{language}.yml").read_text(encoding="utf-8")}
    for spoken in wording.LANGUAGES:
        content[folder / REQUEST / f"request.{spoken}.md"] = (templates / f"request.{spoken}.md").read_text(encoding="utf-8")
        content[folder / REQUEST / f"columns.{spoken}.md"] = columns(spoken)
    json_schema.put_beside(folder, language)
    written = [path for path, text in content.items() if _written(path, text)]
    return written + _forms(folder / REQUEST / FORMS)


def columns(language: str) -> str:
    """What to put under each header of each table, as Markdown."""
    heads = " | ".join(wording.text(f"proposal.pack.{name}", language) for name in ("column", "meaning", "values"))
    lines = [f"# {wording.text('proposal.pack.title', language)}", "", wording.text("proposal.pack.explained", language)]
    for table, known in schema.TABLES.items():
        lines += ["", f"## {table}.csv: {wording.text(f'words.table.{table}', language)}", "", f"| {heads} |", "|---|---|---|"]
        for name, column in known.items():
            lines.append(f"| `{name}` | {wording.text(f'words.column.{name}', language)} | {', '.join(column.values)} |")
    return "\n".join(lines) + "\n"


def _forms(folder: Path) -> list[Path]:
    return [path for table, known in schema.TABLES.items() if _written(path := folder / f"{table}.csv", _form(known))]


def _form(columns: Iterable[str]) -> str:
    """An empty table, as Excel opens it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerow(columns)
    return "\N{BYTE ORDER MARK}" + buffer.getvalue()


def _written(path: Path, text: str) -> bool:
    if path.exists():
        return False
    put(path, text.encode("utf-8"))
    return True
