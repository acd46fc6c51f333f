"""What the tokens of headers speak of, in nine languages: `concepts.yml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from diagnostic.proposal import lexicon, tokens
from diagnostic.resources import files, listed

# a word of known words is taken apart from this length on, by known words of at least so many letters
COMPOUND, PIECE = 7, 4
# two words of which the first letters are the same, so many, are likely forms of one
STEM = 6
# a word cut short has at least so many letters
ABBREVIATION = 4
# a header that denies says so in the words of cells, but for "No.", which is a number
NUMBER = "no"
ANSWERED, LOST = frozenset(("answered", "respond")), frozenset(("abandoned",))


@dataclass(frozen=True)
class Token:
    """A token of a header and the concepts that it may speak of, none where nobody knows it."""

    text: str
    concepts: frozenset[str]


@cache
def read(header: str) -> tuple[Token, ...]:
    """The tokens of a header with what they may speak of."""
    return tuple(_denied([token for text in tokens.split(header) for token in _tokens(text)]))


@cache
def of(header: str) -> frozenset[str]:
    """All that a header may speak of."""
    return frozenset(concept for token in read(header) for concept in token.concepts)


@cache
def words() -> dict[str, frozenset[str]]:
    """The concepts of each known token."""
    known: dict[str, set[str]] = {}
    for concept, said in listed(files(__package__).joinpath("concepts.yml")).items():
        for token in said:
            known.setdefault(str(token), set()).add(concept)
    return {token: frozenset(said) for token, said in known.items()}


@cache
def _by_start() -> dict[str, frozenset[str]]:
    starts: dict[str, frozenset[str]] = {}
    for token, said in words().items():
        if len(token) >= STEM:
            starts.setdefault(token[:STEM], said)
    return starts


def _denied(said: list[Token]) -> Iterator[Token]:
    """The tokens, what is not answered read as lost: "Non décrochés", "Sin atender"."""
    for before, token in zip([None, *said], said, strict=False):
        lost = before is not None and before.text in lexicon.negations() - {NUMBER} and bool(token.concepts & ANSWERED)
        yield Token(token.text, LOST) if lost else token


@cache
def _by_abbreviation() -> dict[str, frozenset[str]]:
    """What all the known words that begin alike have in common, by these beginnings."""
    begun: dict[str, frozenset[str]] = {}
    for token, said in words().items():
        for size in range(ABBREVIATION, len(token)):
            begun[token[:size]] = begun.get(token[:size], said) & said
    return begun


def _tokens(text: str) -> list[Token]:
    known = words()
    for stem in tokens.stems(text):
        if stem in known:
            return [Token(text, known[stem])]
    if len(text) >= COMPOUND:
        pieces = _pieces(text)
        if pieces:
            return [Token(piece, known[piece]) for piece in pieces if piece not in tokens.STOP]
        if text[:STEM] in _by_start():
            return [Token(text, _by_start()[text[:STEM]])]
    return [Token(text, _by_abbreviation().get(text, frozenset()))]


@cache
def _pieces(text: str) -> tuple[str, ...] | None:
    """The known words that make one up, None where they do not: `appelsdecroches`, `createddate`."""
    if text in ("", "s", "e", "es"):
        return ()
    known = words()
    for length in range(len(text), 1, -1):
        piece = text[:length]
        if piece not in known or (length < PIECE and length < len(text)):
            continue
        for left in (text[length:], text[length:].removeprefix("s")):
            rest = _pieces(left)
            if rest is not None:
                return (piece, *rest)
    return None
