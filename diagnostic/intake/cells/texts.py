"""What a cell's text is before it is anything: as people compare it, whether it says something, and the number it may be."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

Reading = tuple[Any, str | None]
NOTHING: Reading = (None, None)
UNREADABLE: Reading = (None, "unreadable")
IMPLAUSIBLE: Reading = (None, "implausible")
# no town counts further
MOST = 1e9

MISSING = frozenset(
    (
        *("", "?", "-", "--", "—", "–", "/", "na", "n/a", "n.a.", "nc", "n.c.", "null", "(null)", "none", "nan", "nat", "\\n"),
        *("#n/a", "#ref!", "#value!", "#div/0!", "(vide)", "neant", "non renseigne", "non renseignee"),
    )
)
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
# one way to read each digit: a cell as long as a book is read in one pass
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?")


def folded(word: str) -> str:
    """A word as people compare it: case, accents and spacing do not matter."""
    if word.isascii():
        return " ".join(word.split()).lower()
    decomposed = unicodedata.normalize("NFKD", word)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return SPACES.sub(" ", bare.replace("’", "'")).strip().casefold()


def is_missing(word: str) -> bool:
    """Whether a cell says nothing: empty, `?`, `-`, `N/A`, `NULL`..."""
    return folded(word) in MISSING


def missing_sql() -> str:
    """SQL: the words of a cell that says nothing, in lower case."""
    return ", ".join(map(literal, sorted(MISSING)))


def literal(text: str) -> str:
    """SQL: a text as a constant."""
    return "'" + text.replace("'", "''") + "'"


def number(text: str) -> float | None:
    """A number in French or English digits: `1 234,5`, `1,234.5`, `1.234,5`; a lone comma is a decimal one."""
    digits = SPACES.sub("", text).replace("'", "").replace("\u2212", "-").lower()
    if "," in digits and "." in digits:
        thousands = "," if digits.rindex(".") > digits.rindex(",") else "."
        digits = digits.replace(thousands, "")
    digits = digits.replace(",", ".")
    value = float(digits) if _NUMBER.fullmatch(digits) else math.inf
    return value if math.isfinite(value) else None
