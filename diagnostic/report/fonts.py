"""The report's typeface, from the package that carries it."""

from __future__ import annotations

from pathlib import Path

FACES = (("Regular", 400, "normal"), ("Semibold", 600, "normal"), ("It", 400, "italic"))


def path(face: str) -> Path:
    """The file of one face of Source Sans Pro."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face}.otf"
