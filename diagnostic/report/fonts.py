"""The report's typeface, from the package that carries it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unicodedata import category

FACES = (("Regular", 400, "normal"), ("Semibold", 600, "normal"), ("It", 400, "italic"))

MISSING = "◊"


def path(face: str) -> Path:
    """The file of one face of Source Sans Pro."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face}.otf"


def drawable(text: str) -> str:
    """The text with what no face can draw (emoji, other scripts) as a lozenge: a PDF/UA refuses a glyph that is not there."""
    known = _characters()
    seen = (sign for sign in text if sign in known or category(sign) not in ("Mn", "Cf"))
    return "".join(sign if sign in known or sign.isspace() else MISSING for sign in seen)


@cache
def _characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    maps = [TTFont(path(face)).getBestCmap() for face, _, _ in FACES]
    # the faces have a glyph for U+0000, which no document takes
    return frozenset(chr(code) for code in set.intersection(*map(set, maps)) if category(chr(code)) != "Cc")
