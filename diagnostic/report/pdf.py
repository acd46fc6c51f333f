"""The report as one PDF, tagged for assistive technology (PDF/UA-1) and for keeping (PDF/A-2a)."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diagnostic.report import svg
from diagnostic.report.fonts import FACES, drawable, path
from diagnostic.report.model import Document
from diagnostic.resources import shipped


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
        (room / "doc.json").write_text(drawable(json.dumps(data, ensure_ascii=False)), encoding="utf-8")
        return typst.compile(
            room / "report.typ",
            root=room,
            font_paths=[room / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
        )


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
