"""What is likely rather than sure in the reading of a sheet, as points to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from diagnostic import schema
from diagnostic.errors import Problem
from diagnostic.intake.files.headers import parts
from diagnostic.intake.identity.personal_columns import may_identify
from diagnostic.proposal import vocabulary
from diagnostic.proposal.columns import Match, Matcher
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample
from diagnostic.proposal.tables import Choice
from diagnostic.proposal.values import Words

# less sure than this, a choice is marked; a table is surer than one of its columns
SURE, SURE_TABLE = 0.8, 0.6
SHOWN = 12


def of_table(sample: Sample, choice: Choice) -> Iterator[Point]:
    if choice.confidence < SURE_TABLE:
        values = {"file": sample.file, "table": choice.table}
        yield Point(Problem("proposal.ask.table", values), sample.where, None, choice.table, choice.confidence)


def of_columns(sample: Sample, matches: dict[str, Match]) -> Iterator[Point]:
    """Columns that are likely rather than sure, and words whose meaning is."""
    for name, match in matches.items():
        values: dict[str, Any] = {"file": sample.file, "header": match.header, "column": name}
        if match.confidence < SURE and not (match.words and match.words.unsure):
            yield Point(Problem("proposal.ask.column", values), sample.where, match.header, name, match.confidence, refusable=name)
        if match.words is not None:
            yield from _of_words(sample, name, match, match.words, values)


def _of_words(sample: Sample, name: str, match: Match, words: Words, values: dict[str, Any]) -> Iterator[Point]:
    """One point for all the words of a column that are not known or not for sure, those on most rows first."""
    unsure = sorted(words.unsure, key=lambda word: -match.field.words.get(word, 0))
    unknown = [word for word in sorted(words.unknown, key=lambda word: -words.unknown[word]) if not may_identify(word)]
    said = {"words": [_counted(word, match.field.words.get(word, 0)) for word in unsure[:SHOWN]]}
    asked = {"unknown": [_counted(word, words.unknown[word]) for word in unknown[:SHOWN]]}
    meant = ", ".join(f"{word} = {words.unsure[word] or '-'}" for word in unsure[:SHOWN])
    if unsure:
        key = "words_both" if unknown else "party" if name == "party" else "words"
        yield Point(Problem(f"proposal.ask.{key}", values | said | asked), sample.where, match.header, meant, 0.75, refusable=name)
    elif unknown:
        yield Point(Problem("proposal.ask.words_unknown", values | {"words": asked["unknown"]}), sample.where, match.header)


def _counted(word: str, rows: int) -> str:
    return f"{word} ({rows})" if rows else word


def rivals(sample: Sample, matcher: Matcher, choice: Choice) -> Iterator[Point]:
    """Stamps that several headers name as well, and columns of a log that sometimes change."""
    used = {match.header for match in choice.matches.values()}
    for name, match in choice.matches.items():
        others = [header for header in matcher.rivals(choice.table, match) if header not in used] if match.stamps else []
        for other in others:
            values = {"file": sample.file, "header": match.header, "other": other, "column": name}
            yield Point(Problem("proposal.ask.rival", values), sample.where, match.header, name, 0.6)
    for key, headers in (("changes", choice.changing), ("changes_last", choice.come_to)):
        for header in headers:
            yield Point(Problem(f"proposal.ask.{key}", {"file": sample.file, "header": header}), sample.where, header, None, None)


def unmapped(sample: Sample, matcher: Matcher, choice: Choice) -> Iterator[Point]:
    """Headers that name a choice column well, with words that nobody knows: left unmapped."""
    used = {part for match in choice.matches.values() for part in parts(match.header)} | set(choice.varying)
    for column in schema.TABLES[choice.table].values():
        if column.name in choice.matches or not vocabulary.has_words(column):
            continue
        for one in sample.fields:
            named = vocabulary.named(choice.table, column.name, one.name)
            if one.name not in used and one.filled and named >= SURE and one.distinct <= len(one.words):
                shown = [_counted(word, rows) for word, rows in list(one.words.items())[:SHOWN] if not may_identify(word)]
                values = {"file": sample.file, "header": one.name, "column": column.name, "words": shown}
                yield Point(Problem("proposal.ask.unmapped", values), sample.where, one.name, None, round(named / 2, 2))
