"""The words of a choice column in ours: statuses, channels, outcomes, yes and no; and the spellings of one topic or one service."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from diagnostic.intake.cells.words import is_missing
from diagnostic.proposal import vocabulary
from diagnostic.proposal.sample import Field
from diagnostic.proposal.words import meanings
from diagnostic.schema import Column

SEPARATORS = ("|", ";", "/", ",", "+")
# a column with more words than this is no choice
CHOICES = 80
# where none of so many frequent words is known, the others are not either
HEARD = 12
# a meaning as sure as this needs nobody's confirmation
SURE = 0.78
# a spelling is a variant of one that comes this many times as often
OFTENER = 3


@dataclass(frozen=True)
class Words:
    """What the words of a column mean: `ours` by the file's words, the `unsure` among them, those `unknown` with how many rows hold them,
    the share of words that are known, and of those that are known for sure."""

    ours: dict[str, str]
    unsure: dict[str, str]
    unknown: dict[str, int]
    share: float
    sure: float = 0.0
    separator: str | None = None


def words(column: Column, one: Field) -> Words:
    """The meaning of a field's words for a choice column; a column of lists is taken apart where that makes more of it known, or
    where its cells then say several things."""
    whole = _words(column, one, None)
    if column.kind != "choices":
        return whole
    parted = [_words(column, one, separator) for separator in SEPARATORS if any(separator in word for word in one.words)]
    return max([whole, *parted], key=lambda reading: (reading.sure, _several(reading, one)))


def _several(reading: Words, one: Field) -> int:
    """How many cells say several things once they are taken apart."""
    if reading.separator is None:
        return 0
    said = ({reading.ours.get(part.strip()) for part in cell.split(reading.separator)} - {None, ""} for cell in one.words)
    return sum(len(meanings) > 1 for meanings in said)


def spellings(one: Field) -> dict[str, str]:
    """Rare spellings of a frequent word: other case, accents or punctuation."""
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for word, count in one.words.items():
        groups.setdefault(vocabulary.bare(word), Counter())[word] += count
    usual: dict[str, str] = {}
    for group in groups.values():
        best, count = max(group.items(), key=lambda item: (item[1], item[0]))
        usual |= {word: best for word, often in group.items() if word != best and often * OFTENER <= count}
    return usual


def _words(column: Column, one: Field, separator: str | None) -> Words:
    counted = Counter[str]()
    for cell, count in one.words.items():
        for word in [cell] if separator is None else [part.strip() for part in cell.split(separator)]:
            if not is_missing(word):
                counted[word] += count
    first = meanings(column, [word for word, _ in counted.most_common(HEARD)], one.name)
    if len(counted) > CHOICES or not any(meant is not None for meant, _ in first.values()):
        return Words({}, {}, dict(counted), 0.0, 0.0, separator)
    read = meanings(column, counted, one.name)
    ours: dict[str, str] = {}
    unsure, unknown = {}, {}
    for word, count in counted.items():
        meant, confidence = read[word]
        if meant is None:
            unknown[word] = count
            continue
        ours[word] = meant
        if confidence < SURE:
            unsure[word] = meant
    total = sum(counted.values()) or 1
    doubtful = sum(counted[word] for word in unsure)
    share = sum(counted[word] for word in ours) / total
    return Words(ours, unsure, unknown, share, share - doubtful / total, separator)
