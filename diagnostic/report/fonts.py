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
    if known.issuperset(text):
        return text
    seen = (sign for sign in text if sign in known or category(sign) not in ("Mn", "Cf"))
    return "".join(sign if sign in known or sign.isspace() else MISSING for sign in seen)


@cache
def _characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    faces = [TTFont(path(face), lazy=True) for face, _, _ in FACES]
    for face in faces:  # its glyphs are not asked for by name, which would read the outlines of all
        face.setGlyphOrder([""] * face["maxp"].numGlyphs)
    drawn = set.intersection(*(set(face.getBestCmap()) for face in faces))
    # the faces have a glyph for U+0000, which no document takes
    return frozenset(sign for sign in map(chr, drawn) if category(sign) != "Cc") | {"\n"}
