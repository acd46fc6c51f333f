"""How many repeats chance alone would give: the same contacts of the same persons, their dates dealt again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostic.indicators import encode
from diagnostic.measuring.cohort import contacts_since_break
from diagnostic.measuring.rows import Row, measures, ratio, sql
from diagnostic.questions.repeats.matters import where_known
from diagnostic.store.engine import Store

DAY = 86_400
SHUFFLES = 20
WINDOWS, LONGEST = (1, 3, 7, 15, 30), 30

Integers = NDArray[np.int64]


@measures("repeat.excess_rate")
@contacts_since_break
@where_known("repeat.excess_rate")
def excess(store: Store) -> Iterator[Row]:
    """The repeat rate − the rate expected by chance: for the window W, and for each window on the contacts eligible for 30 days.

    By chance: every contact keeps its person, its matter and its season (weeks of term, weeks of school holidays); the dates of the
    contacts on one topic in one season are dealt again among them, `SHUFFLES` times. Each person comes as often in each season, and the
    busy weeks of each topic stay busy. Interval: persons drawn again.
    """
    contacts = _Contacts.of(sql(store, __file__, "chance_contacts"))
    usual = int(store.settings["repeat_window_days"])
    asked = [({}, usual, usual), *(({"window": days}, days, LONGEST) for days in WINDOWS)]
    limits = [(window, history) for _, window, history in asked]
    generator = np.random.default_rng(int(store.settings["seed"]))
    seen = contacts.repeats(contacts.as_they_came, limits)
    dealt = np.zeros_like(seen)
    for _ in range(SHUFFLES):
        dealt += contacts.repeats(contacts.dealt_again(generator), limits)
    for (dimensions, _, history), repeated, chance in zip(asked, seen, dealt / SHUFFLES, strict=True):
        eligible = contacts.per_person(contacts.eligible(contacts.as_they_came, history))
        frame = pd.DataFrame({"cluster": contacts.persons, "numerator": repeated - chance, "denominator": eligible})
        parts = (repeated.sum(), (eligible - repeated).sum())
        yield from ratio("repeat.excess_rate", frame, store, scope=encode(**dimensions), parts=parts)


@dataclass(frozen=True)
class _Contacts:
    """Contacts in order of time; those `told` may be repeats, but for a `document` asked for. An order says whose date each contact takes.

    `matters` are those that several contacts share, of a person on a topic and of a case: where the contacts stand, and a number for each.
    """

    persons: Integers
    person: Integers
    told: NDArray[np.bool_]
    matters: tuple[tuple[Integers, Integers], ...]
    dealt_together: Integers
    at: Integers
    history: Integers
    comparable: NDArray[np.bool_]
    document: NDArray[np.bool_]

    @classmethod
    def of(cls, frame: pd.DataFrame) -> _Contacts:
        person, matter, case, together, at, history = (
            frame[name].to_numpy(np.int64) for name in ("person", "matter", "case_number", "dealt_together", "at_s", "history_s")
        )
        persons, person = np.unique(person, return_inverse=True)
        shared = (_shared(matter), _shared(case))
        told, *flags = (frame[name].to_numpy(bool) for name in ("told", "comparable", "document"))
        return cls(persons, person, told, shared, together, at - at.min(initial=0), history, *flags)

    @property
    def as_they_came(self) -> Integers:
        return np.arange(len(self.at))

    def dealt_again(self, generator: np.random.Generator) -> Integers:
        """An order in which the contacts on each topic in each season exchange their dates at random."""
        order = np.empty(len(self.at), np.int64)
        order[np.argsort(self.dealt_together, kind="stable")] = np.lexsort((generator.random(len(self.at)), self.dealt_together))
        return order

    def repeats(self, order: Integers, limits: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        """Per (window, history) of `limits` and person, the eligible contacts that follow one of the same matter within the window."""
        gaps = np.where(self.document, np.inf, np.minimum(*(_gaps(*shared, self.at[order]) for shared in self.matters)))
        return np.stack([self.per_person(self.eligible(order, history) & (gaps <= window * DAY)) for window, history in limits])

    def eligible(self, order: Integers, history: int) -> NDArray[np.bool_]:
        return self.told & self.comparable[order] & (self.history[order] >= history * DAY)

    def per_person(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(self.person[chosen], minlength=len(self.persons)).astype(float)


def _shared(numbers: Integers) -> tuple[Integers, Integers]:
    """Where numbers stand that occur more than once, 0 (unknown) apart, and those numbers counted from 0: no other can be a repeat."""
    _, number, count = np.unique(numbers, return_inverse=True, return_counts=True)
    places = np.flatnonzero((count[number] > 1) & (numbers > 0))
    return places, np.unique(number[places], return_inverse=True)[1].astype(np.int64)


def _gaps(places: Integers, numbers: Integers, at: Integers) -> NDArray[np.float64]:
    """Seconds since the previous contact of the same number, without end where there is none."""
    span = int(at.max(initial=0)) + 1
    # number and time in one integer sort several times as fast as the two columns
    order = np.argsort(numbers * span + at[places], kind="stable")
    places, numbers = places[order], numbers[order]
    gaps = np.full(len(at), np.inf)
    follows = numbers[1:] == numbers[:-1]
    gaps[places[1:][follows]] = np.diff(at[places])[follows]
    return gaps
