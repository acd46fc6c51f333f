"""What towns call tables and columns: `vocabulary.yml`, and how near a header comes to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from diagnostic.intake.cells.words import folded
from diagnostic.resources import files, listed

# a name found among other words of a header, from barely to almost all of it
PART, WHOLE = 0.6, 0.85
# what a term loses to each one that stands before it
BEHIND = 0.0005
# a name this short means nothing inside a longer one: "n" in "n dossier"
SHORT = 2


@cache
def content() -> dict[str, Any]:
    """The file, as it is."""
    return listed(files(__package__).joinpath("vocabulary.yml"))


@cache
def bare(text: str) -> tuple[str, ...]:
    """The words of a name: `CallsOffered`, `calls_offered` and `Calls offered` are the same; so are singular and plural."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = re.findall(r"[a-z0-9]+", folded(parted.replace("°", " ")))
    return tuple(word.removesuffix("s") if len(word) > 3 else word for word in words)


def nearness(name: str, terms: Iterable[str]) -> float:
    """How near a name comes to one of the terms: 1 the same, less where it holds more words, 0 where it holds none of them."""
    words = bare(name)
    return max((_near(words, bare(str(term))) for term in terms), default=0.0)


@cache
def named(table: str, column: str, header: str) -> float:
    """How near a header comes to the usual ones of a canonical column; those of the table itself count more than those of every table."""
    own = _first_best(header, (column, *content()["columns"].get(table, {}).get(column, [])))
    return max(own, 0.95 * _first_best(header, content()["columns"]["any"].get(column, [])))


def file_table(table: str, name: str) -> float:
    """How much the name of a file or a sheet speaks for a table, 0 to 1."""
    return nearness(name, content()["tables"].get(table, {}).get("names", []))


def file_channel(name: str) -> str | None:
    """The channel that a file's name tells, None where it tells none or two."""
    words = set(bare(name))
    channels = [channel for channel, terms in content()["files"].items() if words & {word for term in terms for word in bare(term)}]
    return channels[0] if len(channels) == 1 else None


def _first_best(header: str, terms: Iterable[str]) -> float:
    """How near a header comes to the terms, of which the first are the best."""
    return max((nearness(header, [term]) - BEHIND * place for place, term in enumerate(terms)), default=0.0)


def _near(words: tuple[str, ...], term: tuple[str, ...]) -> float:
    if not term or not words:
        return 0.0
    if "".join(words) == "".join(term):
        return 1.0
    if len(term) == 1 and len(term[0]) <= SHORT:
        return 0.0
    inside = any(words[at : at + len(term)] == term for at in range(len(words) - len(term) + 1))
    return PART + (WHOLE - PART) * len(term) / len(words) if inside else 0.0
