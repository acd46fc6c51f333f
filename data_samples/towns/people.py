"""Invented residents: names, telephone numbers kept for fiction by the French regulator, addresses under a reserved domain."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

_FIRST = (
    "Camille Louise Nadia Hélène Chloé Inès Aïcha Zoé Manon Thérèse Léa Fatou Maëlle Gaëlle Sofia Paul Karim Jérôme Noël Ibrahim "
    "Théo François Loïc Hugo Mehdi André Rémi Yanis Stéphane Malo"
)
_LAST = (
    "Martin Bernard Dubois Petit Durand Leroy Moreau Laurent Lefèvre Garcia Roux Fontaine Chevalier Gérard Benali Traoré Nguyen "
    "Perrin Lemaître Rivière Da-Silva Marchand Noël Diallo Barbier Arnaud Cohen Baron Hébert Pépin"
)
# numbers that no operator gives to anyone: 50,000 in all
_FICTION = ("019900", "026191", "035301", "046571", "053649")
HOUSING_OFFICE = "0199009999"


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    phone: str
    email: str
    by_heart: float  # how much more, or less, than others this person comes back


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()


def residents(rng: np.random.Generator, count: int) -> list[Person]:
    """Residents with one telephone and one e-mail each, some of whom come back more than others."""
    tendencies = rng.gamma(3.0, 1 / 3.0, count)
    first_names, last_names = _FIRST.split(), _LAST.split()
    made = []
    for number in range(count):
        first, last = first_names[int(rng.integers(len(first_names)))], last_names[int(rng.integers(len(last_names)))]
        phone = f"{_FICTION[number // 9000]}{number % 9000:04d}"
        email = f"{_plain(first)}.{_plain(last)}{number}@example.org"
        made.append(Person(number, f"{last.upper()} {first}", phone, email, float(tendencies[number])))
    return made


def spelt(rng: np.random.Generator, phone: str) -> str:
    """One of the ways in which systems write a telephone number."""
    way = rng.random()
    if way < 0.5:
        return phone
    if way < 0.75:
        return " ".join(phone[at : at + 2] for at in range(0, 10, 2))
    if way < 0.9:
        return "+33" + phone[1:]
    return ".".join(phone[at : at + 2] for at in range(0, 10, 2)) if way < 0.96 else "0033" + phone[1:]
