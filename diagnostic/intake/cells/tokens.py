"""The words of a text, as people compare them."""

from __future__ import annotations

import re

from diagnostic.intake.cells.words import folded

# letters that no accent explains
LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "·": None})


def tokens(text: str) -> tuple[str, ...]:
    """Without accents nor case: `NoAnswer`, `no_answer` and `No answer` are the same."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.translate(LETTERS))
    return tuple(re.findall(r"[a-z0-9]+", folded(parted)))


def singulars(token: str) -> tuple[str, ...]:
    """What a word may be the plural of."""
    return (token[:-1],) if len(token) > 3 and token.endswith("s") else ()
