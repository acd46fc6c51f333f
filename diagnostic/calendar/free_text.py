"""Opening hours of a weekday in free text ("9h-12h / Sur RDV : 14h-17h"), as OSM rules.

What is understood becomes rules; what is not is named and opens nothing. Nothing is guessed: a Saturday in two, "certain services",
a time that no day has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, pairwise

from diagnostic.calendar import hour_words
from diagnostic.calendar.hour_words import Token, folded

EARLY_AFTERNOON = 840
_EDGES = " \u00a0:/,;-"
# a slash before words begins another statement; before a time it goes on with the list of times
_STATEMENT = re.compile(r"//|/(?=\s*(?:[^\W\d]|\d+(?:er|e|eme)?\s+(?!h\b)[a-z]))")
_JOINING = ("and", "or")
_CONDITIONS = ("nth", "except_nth", "school", "except_school", "even", "odd", "months", "summer")
_WEEKS = {"even": "week 2-52/2", "odd": "week 1-53/2"}


@dataclass(frozen=True)
class Reading:
    """What the hours of one weekday say, as OSM rules in which `{day}` stands for the day.

    `rules` are the hours open to all, `appointment` those kept for appointments; `untimed`, the words of appointments without hours;
    `unread`, the parts not understood. `known` is False where the text only says that the hours are not known.
    """

    rules: str = ""
    appointment: str = ""
    untimed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    known: bool = True

    @property
    def understood(self) -> bool:
        return not self.unread


@dataclass(frozen=True)
class _Clause:
    """One statement: its words, its tokens that say when and how, its hours."""

    words: str
    conditions: dict[str, str] = field(default_factory=dict)
    slots: tuple[tuple[int, int], ...] = ()
    half: bool = False
    closed: bool = False
    appointment: bool = False
    wrong: bool = False
    led: bool = False  # its words stand before its hours
    added: bool = False  # "and", "or" join it to what stands before

    @property
    def bare(self) -> bool:
        """Whether it says only how, when, or which half of the day."""
        return not (self.slots or self.closed or self.wrong or (self.half and self.appointment))


def read(text: str, weekday: int) -> Reading:
    """The hours of a weekday, 0 for Monday."""
    plain = folded(text).strip()
    if hour_words.UNKNOWN.fullmatch(plain):
        return Reading(known=False)
    if hour_words.NEVER.fullmatch(plain):
        return Reading()
    clauses = [clause for statement in _statements(text) for clause in _clauses(statement, weekday)]
    clauses = _contradicted(_dated(clauses))
    good = [clause for clause in clauses if not clause.wrong]
    return Reading(
        rules=_rules([clause for clause in good if not clause.appointment]),
        appointment=_rules([clause for clause in good if clause.appointment]),
        untimed=tuple(clause.words for clause in good if clause.appointment and not clause.slots),
        unread=tuple(clause.words for clause in clauses if clause.wrong),
    )


def _statements(text: str) -> Iterator[str]:
    plain, at = folded(text), 0
    for cut in _STATEMENT.finditer(plain):
        yield text[at : cut.start()]
        at = cut.end()
    yield text[at:]


def _clauses(statement: str, weekday: int) -> list[_Clause]:
    """The clauses of a statement; where one of them is not understood, the statement is not.

    Words that say when or how stand before their hours or, where there is one slot, after them, in parentheses or not.
    """
    made: list[_Clause] = []
    parts = _parts(statement)
    for before, part in zip([[], *parts], parts, strict=False):
        clause = _clause(statement, part, weekday)
        clause = replace(clause, wrong=clause.wrong or _beside(clause, before))
        if clause.words and clause.bare and made and not (clause.added and clause.appointment and not clause.conditions):
            made[-1] = _ended(made[-1], clause)
        elif clause.words:
            made.append(replace(clause, wrong=clause.wrong or _unsure(clause, made)))
    contradicted = any(clause.slots for clause in made) and any(clause.closed and not (clause.half or clause.conditions) for clause in made)
    if contradicted or any(clause.wrong or (clause.bare and not clause.appointment) for clause in made):
        return [_Clause(statement.strip(_EDGES), wrong=True)]
    return made


def _parts(statement: str) -> list[list[Token]]:
    """Tokens cut at parentheses, and where words that say when or how follow hours, with the "and" that joins them."""
    parts: list[list[Token]] = [[]]
    for token in hour_words.tokens(folded(statement)):
        says = token.kind not in ("time", "filler", "sign", "weekday", "other", *_JOINING)
        if token.kind == "parenthesis" or (says and any(before.kind == "time" for before in parts[-1])):
            last = max((at for at, before in enumerate(parts[-1]) if before.kind != "sign"), default=-1)
            joins = says and last >= 0 and parts[-1][last].kind in _JOINING
            parts.append(parts[-1][last:] if joins else [])
            if joins:
                parts[-2] = parts[-2][:last]
        if token.kind != "parenthesis":
            parts[-1].append(token)
    return parts


def _clause(statement: str, part: Sequence[Token], weekday: int) -> _Clause:
    part = list(dropwhile(lambda token: token.kind == "sign", part))
    added = bool(part) and part[0].kind in _JOINING
    part = list(dropwhile(lambda token: token.kind in ("sign", *_JOINING), part))
    kinds = [token.kind for token in part]
    times = [token.text for token in part if token.kind == "time"]
    slots = _slots([hour_words.minute(time) for time in times])
    named = [hour_words.weekday(token.text) for token in part if token.kind == "weekday"]
    named += [hour_words.ranks(token.text)[1] for token in part if token.kind in ("nth", "except_nth")]
    halves = [token.text for token in part if token.kind == "half"]
    closed = "closed" in kinds
    unsaid = {"appointment", "free"} <= set(kinds) or ("appointment", "and", "time") in _in_a_row(kinds)
    wrong = (
        bool({"other", "or"} & set(kinds))
        or unsaid
        or slots is None
        or hour_words.half_said(times)
        or bool(set(named) - {weekday})
        or (closed and bool(slots))
    )
    return _Clause(
        statement[part[0].start : part[-1].end].strip(_EDGES) if part else "",
        {token.kind: token.text for token in part if token.kind in _CONDITIONS},
        slots or (),
        bool(halves),
        closed,
        "appointment" in kinds,
        wrong or any(_elsewhere(half, slots or ()) for half in halves),
        added=added,
        led=bool(set(kinds) & {"appointment", "free", *_CONDITIONS}),
    )


def _in_a_row(kinds: Sequence[str]) -> set[tuple[str, ...]]:
    said = [kind for kind in kinds if kind != "sign"]
    return set(zip(said, said[1:], said[2:], strict=False))


def _elsewhere(half: str, slots: Sequence[tuple[int, int]]) -> bool:
    """Whether hours lie in the other half of the day."""
    if "matin" in half or "morning" in half:
        return any(start >= hour_words.NOON or end > EARLY_AFTERNOON for start, end in slots)
    return any(start < hour_words.NOON for start, _ in slots)


def _beside(clause: _Clause, before: Sequence[Token]) -> bool:
    """Whether "by appointment" after a comma may concern the hours before it, or be said beside them."""
    apart = bool(before) and before[-1].kind == "sign" and bool(set(before[-1].text) & set(",;"))
    alone = clause.appointment and clause.bare and not (clause.added or clause.conditions)
    return apart and alone and not hour_words.ONLY.search(folded(clause.words))


def _unsure(clause: _Clause, before: Sequence[_Clause]) -> bool:
    """Whether hours that follow others in one statement may bear their words, or replace them on the days of an exception."""
    led = any(other.led for other in before)
    return bool(clause.slots and before and (_exception(clause) or (led and not clause.led)))


def _slots(times: Sequence[int | None]) -> tuple[tuple[int, int], ...] | None:
    """Times two by two, None where they are not all times of a day, in pairs, each after the one before."""
    known = [time for time in times if time is not None]
    if len(known) != len(times) or len(times) % 2:
        return None
    slots = tuple(zip(known[::2], known[1::2], strict=True))
    apart = all(before[1] <= after[0] for before, after in pairwise(slots))
    return slots if apart and all(start < end for start, end in slots) else None


def _ended(clause: _Clause, ending: _Clause) -> _Clause:
    """A clause with the words that follow its hours. After several slots it is not said which of them they concern."""
    wrong = clause.wrong or len(clause.slots) != 1 or bool(clause.conditions and ending.conditions)
    return replace(
        clause,
        words=f"{clause.words} {ending.words}",
        conditions=clause.conditions | ending.conditions,
        appointment=clause.appointment or ending.appointment,
        wrong=wrong or ending.wrong,
    )


def _dated(clauses: Sequence[_Clause]) -> list[_Clause]:
    """Summer is the months that the only other clause with months leaves; by itself nobody knows when it begins."""
    stated = {clause.conditions["months"] for clause in clauses if "months" in clause.conditions}
    made = []
    for clause in clauses:
        if "summer" in clause.conditions:
            others = {name: text for name, text in clause.conditions.items() if name != "summer"}
            if len(stated) == 1 and "months" not in others:
                left = sorted(set(range(12)) - set(hour_words.months(next(iter(stated)))))
                clause = replace(
                    clause, conditions=others | {"months": "-".join(hour_words.MONTHS[n].lower() for n in (left[0], left[-1]))}
                )
            else:
                clause = replace(clause, wrong=True)
        made.append(clause)
    return made


def _contradicted(clauses: Sequence[_Clause]) -> list[_Clause]:
    """Clauses that the others make unsure.

    Closed without a condition contradicts hours; closed on some days alone says nothing of the others. An exception beside hours with
    conditions is not sure to concern them. Hours of some days beside hours of all days are not sure to be added to them where both
    overlap, in holidays or in some months: they may stand in their place.
    """
    opens = [clause for clause in clauses if clause.slots]
    excepting = any(_exception(clause) for clause in opens)

    def unsure(clause: _Clause) -> bool:
        if clause.closed and not clause.half:
            return bool(opens) != bool(clause.conditions)
        if not clause.conditions or _exception(clause):
            return False
        always = [slot for other in opens if not other.conditions and other.appointment == clause.appointment for slot in other.slots]
        replacing = {"school", "months"} & set(clause.conditions) or any(a < d and c < b for a, b in always for c, d in clause.slots)
        return excepting or bool(always and clause.slots and replacing)

    return [replace(clause, wrong=clause.wrong or unsure(clause)) for clause in clauses]


def _exception(clause: _Clause) -> str:
    return next((name for name in ("except_nth", "except_school") if name in clause.conditions), "")


def _rules(clauses: Sequence[_Clause]) -> str:
    """Hours add up; closures, and what is left on excepted days, come after and replace them."""
    opens = ", ".join(f"{_selector(clause)} {_hours(clause.slots)}" for clause in clauses if clause.slots)
    left = _hours([slot for clause in clauses if not clause.conditions for slot in clause.slots]) or "off"
    after = [f"{_selector(clause)} off" for clause in clauses if clause.closed and clause.conditions and not clause.half]
    after += [f"{_excepted(clause)} {left}" for clause in clauses if _exception(clause)]
    return "; ".join([opens, *dict.fromkeys(after)] if opens else dict.fromkeys(after))


def _selector(clause: _Clause) -> str:
    said = clause.conditions
    months = ",".join(_ranges(hour_words.months(said["months"]))) if "months" in said else ""
    weeks = " ".join(rule for name, rule in _WEEKS.items() if name in said)
    school = "SH" if "school" in said else ""
    return " ".join(part for part in (months, weeks, school, _day(said.get("nth", ""))) if part)


def _excepted(clause: _Clause) -> str:
    said = clause.conditions
    return "SH {day}" if "except_school" in said else _day(said["except_nth"])


def _day(nth: str) -> str:
    return f"{{day}}[{','.join(map(str, hour_words.ranks(nth)[0]))}]" if nth else "{day}"


def _ranges(months: Sequence[int]) -> list[str]:
    whole = [hour_words.MONTHS[month] for month in months]
    return [f"{whole[0]}-{whole[-1]}"] if len(whole) > 2 else whole


def _hours(slots: Sequence[tuple[int, int]]) -> str:
    return ",".join(f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}" for start, end in sorted(slots))
