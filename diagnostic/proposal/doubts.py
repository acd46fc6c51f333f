"""What is likely rather than sure in the reading of a sheet, as points to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from diagnostic import schema
from diagnostic.errors import Problem
from diagnostic.intake.files.headers import JOIN, parts
from diagnostic.intake.identity import people, personal_columns
from diagnostic.intake.identity.personal_columns import COMES_BACK, may_identify
from diagnostic.proposal import concepts
from diagnostic.proposal.columns import CONVINCING, Match, Matcher, has_words
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.tables import Choice, lacking, placed
from diagnostic.proposal.values import Words
from diagnostic.schema import IDENTIFIERS
from diagnostic.wording import Word

# less sure than this, a choice is marked; a column is seldom wrong from SURE_COLUMN on, and is asked whatever else is asked below EVEN; one
# that is left over is asked where it is as likely as this to be of use
SURE, SURE_COLUMN, EVEN, USEFUL = 0.8, 0.8, 0.55, 0.12
# less likely than this, what a column might be is not worth a word; nor are its cells shown, which may be anybody's
VAGUE = 0.2
SHOWN = 12
# nobody answers more questions about the columns of one file, unless more are read without being sure
MOST = 6
# without these little can be measured: where no column is one of them, another that holds dates may be
SOUGHT = ("closed_at", "called_at", "done_at", "at")
# of these a sheet may have several: one more is no rival of those that are read
SEVERAL = ("score",)
# a number of a call or of a case read in vain costs nobody anything, and is not asked
HARMLESS = ("source_id", "case_id")
# of a header that may mean services or people, codes or names of services on so many rows are worth a question
WHO, CODES = frozenset(("team", "assign", "service")), 0.8


def of_table(sample: Sample, choices: Sequence[Choice]) -> Point:
    """The table of a sheet, where its lead is small: the likeliest first, as which it is read where it is placed."""
    values: dict[str, Any] = {"file": sample.file}
    if not choices:
        values |= {"headers": sample.headers[:SHOWN], "tables": list(schema.TABLES)}
        return Point(Problem("proposal.ask.table_unknown", values), sample.where)
    best, *others = (Word(f"words.table.{choice.table}") for choice in choices[:3])
    key = ("table_placed" if others else "table_placed_alone") if placed(choices) else "table" if others else "table_alone"
    question = Problem(f"proposal.ask.{key}", values | {"table": best, "others": others})
    return Point(question, sample.where, None, choices[0].table, choices[0].confidence)


def of_lacking(sample: Sample, choice: Choice) -> Iterator[Point]:
    """What the rows need and no column gives."""
    for ways in lacking(choice.table, choice.matches):
        named = [Word(f"words.column.{name}") for name in ways]
        values = {"file": sample.file, "table": Word(f"words.table.{choice.table}"), "needed": named, "columns": list(ways)}
        yield Point(Problem("proposal.ask.lacking", values), sample.where)


def of_words(sample: Sample, matches: Mapping[str, Match]) -> Iterator[Point]:
    """Words of columns whose meaning is likely rather than sure, or not known."""
    for name, match in matches.items():
        if match.words is not None:
            values: dict[str, Any] = {"file": sample.file, "header": match.header, "column": name}
            yield from _of_words(sample, name, match, match.words, values)


def of_columns(sample: Sample, matches: Mapping[str, Match]) -> Iterator[Point]:
    """Columns that are likely rather than sure."""
    for name, match in matches.items():
        if match.confidence < SURE_COLUMN and name not in HARMLESS:
            values = {"file": sample.file, "header": match.header, "column": name}
            key = "sum" if match.column.kind == "integer" and JOIN in match.header else "column"
            yield Point(Problem(f"proposal.ask.{key}", values), sample.where, match.header, name, match.confidence, refusable=name)


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


def of_log(sample: Sample, choice: Choice) -> Iterator[Point]:
    """Columns of a log that sometimes change from row to row of a case."""
    for key, headers in (("changes", choice.changing), ("changes_last", choice.come_to)):
        for header in headers:
            yield Point(Problem(f"proposal.ask.{key}", {"file": sample.file, "header": header}), sample.where, header, None, None)


def of_left(sample: Sample, matcher: Matcher, table: str, read: Mapping[str, str], aside: Iterable[str] = ()) -> Iterator[Point]:
    """Headers that are left unmapped although they look useful: rivals of a column that is `read`, or what may be one that is not. Those
    put `aside` are known to be none."""
    identified = any(name in read for name in IDENTIFIERS)
    used = {part for header in read.values() for part in parts(header)} | set(aside)
    useful = matcher.useful(table, used, read)
    for one, name, likely in matcher.left(table, used):
        sure = useful[one.name]
        least = 0.0 if name in SOUGHT and name not in read and matcher.stamps(one) else USEFUL
        # people are known by one identifier; a column of their names is nothing else, and its words are shown to nobody
        if sure < least or (identified if name in IDENTIFIERS else personal_columns.kind(one.name, one.words)):
            continue
        values: dict[str, Any] = {"file": sample.file, "header": one.name, "column": name}
        column = schema.TABLES[table][name]
        if likely < VAGUE and name not in SOUGHT:
            question = Problem("proposal.ask.left", values)
        elif name in read and name not in SEVERAL:
            question = Problem("proposal.ask.rival", values | {"header": read[name], "other": one.name})
        elif has_words(column) and matcher.words(column, one).share < CONVINCING:
            question = Problem("proposal.ask.unmapped", values | {"words": _shown(one)})
        else:
            question = Problem("proposal.ask.unread", values)
        yield Point(question, sample.where, one.name, None, sure)


def of_who(sample: Sample, choice: Choice) -> Iterator[Point]:
    """Headers that say who deals with the matter, of services or of people alike, over codes that nobody can tell from initials."""
    if "team" not in schema.TABLES[choice.table] or "team" in choice.matches:
        return
    used = {part for match in choice.matches.values() for part in parts(match.header)}
    for one in sample.fields:
        if one.name not in used and concepts.of(one.name) & WHO and _may_be_services(one):
            values = {"file": sample.file, "header": one.name, "column": "team", "words": one.distinct}
            yield Point(Problem("proposal.ask.who", values), sample.where, one.name, None, SURE_COLUMN)


def _may_be_services(one: Field) -> bool:
    labels = one.filled >= COMES_BACK * one.distinct > 0
    coded = people.share(one.words, lambda cell: people.is_code(cell) or people.is_organisation(cell))
    return labels and coded >= CODES and personal_columns.kind(one.name, one.words) == "people"


def most_telling(taken: Iterable[Point], left: Iterable[Point], already: Iterable[Point]) -> list[Point]:
    """The points about columns that nobody minds being asked: all that are `taken` at even odds, then those whose answer most likely
    changes something, be they taken or `left`, as many as a file may ask with those that are asked `already`."""
    asked = {point.column for point in already if point.column}
    open_to = [point for point in taken if point.column not in asked]
    kept = [point for point in open_to if (point.confidence or 0.0) < EVEN]
    asked |= {point.column for point in kept if point.column}
    doubted = [(1 - (point.confidence or 0.0), point) for point in open_to if point not in kept]
    doubted += [(point.confidence or 0.0, point) for point in left]
    for _, point in sorted(doubted, key=lambda one: -one[0]):
        if point.column and point.column not in asked and len(asked) < MOST:
            kept.append(point)
            asked.add(point.column)
    return kept


def _shown(one: Field) -> list[str]:
    return [_counted(word, rows) for word, rows in list(one.words.items())[:SHOWN] if not may_identify(word)]
