"""Which column of a sheet is which canonical column of a table, and what was seen in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from diagnostic import schema
from diagnostic.intake.files.headers import JOIN, parts
from diagnostic.intake.identity.personal_columns import names_people
from diagnostic.intake.judging.rules import FATES, ONE_OF
from diagnostic.proposal import concepts, dates, nature, recognition, relations, scales, split_dates
from diagnostic.proposal.dates import Stamps
from diagnostic.proposal.evidence import INSTANT, LIKELY, Seen
from diagnostic.proposal.recognition import Assigned, Weighed
from diagnostic.proposal.sample import Field, Sample
from diagnostic.proposal.values import CHOICES, Words, words
from diagnostic.schema import Column

CERTAIN = 0.98
# below this share of known words, a header does not convince
CONVINCING = 0.5
# but where the header and the rest of the sheet do, so few words that nobody knows are asked
SAID, ASKED = 0.6, 12
# which rows count hangs on these words: none is taken unread
SIFTING = ("direction", "party")
# cells that tell a column by themselves, and how surely; those of which the header says that they are of an agent or of the town
TELLING, TOLD, SEEN, FEW = {"email": "mail", "phone": "phone"}, 0.8, 0.75, 8
# a column as likely as this to be what another is too is worth a question
RIVAL = 0.5
NOT_THEIRS, NUMBERS, THEIRS = frozenset(("agent", "callee")), frozenset(("id", "case", "address")), frozenset(("person", "phone"))
# without these a row of their table is nothing: the only date of a file of requests is likely their opening
NEEDED = ("opened_at", "taken_at", "starts_at", "score", "activity")
# columns of contacts that are told of calls alone
TELEPHONED = ("wait_s", "handle_s", "direction", "queue", "transferred")
# how often what a column cannot give is sought in the others
TRIED = 8
# concepts of a header that say when, and nothing of what
WHEN = frozenset(("date", "time", "hour", "month", "year", "weekday"))
# days that are hardly ever told with their time; as many columns of times of day as are steps of a visit rather than hours
UNTIMED, SEVERAL = 0.1, 2
# a time that stands after its day, in the clock of the town: one that says its zone is none
STAMPED = re.compile(r".*\d[Tt ,]+(\d{1,2}) ?[:hH] ?(\d{2})(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?")
HALF_HOUR = re.compile(r"\b\d{1,2} ?[:hH] ?30\b")


@dataclass(frozen=True)
class Match:
    """A canonical column and the header proposed for it, how surely, and what was seen in it."""

    column: Column
    header: str
    field: Field
    sure: float
    stamps: Stamps | None = None
    words: Words | None = None

    @property
    def confidence(self) -> float:
        return min(CERTAIN, self.sure)


def has_words(column: Column) -> bool:
    """Whether the values of a column are words of ours."""
    return column.kind in ("choice", "choices", "boolean")


class Matcher:
    """What the fields of a sample can be. What is seen of a field is seen once, whatever the table it is tried for."""

    @staticmethod
    @lru_cache(maxsize=1)
    def of(sample: Sample) -> Matcher:
        """The one of a sample: a sheet is tried as several things, one after the other."""
        return Matcher(sample)

    def __init__(self, sample: Sample):
        self.sample = sample
        self._stamps: dict[str, Stamps | None] = {}
        self._words: dict[tuple[Column, str], Words] = {}
        self._evidence: dict[str, Weighed] = {}
        self._assigned: dict[str, Assigned] = {}

    @cached_property
    def seen(self) -> list[Seen]:
        """The columns that say something, as the evidence sees them."""
        filled = split_dates.joined(self.sample)
        natures = {one.name: nature.read(one) for one in filled}
        stamped = [one for one in filled if max(natures[one.name][kind] for kind in ("date", "epoch")) > INSTANT]
        lasting = [one for one in filled if one not in stamped and max(natures[one.name][kind] for kind in ("duration", "clock")) > LIKELY]
        order = relations.order(self.sample, stamped)
        days = _borrowed(stamped, [one for one in filled if one not in stamped], natures)
        seen = []
        for at, one in enumerate(filled):
            earliest, latest = order.shares.get(one.name, (0.0, 0.0))
            alike = next((len(group) for group in (stamped, lasting) if one in group), 1)
            hours = order.hours if one in stamped else None
            day, lent = days.get(one.name), one in days.values()
            seen.append(Seen(one, at / max(1, len(filled) - 1), self._known(one), earliest, latest, alike, hours, day, lent))
        return seen

    def assigned(self, table: str) -> Assigned:
        """The columns of the sheet as those of a table."""
        if table not in self._assigned:
            self._assigned[table] = recognition.assign(self._weighed(table))
        return self._assigned[table]

    def _weighed(self, table: str) -> Weighed:
        if table not in self._evidence:
            self._evidence[table] = recognition.weigh(recognition.gather(table, self.seen))
        return self._evidence[table]

    def matches(self, table: str) -> dict[str, Match]:
        """For each canonical column of a table the field that suits it best, all taken together; a field serves one column."""
        columns = schema.TABLES[table]
        needed = [name for name in NEEDED if name in schema.REQUIRED.get(table, ())]
        if table in ONE_OF and not any(name in self.assigned(table).columns for name in ONE_OF[table]):
            needed.append(ONE_OF[table][0])
        matched: dict[str, Match] = {}
        refused: set[tuple[str, int]] = set()
        for _ in range(TRIED):
            assigned = recognition.assign(self._weighed(table), needed, refused)
            matched = {name: self._as(columns[name], self.seen[at], sure) for name, (at, sure) in assigned.columns.items()}
            no_such = {name for name, match in matched.items() if not _holds(match)}
            if not no_such:
                break
            refused |= {(name, assigned.columns[name][0]) for name in no_such}
            matched = {name: match for name, match in matched.items() if name not in no_such}
        if _is_no_call(matched):
            del matched["outcome"]
        matched = _with_sum(columns, self._with_identifiers(columns, self._with_resolution(table, matched)))
        return _half_hours(table, _with_hours(table, self._with_parts(matched)))

    def _as(self, column: Column, one: Seen, sure: float) -> Match:
        """A canonical column read from a column of the sheet, with the day that it borrows."""
        match = self.match(column, one.field, sure)
        if one.day is None or column.kind != "instant":
            return match
        stamps = self.stamps(one.day)
        return replace(match, header=one.day.name + JOIN + one.field.name, stamps=replace(stamps, format=None) if stamps else None)

    def left(self, table: str, used: Iterable[str]) -> list[tuple[Field, str, float]]:
        """The fields that no match uses, with the canonical column that each would be by itself, and how surely."""
        taken = set(used)
        likely = zip(self.seen, self.assigned(table).likely, strict=True)
        return [(one.field, name, sure) for one, (name, sure) in likely if one.field.name not in taken]

    def useful(self, table: str, used: Iterable[str], read: Collection[str]) -> dict[str, float]:
        """For each field that no match uses how likely it is of use, where those canonical columns are `read`."""
        taken = set(used)
        places = [at for at, one in enumerate(self.seen) if one.field.name not in taken]
        return {self.seen[at].field.name: sure for at, sure in recognition.useful(self._weighed(table), places, read).items()}

    def stamps(self, one: Field) -> Stamps | None:
        if one.name not in self._stamps:
            self._stamps[one.name] = dates.stamps(self.sample, one)
        return self._stamps[one.name]

    def words(self, column: Column, one: Field) -> Words:
        if (column, one.name) not in self._words:
            self._words[column, one.name] = words(column, one)
        return self._words[column, one.name]

    def match(self, column: Column, one: Field, sure: float) -> Match:
        """A canonical column read from a field, with what is seen there."""
        stamps = self.stamps(one) if column.kind in ("instant", "date") else dates.months(one) if column.kind == "month" else None
        return Match(column, one.name, one, sure, stamps, self.words(column, one) if has_words(column) else None)

    def _known(self, one: Field) -> Mapping[Column, float]:
        """How much of the words of a field is known, for each choice column."""
        known: dict[Column, float] = {}
        if one.distinct > CHOICES:
            return known
        for column in {column for table in schema.TABLES.values() for column in table.values() if _worded(column)}:
            said = self.words(column, one)
            told = column.kind != "boolean" or "true" in said.ours.values()
            known[column] = said.share * told
        return known

    def _with_identifiers(self, columns: Mapping[str, Column], matched: dict[str, Match]) -> dict[str, Match]:
        """Telephones and addresses of mail are seen whatever their header, unless it says that they are an agent's or the town's."""
        for name, kind in TELLING.items():
            others = [one for one in self.seen if one.field.name not in {match.header for match in matched.values()}]
            told = [one for one in others if one.told(kind) >= TOLD and _is_theirs(one.concepts) and one.field.distinct > FEW]
            if name in columns and name not in matched and len(told) == 1:
                matched[name] = self.match(columns[name], told[0].field, SEEN)
        return matched

    def _with_resolution(self, table: str, matched: dict[str, Match]) -> dict[str, Match]:
        """Beside a closing that says so ("Closed"), the one that says "resolved" is when a case was dealt with; alone, it closes it."""
        if table != "cases" or "closed_at" not in matched:
            return matched
        closed = matched["closed_at"]
        left = self.left(table, {match.header for match in matched.values()})
        closings = [closed.field, *(one for one, name, sure in left if name == "closed_at" and sure >= RIVAL)]
        resolved = [one for one in closings if "resolve" in concepts.of(one.name)]
        others = [one for one in closings if one not in resolved and "shut" in concepts.of(one.name)]
        if len(resolved) != 1 or not others:
            return matched
        columns = schema.TABLES[table]
        both = {"resolved_at": self.match(columns["resolved_at"], resolved[0], RIVAL)}
        if closed.field is resolved[0]:
            both["closed_at"] = self.match(columns["closed_at"], others[0], closed.sure)
        return matched | {name: match for name, match in both.items() if _holds(match)}

    def _with_parts(self, matched: dict[str, Match]) -> dict[str, Match]:
        """A day and a time of day in two columns are read together ("Date + Heure"), a year, a month and a day in three."""
        taken = {part for match in matched.values() for part in parts(match.header)}
        clocks = [one.field for one in self.seen if _is_clock(one) and one.field.name not in taken - _clock_headers(matched)]
        for name, match in list(matched.items()):
            if match.column.kind != "instant" or match.stamps is None or match.stamps.timed or JOIN in match.header:
                continue
            next_to = [one for one in clocks if one.position == match.field.position + 1]
            beside = [one for one in clocks if _about(one.name) == _about(match.header)]
            beside = beside or [one for one in next_to if not (concepts.of(one.name) and _about(one.name))]
            if not beside and not _about(match.header):
                beside = [one for one in clocks if "start" in concepts.of(one.name)] or next_to
            if len(beside) == 1:
                matched[name] = replace(match, header=match.header + JOIN + beside[0].name, stamps=replace(match.stamps, format=None))
                matched = {key: one for key, one in matched.items() if one.header != beside[0].name}
        return matched


def _borrowed(dated: Sequence[Field], others: Sequence[Field], natures: Mapping[str, Mapping[str, float]]) -> dict[str, Field]:
    """For each column of times of day that has no day of its own the day that goes with it, where a sheet has one day and several times
    (arrival, call, end): the nearest that stands before it, or the first. A day that goes with several is none of theirs alone."""
    clocks = [one for one in others if natures[one.name]["daytime"] > LIKELY]
    days = [one for one in dated if natures[one.name]["timed"] < UNTIMED and "birth" not in concepts.of(one.name)]
    if len(clocks) < SEVERAL:
        return {}
    own = {one.name: next((day for day in days if _about(one.name) == _about(day.name)), None) for one in clocks}
    shared = [day for day in days if day not in own.values()] or days
    alone = [one for one in clocks if own[one.name] is None]
    nearest = {one.name: max(shared, key=lambda day: (day.position < one.position, day.position)) for one in alone if shared}
    return nearest | {name: day for name, day in own.items() if day and day in nearest.values()}


def _with_sum(columns: Mapping[str, Column], matched: dict[str, Match]) -> dict[str, Match]:
    """Where a file counts what became of the calls and not how many came in, these are all of them together."""
    fates = [matched[name] for name in FATES if name in matched]
    if "offered" not in columns or "offered" in matched or len(fates) < 2 or "answered" not in matched:
        return matched
    header, sure = JOIN.join(match.header for match in fates), min(RIVAL, *(match.sure for match in fates))
    return {"offered": replace(matched["answered"], column=columns["offered"], header=header, sure=sure)} | matched


def _is_theirs(said: frozenset[str]) -> bool:
    """Whether a header lets telephones or addresses under it be those of the people who call or write."""
    return not said & NOT_THEIRS and (not said & NUMBERS or bool(said & THEIRS))


def _is_no_call(matched: Mapping[str, Match]) -> bool:
    """Whether what may be the outcome of calls is hardly that, in a sheet of which nothing else is of calls: the state of a request."""
    outcome = matched.get("outcome")
    return outcome is not None and outcome.sure < RIVAL and matched.keys().isdisjoint(TELEPHONED)


def _worded(column: Column) -> bool:
    """Whether the words of a column tell it from others: yes and no tell nothing."""
    return column.kind in ("choice", "choices") or column.name == "is_complaint"


def _holds(match: Match) -> bool:
    """Whether what stands in a field is what the canonical column takes: stamps that are read, words that are known or asked, no people."""
    if match.column.kind in ("instant", "date"):
        return match.stamps is not None
    if match.column.name == "score":
        return scales.says_scores(match.field.words)
    if match.words is not None:
        asked = match.sure >= SAID and match.field.distinct <= ASKED and match.column.name not in SIFTING
        return match.words.share >= CONVINCING or asked
    return match.column.kind != "text" or not names_people(match.field.name, match.field.words)


def _is_clock(one: Seen) -> bool:
    """Whether a column holds times of day, under a header that says so or that nobody understands."""
    timed = bool(one.concepts & {"time", "hour", "start"}) or (not one.concepts and one.told("daytime") > LIKELY)
    timed = timed and not one.field.name.isdigit()
    return timed and dates.look_like_times(one.field) and any(re.search(r"[:hH]\d", word) for word in one.field.words)


def _clock_headers(matched: Mapping[str, Match]) -> set[str]:
    return {match.header for name, match in matched.items() if name in ("hour", "handle_s", "wait_s", "duration_s")}


def _about(header: str) -> frozenset[str]:
    """What a header says beyond when: the tokens that a date and its time have in common."""
    return frozenset(token.text for token in concepts.read(header) if not token.concepts & WHEN)


def _with_hours(table: str, matched: dict[str, Match]) -> dict[str, Match]:
    """The hours of counts of calls that are told with their day: "2025-03-13 09:30" begins a half-hour."""
    day, columns = matched.get("day"), schema.TABLES[table]
    if table != "call_counts" or day is None or JOIN in day.header or not matched.keys().isdisjoint(("hour", "slot")):
        return matched
    times = {(int(told[1]), int(told[2])) for word in day.field.words if (told := STAMPED.fullmatch(word))}
    if len(times) < SEVERAL:
        return matched
    name = "slot" if any(minute for _, minute in times) else "hour"
    return matched | {name: replace(day, column=columns[name], stamps=None)}


def _half_hours(table: str, matched: dict[str, Match]) -> dict[str, Match]:
    """Hours of which some begin at the half are half-hours, where the table has them."""
    hours = matched.get("hour")
    if hours is None or "slot" not in schema.TABLES[table] or not any(HALF_HOUR.search(word) for word in hours.field.words):
        return matched
    slot = replace(hours, column=schema.TABLES[table]["slot"])
    return {name: match for name, match in matched.items() if name != "hour"} | {"slot": slot}
