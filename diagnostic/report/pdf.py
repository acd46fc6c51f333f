"""The report as one PDF, tagged for assistive technology (PDF/UA-1) and for keeping (PDF/A-2a)."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diagnostic.report import svg
from diagnostic.report.fonts import FACES, drawable, path
from diagnostic.report.model import Document
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
        data = asdict(document)
        _write_figures(data, room)
        (room / "doc.json").write_text(json.dumps(_drawn(data), ensure_ascii=False), encoding="utf-8")
        return typst.compile(
            room / "report.typ",
            root=room,
            font_paths=[room / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
        )


def _drawn(value: Any) -> Any:
    """The data with every text as the faces can draw it."""
    if isinstance(value, dict):
        return {name: _drawn(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_drawn(inner) for inner in value]
    return _ENDLESS.sub(r"\g<0> ", drawable(value)) if isinstance(value, str) else value


def _write_figures(data: Any, room: Path) -> None:
    """Every figure's picture as a file, its size in points in place of its text."""
    if isinstance(data, dict):
        if data.get("kind") == "figure":
            picture = data.pop("svg")
            (room / f"{data['id']}.svg").write_text(drawable(svg.standalone(picture)), encoding="utf-8")
            data["width"], data["height"] = svg.size(picture)
        data = list(data.values())
    if isinstance(data, (list, tuple)):
        for part in data:
            _write_figures(part, room)
