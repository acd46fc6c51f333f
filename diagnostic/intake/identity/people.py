"""Who is somebody and what is an organisation, in headers and in cells: `people.yml`, and the names that people bear: `names.yml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from diagnostic.intake.cells.tokens import singulars, tokens
from diagnostic.resources import files, listed

# "DUPONT Jean", "Dupont, J.", "Jean-Marc D.": what people write of somebody and seldom of a thing
_CAPITALS, _CAPITALISED = r"[^\W\d_a-zà-öø-ÿ]{2,}(?:['’-][^\W\d_a-zà-öø-ÿ]+)*", r"[^\W\d_a-zà-öø-ÿ][^\W\d_A-ZÀ-ÖØ-Þ]+(?:[-'’][^\W\d_]+)*"
_WRITTEN = (
    re.compile(rf"{_CAPITALS}(?: {_CAPITALS})? {_CAPITALISED}|{_CAPITALISED} {_CAPITALS}(?: {_CAPITALS})?"),
    re.compile(rf"{_CAPITALISED} [^\W\d_a-zà-öø-ÿ]\.|[^\W\d_a-zà-öø-ÿ]\. ?(?:{_CAPITALISED}|{_CAPITALS})"),
    re.compile(rf"(?:{_CAPITALISED}|{_CAPITALS}), (?:{_CAPITALISED}|[^\W\d_]\.?)"),
)
_WORDS = re.compile(rf"{_CAPITALISED}(?: (?:de|du|da|di|van|von|el|le|la|den|der|dos|{_CAPITALISED})){{1,3}}")
_WORD = re.compile(rf"{_CAPITALISED}|{_CAPITALS}")
_TITLED = re.compile(
    r"(?i:m\.|mr\.?|mme\.?|mlle\.?|mrs\.?|ms\.|miss|dr\.?|madame|monsieur|mademoiselle|ma[iî]tre|herr|frau|dhr\.?|mevr\.?|mevrouw|sr\.|sra\.?|srta\.?"
    rf"|sig\.?(?:ra)?|signora?|dott\.?|senhora?|pani) (?:{_CAPITALISED}|{_CAPITALS}|[^\W\d_a-zà-öø-ÿ]\.).*|M {_CAPITALS}"
)
# "DPE", "S-12": a service, or somebody's initials
_CODE = re.compile(r"(?=.*[^\W\d_])[^\W_a-zà-öø-ÿ][^\W_a-zà-öø-ÿ./-]{1,7}|(?=.*[^\W\d_])[^\W_a-zà-öø-ÿ]{1,6}[ ._/-][^\W_a-zà-öø-ÿ]{1,6}")
_FEW_WORDS = 5
# somebody's name is no longer; of a longer cell the beginning is looked at
LONGEST = 80
Word = tuple[str, ...]


class Terms:
    """The terms of a list, ordered so that many cells are compared with them in no time."""

    def __init__(self, terms: Sequence[str]):
        single = [term for term in terms if " " not in term]
        self._whole = frozenset(term for term in single if "*" not in term)
        self._starts = tuple(term.rstrip("*") for term in single if term.endswith("*"))
        self._ends = tuple(term.lstrip("*") for term in single if term.startswith("*"))
        self._several = [tuple(term.split()) for term in terms if " " in term]

    def has(self, token: str) -> bool:
        """Whether a word is one of them."""
        known = token in self._whole or any(form in self._whole for form in singulars(token))
        return known or token.startswith(self._starts) or token.endswith(self._ends)

    def within(self, said: Word) -> bool:
        """Whether one of them is among words."""
        if any(self.has(token) for token in said):
            return True
        return any(said[at : at + len(several)] == several for several in self._several for at in range(len(said)))


@cache
def _lists() -> dict[str, Terms]:
    said = [listed(files(__package__).joinpath(f"{file}.yml")) for file in ("people", "names")]
    return {name: Terms(terms) for lists in said for name, terms in lists.items()}


def said_of(name: str, *said: str) -> bool:
    """Whether a term of the list of this name is among words, which follow each other."""
    return _lists()[name].within(said)


def announces(header: str) -> str | None:
    """What a header announces: `surely` somebody, a `thing`, a `group` of people, somebody's `role`, a `street`, a `name` and nothing else,
    or the name of something (`named`); None where it says nothing of people."""
    said = tokens(header)
    if _there("surely", said):
        return "surely"
    somebody = _there("roles", said) or _by_somebody(said)
    if _there("things", said):
        return "group" if somebody else "thing"
    if somebody:
        return "role"
    if _there("streets", said):
        return "street"
    if len(said) == 1 and _is("alone", said[0]):
        return "name"
    if _there("names", said):
        return "named" if any(not _is("names", token) for token in said if len(token) > 2) else "name"
    return None


def is_organisation(cell: str) -> bool:
    """Whether a cell names an organisation, a service or a kind of people."""
    said = tokens(cell[:LONGEST])
    return "@" not in cell and (_there("organisations", said) or (len(said) == 1 and _is("kinds", said[0])))


def is_person(cell: str) -> bool:
    """Whether a cell is written as somebody's name or address is, and seldom a thing: "M. Roy", "ROY Marc", "Roy, M.", "3 rue Roy"."""
    said = tokens(cell[:LONGEST])
    if not said or len(cell) > LONGEST or is_organisation(cell):
        return False
    if cell[0].isdigit():
        return len(said) > 1 and _there("ways", said[1:])
    if is_titled(cell):
        return True
    return len(said) <= _FEW_WORDS and any(form.fullmatch(cell.strip()) for form in _WRITTEN)


def is_titled(cell: str) -> bool:
    """Whether a cell is somebody's name after a title: "Mme Roy"."""
    return bool(_TITLED.fullmatch(cell.strip())) and len(tokens(cell)) <= _FEW_WORDS and not is_organisation(cell)


def may_be_person(cell: str) -> bool:
    """Whether a cell is two to four capitalised words of no organisation: somebody, or a title."""
    return is_person(cell) or (bool(_WORDS.fullmatch(cell.strip())) and not is_organisation(cell))


def may_be_surname(cell: str) -> bool:
    """Whether a cell is one capitalised word of no organisation."""
    return bool(_WORD.fullmatch(cell.strip())) and not is_organisation(cell)


def is_code(cell: str) -> bool:
    """Whether a cell is a short code in capitals, of a service or of somebody."""
    return bool(_CODE.fullmatch(cell.strip()))


def share(cells: Mapping[str, int], of: Callable[[str], bool]) -> float:
    """The share of rows whose cell is of a kind, cells given with their rows."""
    return sum(rows for cell, rows in cells.items() if of(cell)) / max(1, sum(cells.values()))


def _by_somebody(said: Word) -> bool:
    """ "Traité par", "assigned to", "sys_created_by", "opened by agent": something done, then by whom."""
    ends = [place for place, (done, by) in enumerate(pairwise(said)) if _is("done", done) and _is("by", by)]
    return any(place + 2 >= len(said) or not _is("nobody", said[place + 2]) for place in ends)


def _there(name: str, said: Word) -> bool:
    return said_of(name, *said)


def _is(name: str, token: str) -> bool:
    return _lists()[name].has(token)
