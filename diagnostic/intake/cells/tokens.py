"""The words of a text, as people compare them, and patterns of words."""

from __future__ import annotations

import re
from functools import cache

from diagnostic.intake.cells.words import folded

# letters that no accent explains
LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "·": None})


def tokens(text: str) -> tuple[str, ...]:
    """Without accents nor case: `NoAnswer`, `no_answer` and `No answer` are the same."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.translate(LETTERS))
    return tuple(re.findall(r"[a-z0-9]+", folded(parted)))


@cache
def fits(pattern: str, token: str) -> bool:
    """Whether a word, or its singular, is that of a pattern, in which `*` stands for any letters."""
    if "*" not in pattern:
        return token == pattern or pattern in singulars(token)
    start, end = pattern.split("*", 1)
    if "*" not in end:
        return token.startswith(start) and token.endswith(end) and len(token) >= len(start) + len(end)
    return not start and end.endswith("*") and end[:-1] in token


def singulars(token: str) -> tuple[str, ...]:
    """What a word may be the plural of."""
    return (token[:-1],) if len(token) > 3 and token.endswith("s") else ()
