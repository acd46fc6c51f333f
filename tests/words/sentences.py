"""Sentences of a text and the words that a reader counts in them."""

from __future__ import annotations

import re
import string

_END = re.compile(r"(?<=[.!?…»”])\s+(?=[A-ZÀ-ÖØ-Þ«“\d{])")
_THIN = re.compile(r"(?<=\d)\u202f(?=\d)")


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with what ends it."""
    return [sentence for sentence in _END.split(text.strip()) if sentence]


def words(sentence: str) -> int:
    """How many words a sentence has, a number being one whatever its digits, signs and units without a letter none."""
    return sum(any(sign.isalnum() for sign in token) for token in _THIN.sub("", sentence).split())


def shortest(template: str) -> str:
    """A template as it reads at its shortest: one word for each of its figures, names and lists."""
    return "".join(literal + ("X" if name else "") for literal, name, *_ in string.Formatter().parse(template))
