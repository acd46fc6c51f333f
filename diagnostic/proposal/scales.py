"""The scale of a survey's scores, as its answers show it: numbers, numbers out of another, stars, graded words, smileys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from diagnostic.intake.cells.scores import OUT_OF, PERCENT, score
from diagnostic.intake.cells.words import folded
from diagnostic.resources import files, listed

# graded words are a scale where they make this share of the answers
GRADED, MOSTLY = 0.9, 0.5
NEUTRAL = 3
# the tops of the scales in use; what stays at or below the least may be a scale of its own
USUAL, LEAST = (4.0, 5.0, 7.0, 10.0), 3.0


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, how surely, and what stands for a word or a smiley of the file: a score, or `""` for no opinion."""

    low: float
    high: float
    confidence: float
    values: dict[str, str] = field(default_factory=dict)

    @property
    def fixed(self) -> dict[str, str]:
        """The columns of `survey` that it fills."""
        return {"scale_min": f"{self.low:g}", "scale_max": f"{self.high:g}", "high_is": "good"}


def scale(words: Mapping[str, int]) -> Scale | None:
    """The scale of answers counted by what they say; None where they are neither scores nor grades."""
    scores = {word: score(word)[0] for word in words}
    known = {word: value for word, value in scores.items() if value is not None}
    if _share(words, known) >= GRADED:
        return _of_scores(known)
    return _of_grades(words)


def says_scores(words: Mapping[str, int]) -> bool:
    """Whether most answers are scores or grades, be they of a scale or not."""
    return _share(words, {word: 1 for word in words if score(word)[0] is not None or _grade(word) is not None}) >= MOSTLY


def _of_scores(scores: Mapping[str, float]) -> Scale:
    lowest, highest = min(scores.values()), max(scores.values())
    tops = {float(found[1]) for word in scores if (found := re.search(OUT_OF, folded(word)))}
    tops |= {float(len(word.replace("\ufe0f", ""))) for word in scores if re.search("[☆✩]", word)}
    tops |= {100.0 for word in scores if re.search(rf"\d\s*{PERCENT}\s*$", folded(word))}
    if tops:
        return Scale(0.0 if 100.0 in tops else min(1.0, lowest), max(tops), 0.9 if len(tops) == 1 else 0.5)
    # few answers show the ends of a scale: the usual one that holds them
    top = next((usual for usual in USUAL if highest <= usual), highest) if highest > LEAST else highest
    return Scale(0.0 if lowest == 0 else min(1.0, lowest), top, 0.7)


def _of_grades(words: Mapping[str, int]) -> Scale | None:
    """Five grades where a neutral one stands among them or all five smileys differ, else four without a middle."""
    grades = {word: grade for word in words if (grade := _grade(word)) is not None}
    told = {word: grade for word, grade in grades.items() if grade}
    if _share(words, grades) < GRADED or len(set(told.values())) < 2:
        return None
    ranks = sorted(set(told.values()))
    if len(ranks) == 5:
        place = {rank: position for position, rank in enumerate(ranks, 1)}
    elif any(NEUTRAL - 0.5 < rank < NEUTRAL + 0.5 for rank in ranks):
        place = {rank: round(rank) for rank in ranks}
    else:
        place = {rank: round(rank) - (rank > NEUTRAL) for rank in ranks}
    values = {word: str(place[grade]) if grade else "" for word, grade in grades.items()}
    return Scale(1, 5 if max(place.values()) == 5 or NEUTRAL in map(round, ranks) else 4, 0.75, values)


def _share(words: Mapping[str, int], known: Mapping[str, object]) -> float:
    return sum(words[word] for word in known) / max(1, sum(words.values()))


def _grade(word: str) -> float | None:
    """From 1, the worst, to 5; 0 for no opinion; None for a word that is no grade."""
    bare = re.sub(r"^\d+\s*[-–.:)=]\s*", "", folded(word.replace("\ufe0f", ""))).strip(" .!")
    return _grades().get(bare)


@cache
def _grades() -> dict[str, float]:
    words_of: dict[Any, list[str]] = listed(files(__package__).joinpath("scales.yml"))
    return {folded(str(word)): float(grade) for grade, words in words_of.items() for word in words}
