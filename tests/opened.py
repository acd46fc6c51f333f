"""Every file that the kit writes, opened: what it says, and what it holds beside."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pypdf

EMBEDDED = re.compile(r"base64,([A-Za-z0-9+/=\s]{16,})")


def content(path: Path) -> str:
    """All the text of a file. AssertionError for a format that nobody taught this to open."""
    opener = OPENERS.get(path.suffix.lower())
    assert opener is not None, f"{path}: no way to look into this format; teach tests/opened.py to open it"
    return opener(path)


def _text(path: Path) -> str:
    text = path.read_text(encoding="utf-8-sig")
    return "\n".join([text, *(_bytes(base64.b64decode(found)) for found in EMBEDDED.findall(text))])


def _json(path: Path) -> str:
    """The text as written, and each string of it unescaped: escapes hide accents, base64 hides pictures."""
    return "\n".join([path.read_text(encoding="utf-8"), *_strings(json.loads(path.read_text(encoding="utf-8")))])


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield name
            yield from _strings(child)
    elif isinstance(node, list):
        for child in node:
            yield from _strings(child)
    elif isinstance(node, str):
        yield node
        if len(node) > 100 and re.fullmatch(r"[A-Za-z0-9+/=\s]+", node):
            yield _bytes(base64.b64decode(node, validate=False))


def _bytes(raw: bytes) -> str:
    return raw.decode("utf-8", errors="ignore") + "\n" + raw.decode("latin-1")


def _pdf(path: Path) -> str:
    """The words of the pages, line ends joined, with the description and the attachments of the file."""
    reader = pypdf.PdfReader(path)
    pages = [page.extract_text() for page in reader.pages]
    attached = [_bytes(one) for files in reader.attachments.values() for one in files]
    return "\n".join([*pages, *(page.replace("\n", " ") for page in pages), str(reader.metadata), *attached])


def _office(path: Path) -> str:
    """Every part of a Word, Excel or PowerPoint file: as XML, without its tags, and the files packed inside."""
    made = []
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            raw = packed.read(name)
            if name.endswith((".docx", ".xlsx", ".pptx")):
                made.append(_members(raw))
            made += [name, _bytes(raw), re.sub(r"<[^>]*>", "", raw.decode("utf-8", errors="ignore"))]
    return "\n".join(made)


def _members(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return "\n".join(_bytes(packed.read(name)) for name in packed.namelist())


def _parquet(path: Path) -> str:
    with duckdb.connect() as connection:
        rows = connection.execute("select columns(*)::varchar from read_parquet(?)", [path.as_posix()]).fetchall()
    return "\n".join(["\t".join(str(cell) for cell in row) for row in rows] + [_bytes(path.read_bytes())])


def _picture(path: Path) -> str:
    return _bytes(path.read_bytes())


OPENERS: dict[str, Callable[[Path], str]] = {
    **dict.fromkeys((".html", ".md", ".csv", ".svg", ".txt", ".yml", ".log", ""), _text),
    **dict.fromkeys((".json", ".ipynb"), _json),
    **dict.fromkeys((".docx", ".xlsx", ".pptx"), _office),
    **dict.fromkeys((".png", ".jpg"), _picture),
    ".pdf": _pdf,
    ".parquet": _parquet,
}
