"""What the words of choice columns mean: `words.yml`, a lexicon of the words of the field's tools in nine languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from diagnostic.intake.cells.tokens import tokens
from diagnostic.intake.cells.words import folded
from diagnostic.proposal import lexicon
from diagnostic.proposal.lexicon import NOTHING, Found, Lexicon, articles, content, end_of, goes_along, negations, parts_of
from diagnostic.schema import OPEN, Column

UNKNOWN = "unknown"
# what stands between a state and its reason
_REASON = re.compile(r"\s+[-–—/:(]\s*|[:(]\s*")
# a meaning that a word gives whole, one that it shares with words that nobody knows, one among others, one of a word spelt nearly so
PARTLY, AMONG_OTHERS, NEARLY = 0.6, 0.9, 0.6
# less sure than this, a word is not known
HARDLY = 0.5
# a cell of more words or characters than this is a sentence, whose words decide nothing
SENTENCE, LONGEST = 9, 120


def meaning(column: Column, word: str) -> tuple[str | None, float]:
    """What a word of a choice column means among ours (`""` for a word that says nothing), and how surely; None where nobody knows."""
    return _meaning(column.name, column.kind, column.values, word)


def meanings(column: Column, said: Iterable[str], header: str = "") -> dict[str, tuple[str | None, float]]:
    """The same for the words of one column under its header, which may turn them: "Abandoned: yes", "Mail" beside "E-mail"."""
    listed = list(said)
    read = {word: meaning(column, word) for word in listed}
    flags = {word: flag for word in listed for flag, words in content()["flags"].items() if folded(word) in words}
    if column.kind != "boolean" and flags and (len(flags) == len(listed) or len(set(flags.values())) > 1):
        terms, asked = lexicon.of(column.name, column.kind, column.values), tokens(header)
        no = _read(terms, asked, column.values, opposite=True)
        yes = _read(terms, asked, column.values) if no[0] is not None else no
        read |= {word: yes if flag == "true" else no for word, flag in flags.items()}
    for turned in content()["beside"].get(column.name, ()):
        named = [word for word in listed if tokens(word) == tuple(turned["word"].split())]
        others = [word for word in listed if word not in named and any(_has(tokens(word), other) for other in turned["other"])]
        read |= dict.fromkeys(named, (turned["means"], 1.0)) if others else {}
    return read


@cache
def _meaning(name: str, kind: str, values: tuple[str, ...], word: str) -> tuple[str | None, float]:
    canonical = "_".join(folded(word).replace("-", " ").split())
    if canonical in values and canonical != OPEN:  # that a case is open whatever its stamps is for the town to declare
        return canonical, 1.0
    if len(word) > LONGEST:
        return None, 0.0
    said, terms = tokens(word), lexicon.of(name, kind, values)
    if not said or "@" in word:
        return (None, 0.0) if any(character.isalpha() for character in word) else (_none(values), 1.0)
    whole = terms.whole(said)
    if whole:
        return _ours(whole.means, values), whole.sure
    return (_by_state(terms, word, values) if name == "end" else None) or _read(terms, said, values)


def _read(terms: Lexicon, said: tuple[str, ...], values: tuple[str, ...], opposite: bool = False) -> tuple[str | None, float]:
    """The meaning of the words that are known, the first of their groups, and how surely: less where others are not known or say
    otherwise. The opposite of it says nothing where the file of words gives none."""
    found = [_turned(one, said) for one in _found(terms, said)] or _nearly(terms, said)
    telling = [one for one in found if one.means is not None]
    if not telling or (opposite and all(one.term.denied is None for one in telling)):
        return None, 0.0
    known = {at for one in found for at in range(one.start, one.end)} | {at for at, token in enumerate(said) if goes_along(token)}
    content_words = [at for at, token in enumerate(said) if token not in articles() | negations()] or list(range(len(said)))
    if len(content_words) > SENTENCE:
        return None, 0.0
    share = sum(at in known for at in content_words) / len(content_words)
    best = min(telling, key=lambda one: (one.term.rank, one.start))
    sure = (PARTLY + (1 - PARTLY) * share) * best.sure * best.term.sure
    sure *= AMONG_OTHERS if len({one.means for one in telling} - {NOTHING}) > 1 else 1
    means = best.turned.means if opposite else best.means
    return (_ours(means or NOTHING, values), round(sure, 3)) if sure >= HARDLY else (None, 0.0)


def _by_state(terms: Lexicon, word: str, values: tuple[str, ...]) -> tuple[str | None, float] | None:
    """What a cell means by the state before its reason: "Open - duplicate?" is open, "Closed - pending survey" is not."""
    state, _, reason = (part.strip() for part in _REASON.sub("\n", word, count=1).partition("\n"))
    if not reason:
        return None
    begun = _read(terms, tokens(state), values)
    if begun[0] == "":
        return begun
    return begun if begun[0] and not _read(terms, tokens(reason), values)[0] else None


def _found(terms: Lexicon, said: tuple[str, ...]) -> list[Found]:
    """The terms of a cell that do not overlap, those that say most first taken."""
    everywhere = [one for start in range(len(said)) for one in terms.at(said, start)]
    everywhere += [Found(one.term, at, at + 2) for at in range(len(said) - 1) if (one := terms.single(said[at] + said[at + 1]))]
    taken: set[int] = set()
    chosen = []
    for one in sorted(everywhere, key=lambda one: (tuple(-size for size in one.term.weight), one.term.rank, one.start)):
        if not taken & set(range(one.start, one.end)):
            chosen.append(one)
            taken |= set(range(one.start, one.end))
    for at, token in enumerate(said):
        if at not in taken and token not in articles():
            chosen += _compound(terms, token, at)
    return sorted(chosen, key=lambda one: one.start)


def _compound(terms: Lexicon, token: str, at: int) -> Iterator[Found]:
    """A word made of a negation and a term ("unresolved"), or of two terms ("noreply")."""
    for prefix in content()["deny_prefix"]:
        one = terms.single(token[len(prefix) :]) if token.startswith(prefix) and len(token) > len(prefix) + 2 else None
        if one and one.term.denied is not None:
            yield Found(one.term, at, at + 1, denied=True)
            return
    term = terms.compound(token)
    if term:
        yield Found(term, at, at + 1, sure=AMONG_OTHERS)


def _has(said: tuple[str, ...], term: str) -> bool:
    parts = parts_of(term)
    return any(end_of(parts, said, at) for at in range(len(said)))


def _turned(one: Found, said: tuple[str, ...]) -> Found:
    """The same, denied where a negation stands before it, or after it at the end of the cell."""
    if one.denied or set(said[one.start : one.end]) & negations():
        return one
    before = one.start - 1
    while before >= 0 and said[before] in articles() - negations():
        before -= 1
    if (before >= 0 and said[before] in negations()) or (one.end == len(said) - 1 and said[-1] in ("no", "non", "nein", "nee")):
        return one.turned
    return one


def _nearly(terms: Lexicon, said: tuple[str, ...]) -> list[Found]:
    return [Found(term, at, at + 1, sure=NEARLY) for at, token in enumerate(said) if not goes_along(token) and (term := terms.near(token))]


def _ours(means: str, values: tuple[str, ...]) -> str:
    return _none(values) if means == NOTHING else means


def _none(values: tuple[str, ...]) -> str:
    return UNKNOWN if UNKNOWN in values else ""
