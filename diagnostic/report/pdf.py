"""The report as one PDF, tagged for assistive technology (PDF/UA-1) and for keeping (PDF/A-2a)."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

from diagnostic.report.fonts import FACES, drawable, path
from diagnostic.report.model import Document, Figure
from diagnostic.resources import shipped

# a word that no line holds is one string of the PDF, whose length is bounded
_ENDLESS = re.compile(r"\S{2000}(?=\S)")


def pdf(document: Document) -> bytes:
    """The PDF's bytes: the same for the same document."""
    import typst

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        shutil.copy(shipped("templates") / "report" / "report.typ", room / "report.typ")
        # The faces alone: the package's folder holds each of them twice, as TTF and OTF.
        (room / "fonts").mkdir()
        for face, _, _ in FACES:
            shutil.copy(path(face), room / "fonts")
        (room / "doc.json").write_text(json.dumps(_drawn(document, room), ensure_ascii=False), encoding="utf-8")
        return typst.compile(
            room / "report.typ",
            root=room,
            font_paths=[room / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
        )


def _drawn(value: Any, room: Path) -> Any:
    """A part of the document for the template: every text as the faces can draw it, and each picture as a file of the room."""
    if isinstance(value, str):
        return _ENDLESS.sub(r"\g<0> ", drawable(value))
    if isinstance(value, tuple):
        return [_drawn(inner, room) for inner in value]
    if isinstance(value, Figure):
        (room / f"{value.id}.svg").write_text(drawable(value.picture.standalone()), encoding="utf-8")
        sides = {"width": value.picture.width, "height": value.picture.height}
        return sides | {name: _drawn(inner, room) for name, inner in vars(value).items() if name not in ("picture", "data")}
    if isinstance(value, dict) or is_dataclass(value):
        named = value if isinstance(value, dict) else vars(value)
        return {name: _drawn(inner, room) for name, inner in named.items()}
    return value
