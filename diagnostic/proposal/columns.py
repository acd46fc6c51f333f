"""Which column of a file is which canonical column: by its header, and by what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from diagnostic import schema
from diagnostic.intake.cells.words import EMAIL, hour, reader
from diagnostic.intake.files.headers import JOIN
from diagnostic.intake.identity import phones
from diagnostic.proposal import dates, scales, vocabulary
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.values import Words, words
from diagnostic.schema import Column

# what stands in a column tells it without its header, only for these
TELLING_VALUES = {"email": 0.8, "phone": 0.75, "weekday": 0.75}
# below this share of values of the right kind, a header does not convince
CONVINCING = 0.5
PROPOSED = 0.5
# a text is a label where it is short and comes back; else it is free, and may say anything of anyone
LABEL, COMES_BACK, FEW = 60, 0.5, 40
CERTAIN = 0.98
RIVAL = 0.9
# names as near as this are as near
TIE = 0.02
# known words speak more than a header does
WORDS_TELL = 0.1
# characters of a telephone number in international form
SUBSCRIBER = 11
CLOCK_WORDS = ("heure", "time", "hour", "horaire")


@dataclass(frozen=True)
class Match:
    """A canonical column and the header proposed for it, how surely, and what was seen in it."""

    column: Column
    header: str
    field: Field
    nearness: float
    stamps: Stamps | None = None
    words: Words | None = None

    @property
    def confidence(self) -> float:
        return min(CERTAIN, self.nearness)


class Matcher:
    """What the fields of a sample can be. What is seen of a field is seen once, whatever the table it is tried for."""

    def __init__(self, sample: Sample):
        self.sample = sample
        self._stamps: dict[str, Stamps | None] = {}
        self._words: dict[tuple[Column, str], Words] = {}

    def rivals(self, table: str, match: Match) -> list[str]:
        """Other headers that name the same stamp as well, with stamps under them too."""
        tried = (self._match(table, match.column, one) for one in self.sample.fields if one.filled and one.name not in match.header)
        return [other.header for other in tried if other and other.nearness >= RIVAL]

    def matches(self, table: str) -> dict[str, Match]:
        """For each canonical column of a table the field that suits it best; a field serves one column."""
        tried = [self._match(table, column, one) for column in schema.TABLES[table].values() for one in self.sample.fields if one.filled]
        matched: dict[str, Match] = {}
        taken: set[str] = set()
        for match in sorted((match for match in tried if match), key=_rank):
            if match.column.name not in matched and match.header not in taken:
                matched[match.column.name] = match
                taken.add(match.header)
        return self._with_times(matched)

    def stamps(self, one: Field) -> Stamps | None:
        if one.name not in self._stamps:
            self._stamps[one.name] = dates.stamps(self.sample, one)
        return self._stamps[one.name]

    def words(self, column: Column, one: Field) -> Words:
        key = (column, one.name)  # a column of one name has other words in another table
        if key not in self._words:
            self._words[key] = words(column, one)
        return self._words[key]

    def match(self, column: Column, one: Field, nearness: float) -> Match:
        """A match that another one implies, with what is seen in the field."""
        stamps = self.stamps(one) if column.kind in ("instant", "date") else dates.months(one) if column.kind == "month" else None
        return Match(column, one.name, one, nearness, stamps, self.words(column, one) if vocabulary.has_words(column) else None)

    def _match(self, table: str, column: Column, one: Field) -> Match | None:
        named = vocabulary.named(table, column.name, one.name)
        personal = vocabulary.personal(one.name)[1]
        if personal > named + TIE or (personal > named - TIE and column.kind == "text"):
            return None
        if not named and column.name not in TELLING_VALUES:
            return None
        fit = self._fit(table, column, one)
        if fit < CONVINCING:
            return None
        nearness = (named or TELLING_VALUES[column.name]) * (0.5 + 0.5 * fit)
        return self.match(column, one, nearness) if nearness >= PROPOSED else None

    def _fit(self, table: str, column: Column, one: Field) -> float:
        """The share of what stands in the field that the canonical column can take."""
        if column.kind in ("instant", "date"):
            stamps = self.stamps(one)
            return 0.0 if stamps is None or (column.kind == "date" and stamps.timed) else stamps.share
        if vocabulary.has_words(column):
            return self.words(column, one).share
        if column.kind == "text":
            return _label(one)
        if column.name == "email":
            return one.share({word: bool(EMAIL.search(word)) for word in one.words})
        if column.name == "phone":
            return _phones(one, vocabulary.named(table, column.name, one.name) > 0)
        if column.kind == "key":
            return _key(table, column, one)
        if column.name == "user_id":
            return 1.0 if one.distinct > FEW else 0.0
        if column.name == "score" and (seen := scales.scale(one.words)) and seen.values:
            return 1.0
        read = reader(column, {}, None) if column.name != "hour" else hour
        return one.share({word: read(word)[0] is not None for word in one.words})

    def _with_times(self, matched: dict[str, Match]) -> dict[str, Match]:
        """A day and a time of day in two columns are read together: "Date + Heure"."""
        clocks = [one for one in self.sample.fields if one.filled and dates.look_like_times(one)]
        clocks = [one for one in clocks if set(vocabulary.bare(one.name)) & set(CLOCK_WORDS) and not one.name.isdigit()]
        for name, match in list(matched.items()):
            if match.column.kind != "instant" or match.stamps is None or match.stamps.timed:
                continue
            rest = set(vocabulary.bare(match.header)) - {"date", "jour", "day"}
            beside = [one for one in clocks if set(vocabulary.bare(one.name)) - set(CLOCK_WORDS) == rest and _minutes(one)]
            if len(beside) == 1:
                matched[name] = replace(match, header=match.header + JOIN + beside[0].name, stamps=replace(match.stamps, format=None))
                matched = {key: one for key, one in matched.items() if one.header != beside[0].name}
        return matched


def _rank(match: Match) -> tuple[float, int]:
    known = WORDS_TELL if match.words is not None and match.words.share >= dates.DATES else 0.0
    return -(match.nearness + known), match.field.position


def _minutes(one: Field) -> bool:
    return any(re.search(r"[:h]\d", word) for word in one.words)


def _label(one: Field) -> float:
    length = sum(len(word) * count for word, count in one.words.items()) / one.counted
    if length > LABEL:
        return 0.0
    return 1.0 if one.distinct <= max(FEW, COMES_BACK * one.filled) else 0.0


def _phones(one: Field, named: bool) -> float:
    """The share of numbers. Hidden callers and extensions are numbers too, where the header says that these are; where it says nothing,
    only numbers as long as a subscriber's are, for a file number may look like a short one."""
    readings = {word: phones.normalise(word, "FR") for word in one.words}
    if not named:
        other = one.share({word: word.isdigit() and word[0] not in "0+" for word in one.words})
        return 0.0 if other else one.share({word: len(normal or "") >= SUBSCRIBER for word, (normal, _) in readings.items()})
    known = one.share({word: normal is not None and any(digit.isdigit() for digit in word) for word, (normal, _) in readings.items()})
    return known + one.share({word: why in phones.UNKNOWN for word, (_, why) in readings.items()})


def _key(table: str, column: Column, one: Field) -> float:
    if column.name == "source_id":
        return 1.0 if one.distinct >= 0.97 * one.filled else 0.0
    own = table in ("cases", "case_events")
    there = one.filled / one.rows if own else 1.0
    return there if one.distinct > 0.05 * one.filled or one.rows < 200 else 0.0
