"""A wide survey: a column of marks, or of graded words, per question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from diagnostic import schema
from diagnostic.intake.cells.words import folded, number, reader
from diagnostic.intake.files.headers import JOIN
from diagnostic.proposal import dates, vocabulary
from diagnostic.proposal.columns import Match
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.scales import Scale, scale
from diagnostic.proposal.shape import Shape, ask, joined, left_out, rest

SCORE = schema.TABLES["survey"]["score"]
# a mark is one of so few, none above the largest scale
MARKS, LARGEST, READ = 12, 10, 0.9
QUESTION = re.compile(
    r"\?|^q(uestion)?[ _.-]?\d+\b|^(note|notation|score|satisfaction|evaluation|rating|rate|avis)\b"
    r"|\b(satisf|recommand|recommend|how likely)"
)
LONG_HEADER = 5
LEAST = 2
BESIDE = ("at", "channel", "topic", "service", "site", "profile")
SURE, LIKELY, NAMED = 0.9, 0.75, 0.6


def read(sample: Sample) -> tuple[Shape, ...]:
    """The answers of a wide survey, one source per scale; nothing where the sheet is none."""
    survey = vocabulary.file_table("survey", sample.title) >= NAMED
    marked = [one for one in sample.fields if JOIN not in one.name and (asks(one.name) or survey) and _marks(one) is not None]
    if len(marked) < LEAST or not any(asks(one.name) for one in marked):
        return ()
    told = {name: match for name, match in rest(sample, "survey", marked).items() if name in BESIDE and name in schema.TABLES["survey"]}
    if "at" not in told and (at := _at(sample, marked)) is not None:
        told["at"] = at
    scales: dict[int, list[Field]] = {}
    for one in marked:
        scales.setdefault(_scale(one), []).append(one)
    shapes = [_shape(sample, group, told) for group in scales.values()]
    used = {header for shape in shapes for header in shape.used}
    return (replace(shapes[0], left_out=left_out(sample, used)), *shapes[1:])


def _at(sample: Sample, marked: Sequence[Field]) -> Match | None:
    """When answers were given, by the first column of dates, whatever it is called."""
    for one in sample.fields:
        stamps = dates.stamps(sample, one) if one.filled and one not in marked else None
        if stamps is not None:
            return Match(schema.TABLES["survey"]["at"], one.name, one, LIKELY, stamps)
    return None


def asks(header: str) -> bool:
    """Whether a header is a question, or says that a mark stands under it."""
    word = " ".join(re.findall(r"[a-z0-9?%]+", folded(header).replace("_", " ")))
    return bool(QUESTION.search(word)) or len(word.split()) >= LONG_HEADER


def _shape(sample: Sample, group: Sequence[Field], told: dict[str, Match]) -> Shape:
    marks = sorted({mark for one in group for mark in _marks(one) or ()})
    low, high = f"{marks[0]:g}", f"{marks[-1]:g}"
    columns = {name: match.header for name, match in told.items()} | {"score": joined(group)}
    fixed = {"scale_min": low, "scale_max": high, "high_is": "good"}
    alone = len(group) == 1
    point = ask(sample, "scale", group[0].name, f"{low}-{high}", LIKELY, low=low, high=high)
    grades = {word: mark for one in group if (seen := _grades(one)) for word, mark in seen.values.items()}
    words = {name: {"channel": match.words.ours} for name, match in told.items() if name == "channel" and match.words}
    return Shape(
        "survey",
        columns,
        SURE,
        across={} if alone else {"score": "question"},
        fixed=({"question": group[0].name} if alone else {}) | fixed,
        values=words.get("channel", {}) | ({"score": grades} if grades else {}),
        dated=told["at"].stamps if "at" in told else None,
        matches=told,
        points=(point,),
    )


def _marks(one: Field) -> list[float] | None:
    """The marks of a column, None where its cells are none, or no more than yes and no."""
    if not one.filled or one.distinct > MARKS:
        return None
    if graded := _grades(one):
        return [graded.low, graded.high]
    read = reader(SCORE, {}, None)
    values = {word: read(word)[0] if number(word) is not None else None for word in one.words}
    marks = sorted({float(value) for value in values.values() if value is not None})
    if not marks or one.share({word: value is not None for word, value in values.items()}) < READ:
        return None
    return marks if marks[0] >= 0 and 1 < marks[-1] <= LARGEST and all(mark.is_integer() for mark in marks) else None


def _scale(one: Field) -> int:
    """The top of the scale that a column's marks are of."""
    if graded := _grades(one):
        return int(graded.high)
    return 5 if (_marks(one) or [0])[-1] <= 5 else LARGEST


def _grades(one: Field) -> Scale | None:
    """The scale of a column of words from very good to very bad."""
    seen = scale(one.words) if one.distinct <= MARKS else None
    return seen if seen and seen.values else None
