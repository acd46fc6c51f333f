"""The words of choice columns (`words.yml`), in nine languages, as terms that are found in the cells of a column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from diagnostic.intake.cells.tokens import singulars
from diagnostic.intake.cells.words import folded
from diagnostic.resources import files, listed

NOTHING = "nothing"
# two words as long as this may be one, where a letter is wrong, missing or too many
LONG = 6
# a word cut short has at least so many letters
CUT = 4


@dataclass(frozen=True)
class Term:
    """Words that mean something in a column: its place among the groups, what they mean after a negation, and how surely."""

    parts: tuple[str, ...]
    means: str
    denied: str | None
    rank: int
    sure: float = 1.0

    @property
    def weight(self) -> tuple[int, int]:
        """Of two terms for the same words the one that says more of them wins."""
        return len(self.parts), sum(2 * len(part.replace("*", "")) + ("*" not in part) for part in self.parts)


@dataclass(frozen=True)
class Found:
    """A term found in a word, from which of its parts to which; `sure` is less than 1 where it is only spelt nearly so."""

    term: Term
    start: int
    end: int
    denied: bool = False
    sure: float = 1.0

    @property
    def means(self) -> str | None:
        return self.term.denied if self.denied else self.term.means

    @property
    def turned(self) -> Found:
        """What it is after a negation."""
        return replace(self, denied=not self.denied)


class Lexicon:
    """The terms of one column, found by the first of their words."""

    def __init__(self, terms: Sequence[Term]):
        self.terms = terms
        self._whole = {term.parts[0][1:]: term for term in terms if term.parts[0].startswith("=")}
        self._exact: dict[str, list[Term]] = {}
        self._open: dict[str, list[Term]] = {}
        self._inside: list[Term] = []
        self._glued: dict[str, Term] = {}
        self._stems: dict[str, Term] = {}
        self._near: dict[str, Term] = {}
        for term in terms:
            first = term.parts[0]
            if first.startswith("="):
                continue
            stem = first.strip("*")
            if len(term.parts) == 1:
                self._stems.setdefault(stem, term)
            if len(term.parts) == 1 and len(stem) >= LONG:
                self._near |= {form: self._near.get(form, term) for form in _shortened(stem)}
            if first.startswith("*"):
                self._inside.append(term)
            elif "*" in first:
                self._open.setdefault(first[: first.index("*")], []).append(term)
            else:
                self._exact.setdefault(first, []).append(term)
            if len(term.parts) > 1 and not any("*" in part for part in term.parts):
                self._glued["".join(term.parts)] = term

    def whole(self, tokens: Sequence[str]) -> Term | None:
        """The term that is the whole cell and means nothing beside other words."""
        return self._whole.get(" ".join(tokens))

    def at(self, tokens: Sequence[str], start: int) -> Iterator[Found]:
        """The terms that begin at a word."""
        token = tokens[start]
        candidates = [*self._exact.get(token, ()), *self._inside]
        candidates += [term for form in singulars(token) for term in self._exact.get(form, ())]
        candidates += [term for length in range(1, len(token) + 1) for term in self._open.get(token[:length], ())]
        for term in candidates:
            end = end_of(term.parts, tokens, start)
            if end:
                yield Found(term, start, end)
        if token in self._glued:
            yield Found(self._glued[token], start, start + 1)

    def single(self, token: str) -> Found | None:
        """The term that is one word."""
        found = [one for one in self.at([token], 0) if one.end == 1]
        return max(found, key=lambda one: one.term.weight, default=None)

    def compound(self, token: str) -> Term | None:
        """The first of the groups that a word made of two terms speaks of ("noreply")."""
        for cut in range(3, len(token) - 2):
            first = self._stems.get(token[:cut])
            second = self.single(token[cut:]) if first else None
            if first and second:
                return min(first, second.term, key=lambda term: term.rank)
        return None

    def near(self, token: str) -> Term | None:
        """The term of which a word which is none differs by one letter, or the first letters are (RESOL, CANC)."""
        if token.isdigit():
            return None
        spelt = _shortened(token) if len(token) >= LONG else ()
        return next((self._near[form] for form in spelt if form in self._near), None) or self._abbreviated(token)

    def _abbreviated(self, token: str) -> Term | None:
        """The first of the terms of one word that begin so, where all of them mean the same."""
        if len(token) < CUT:
            return None
        begun = [term for stem, term in self._stems.items() if stem.startswith(token)]
        return begun[0] if len({term.means for term in begun}) == 1 else None


@cache
def content() -> dict[str, Any]:
    """The file, as it is."""
    return listed(files(__package__).joinpath("words.yml"))


@cache
def of(name: str, kind: str, values: tuple[str, ...]) -> Lexicon:
    """The terms of a column of choices; of the sections of its name, that which means what the column holds."""
    columns = content()["columns"]
    sections = {key: list(_flat(groups)) for key, groups in columns.items() if key == name or key.startswith(f"{name} ")}
    fitting = max(sections.values(), key=lambda groups: len({group["means"] for group in groups} & set(values)), default=[])
    groups = [*fitting, *(columns["boolean"] if kind == "boolean" else ())]
    groups = [group for group in groups if not values or group["means"] in (*values, NOTHING)]
    groups.append({"means": NOTHING, "words": content()["nothing"]})
    terms = []
    for rank, group in enumerate(groups):
        terms += [Term(parts_of(word), group["means"], group.get("denied"), rank, group.get("sure", 1.0)) for word in group["words"]]
    return Lexicon(terms)


def _flat(groups: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The groups of a section, those of a section that it takes in among them."""
    for group in groups:
        yield from group if isinstance(group, list) else [group]


def end_of(parts: tuple[str, ...], said: Sequence[str], start: int) -> int:
    """Where a term that begins at a word ends, articles between its words passed over; 0 where it is not there."""
    at = start
    for place, part in enumerate(parts):
        while place and at < len(said) and not fits(part, said[at]) and said[at] in articles():
            at += 1
        if at >= len(said) or not fits(part, said[at]):
            return 0
        at += 1
    return at


@cache
def fits(pattern: str, token: str) -> bool:
    """Whether a word, or its singular, is that of a pattern, in which `*` stands for any letters."""
    if "*" not in pattern:
        return token == pattern or pattern in singulars(token)
    start, end = pattern.split("*", 1)
    if "*" not in end:
        return token.startswith(start) and token.endswith(end) and len(token) >= len(start) + len(end)
    return not start and end.endswith("*") and end[:-1] in token


def _shortened(token: str) -> tuple[str, ...]:
    """A word, and what is left of it without one of its letters."""
    return (token, *(token[:at] + token[at + 1 :] for at in range(len(token))))


def parts_of(term: str) -> tuple[str, ...]:
    """The words of a term as the file gives it."""
    return (term,) if term.startswith("=") else tuple(term.split())


@cache
def articles() -> frozenset[str]:
    """Words that neither say nor hide anything."""
    return frozenset(folded(word) for word in content()["stop"])


@cache
def negations() -> frozenset[str]:
    """Words that turn the next one round."""
    return frozenset(content()["deny"])


@cache
def goes_along(token: str) -> bool:
    """Whether a word goes with others and says nothing by itself."""
    return token in articles() | negations() or any(fits(part, token) for part in content()["around"])
