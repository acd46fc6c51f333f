"""What speaks for a column of a file being a canonical column, as signs that decision trees read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnostic import schema
from diagnostic.intake.cells.words import folded
from diagnostic.proposal import concepts, nature, scales, vocabulary
from diagnostic.proposal.roles import Role
from diagnostic.proposal.sample import Field
from diagnostic.schema import Column

# what says how a value is written, and nothing of which one it is
FORM = frozenset(
    (
        *("date", "time", "hour", "utc", "duration", "average", "count", "total", "id", "code", "name", "type", "first"),
        *("call", "case", "message", "appointment", "visit", "survey"),
    )
)
# a header of so many words is a question or a sentence
SENTENCE = 6
INSTANT, LIKELY, UNLIKELY, WORDS = 0.5, 0.6, 0.3, 0.8
DIGITS = re.compile(r"\d+")
# between words of a header that are those of its cells
LISTED = re.compile(r"[/|,;]")
# a number that comes back from row to row: at most so many different ones
REPEATED = 0.7
# a column of which the cells are hardly those of its role outdoes no other
SUITED = 0.5


@dataclass(frozen=True)
class Seen:
    """A column of a file as the evidence sees it: its field, where it stands among the columns (0 first, 1 last), the share of its words
    that are known for each canonical column that has a vocabulary, how often its stamp is the earliest and the latest of its row, how many
    columns of the sheet are of its kind (stamps, durations), and the hours between the first and the last stamp of its row. `day`
    is the column whose days go with its times of day; `lent` whether its own days go with those of others."""

    field: Field
    place: float
    known: Mapping[Column, float]
    earliest: float = 0.0
    latest: float = 0.0
    alike: int = 1
    hours: float | None = None
    day: Field | None = None
    lent: bool = False

    @cached_property
    def nature(self) -> Mapping[str, float]:
        return nature.read(self.field)

    @cached_property
    def lists(self) -> bool:
        """Whether the header lists words of the cells: "TEL/PHYS/MEL"."""
        listed = {folded(part).strip() for part in LISTED.split(self.field.name)}
        return len(listed & {folded(word) for word in self.field.words}) > 1

    @cached_property
    def tokens(self) -> tuple[concepts.Token, ...]:
        """The words of the header that say what stands under it."""
        return () if self.lists else concepts.read(self.field.name)

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset(concept for token in self.tokens for concept in token.concepts)

    def knows(self, name: str) -> float:
        """The share of its words that are known for the columns of that name."""
        return max((share for column, share in self.known.items() if column.name == name), default=0.0)

    def told(self, kind: str) -> float:
        return self.nature.get(kind, 0.0)

    @cached_property
    def counted(self) -> float:
        """The share of the cells that number what the header names: "Guichet 2", "G2" or "02" under "Guichet"."""
        header = folded(self.field.name)
        return self.field.share(
            {word: bool(DIGITS.search(word)) and header.startswith(DIGITS.sub("", folded(word)).strip(" n°")) for word in self.field.words}
        )

    @cached_property
    def graded(self) -> bool:
        """Whether the cells are a few words from good to bad, or numbers of a scale."""
        return bool(self.told("few")) and scales.scale(self.field.words) is not None

    @property
    def instant(self) -> float:
        """How much the cells are instants, with the day of another column where they have none; numbers of ten digits are where the
        header does not say that they name something."""
        if self.day:
            return self.told("daytime")
        named = "id" in self.concepts and not self.concepts & {"date", "time"}
        return max(self.told("date"), self.told("epoch") * (not named))


def of_column(seen: Seen) -> dict[str, float]:
    """The signs of a column by itself, whatever it is tried for: what its cells are, what its header speaks of, where it stands."""
    return {
        **{f"cells_{kind}": share for kind, share in seen.nature.items()},
        **{f"of_{concept}": 1.0 for concept in seen.concepts},
        "tokens": float(len(seen.tokens)),
        "unknown": float(sum(1 for token in seen.tokens if not token.concepts and not token.text.isdigit())),
        "only_form": float(bool(seen.tokens) and all(token.concepts & FORM or token.text.isdigit() for token in seen.tokens)),
        "words_known": max(seen.known.values(), default=0.0),
        "place": seen.place,
        "earliest": seen.earliest,
        "latest": seen.latest,
        "alike": float(seen.alike),
    }


def for_role(role: Role, seen: Seen) -> dict[str, float]:
    """The signs of one column of a file being one canonical column."""
    otherwise = _says_otherwise(role, seen)
    best, explained, rank, worth = (None, 0.0, 0, 0.0) if otherwise else _said(role, seen)
    usual = 0.0 if otherwise else vocabulary.named(role.table, role.name, seen.field.name)
    apart = [token.concepts for token in seen.tokens if not (best and token.concepts & best)]
    free = frozenset(concept for said in apart for concept in said)
    known = seen.knows("end") if (role.table, role.name) in STATES else seen.known.get(role.column, 0.0)
    listed = seen.lists and known >= LIKELY
    says = float(best is not None or listed)
    return {
        f"is_{role.nature}": 1.0,
        "says": says,
        "worth": worth,
        "usual": float(usual > vocabulary.WHOLE) + 0.5 * float(vocabulary.PART <= usual <= vocabulary.WHOLE),
        "explained": 1.0 if listed else says * explained,
        "rank": float(rank),
        "specific": says * (len(best or ()) - 1),
        "never": float(any(words <= free for words in role.never)),
        "fits": 0.0 if otherwise else _fits(role.nature, seen),
        "rest": float(sum(1 for said in apart if said and not said & FORM)),
        "known": known,
        "opening": seen.earliest if role.name in OPENING else 0.0,
        "late_opening": seen.latest if role.name in OPENING else 0.0,
        "closing": seen.latest if role.name in CLOSING else 0.0,
    }


# columns of states in the words of the file, which are those of ends
STATES = (("cases", "status"), ("case_events", "activity"))
OPENING = ("occurred_at", "opened_at", "taken_at", "booked_at")
CLOSING = ("closed_at", "done_at")


def compare(told: Sequence[Sequence[dict[str, float]]]) -> None:
    """Adds to the signs of each column for each canonical column how well others would serve: other columns of the sheet in its place, and
    the column itself as something else."""
    suits = np.array([[one["fits"] * (1 + one["says"]) for one in row] for row in told])
    for of_role, suit in zip(zip(*told, strict=True), suits.T, strict=True):
        best = max((one["worth"] for one in of_role if one["fits"] >= SUITED), default=0.0)
        as_well = len(suit) - np.searchsorted(np.sort(suit), suit)
        for one, elsewhere, so_many in zip(of_role, _best_of_others(suit), as_well, strict=True):
            one["outdone"] = one["says"] * max(0.0, best - one["worth"])
            one["best_named"] = float(0 < one["worth"] == best)
            one["elsewhere"] = float(elsewhere)
            one["as_well"] = float(so_many)
    for row, suit in zip(told, suits, strict=True):
        for one, otherwise in zip(row, _best_of_others(suit), strict=True):
            one["otherwise"] = float(otherwise)
            one["columns"] = float(len(told))


def _best_of_others(suit: np.ndarray) -> np.ndarray:
    """For each the greatest of all but itself, 0 where it is alone."""
    second, first = np.sort(np.append(suit, (0.0, 0.0)))[-2:]
    alone = (suit == first) & ((suit == first).sum() == 1)
    return np.where(alone, second, first)


def _said(role: Role, seen: Seen) -> tuple[frozenset[str] | None, float, int, float]:
    """The first set of concepts that the header holds, the share of its tokens that speak of it, its rank, and what it is worth in all."""
    counted = max(1, sum(not token.text.isdigit() for token in seen.tokens))
    best: tuple[float, frozenset[str] | None, float, int] = (0.0, None, 0.0, 0)
    for rank, words in enumerate(role.says):
        if not words <= seen.concepts or not _apart(words, seen):
            continue
        explained = min(1.0, sum(bool(token.concepts & words) for token in seen.tokens) / counted)
        worth = 1 - 0.06 * rank + 0.15 * (len(words) - 1) + 0.3 * explained
        if worth > best[0]:
            best = (worth, words, explained, rank)
    return best[1], best[2], best[3], best[0]


def _says_otherwise(role: Role, seen: Seen) -> bool:
    """Whether the cells say that a header does not mean what it could: a choice, because its words stand under it (Direction, in and out),
    and no label; the numbers of the counters of a place, and no place."""
    said = {column.name for column, share in seen.known.items() if share >= WORDS and column.name in seen.concepts}
    chosen = role.nature == "label" and not said.isdisjoint(schema.TABLES[role.table])
    return chosen or (role.name == "site" and seen.counted >= WORDS)


def _apart(words: frozenset[str], seen: Seen) -> bool:
    """Whether several concepts are said by as many tokens: one word that may mean two things says only one of them."""
    return len(words) == 1 or sum(bool(token.concepts & words) for token in seen.tokens) >= len(words)


def _fits(kind: str, seen: Seen) -> float:
    """How well the cells are of a nature."""
    told = seen.told
    instant = seen.instant
    if told("empty"):
        return 0.0
    if kind in ("instant", "date"):
        whole = not (seen.lent if kind == "instant" else seen.day)
        return instant if instant > INSTANT and whole else 0.0
    if instant > INSTANT and not seen.day:
        return 0.0
    coded = 0.4 * told("integer") * (told("distinct") < UNLIKELY)  # teams and motives that a tool numbers
    said = max(float(told("words") > UNLIKELY), 0.6 * told("few") * (1 - told("number")), coded)
    label = said * (1 - told("long")) * (1 - 0.8 * told("mail")) * (1 - told("url")) * (1 - told("place")) * (1 - told("flag"))
    choice = max(told("few") or told("distinct") < UNLIKELY, told("flag")) * (1 - told("long")) * (1 - told("unique"))
    match kind:
        case "clock":
            return max(told("clock"), told("slot"), told("integer") * told("small"), 0.8 * told("integer") * told("percentile"))
        case "month":
            return max(told("month"), 0.6 * told("small") * told("integer"))
        case "weekday":
            return max(told("weekday"), 0.3 * told("small"))
        case "key":  # of rows of which several are about one thing
            return _fits("id", seen) * (told("distinct") <= REPEATED)
        case "id":
            short = 0.5 * (1 - told("few")) * (1 - told("label"))
            numbered = 0.6 * told("numbered") * (1 - told("few"))
            likely = max(told("mark"), told("unique"), 0.6 * told("distinct"), short, numbered)
            return likely * (1 - told("long")) * (1 - told("percent")) * (1 - told("clock"))
        case "duration":
            numbered = told("unique") * told("mark") * ("duration" not in seen.concepts)
            return max(told("duration"), told("clock"), told("number") * (1 - 0.5 * told("large"))) * (1 - numbered)
        case "count":
            return told("number") * (1 - told("place")) * (1 - told("unique") * told("large"))
        case "complaint":
            return seen.knows("is_complaint")
        case "flag":
            return max(told("flag"), 0.5 * choice)
        case "choice":
            return choice * max(told("words"), 0.6)
        case "outcome" | "status":
            return choice
        case "label":
            return label
        case "phone":
            return max(told("phone"), 0.3 * told("mark"))
        case "mail":
            return told("mail")
        case "score":
            return max(told("percentile") * told("number"), 0.7 * seen.graded)
    raise KeyError(kind)
