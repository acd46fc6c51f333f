"""Opening hours of a weekday in free text ("9h-12h / Sur RDV : 14h-17h"), as OSM rules.

What is understood becomes rules; what is not is named and opens nothing. Nothing is guessed: a Saturday in two, "certain services",
a time that no day has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from diagnostic.calendar import hour_words
from diagnostic.calendar.hour_words import Token, folded

_STANDS_ALONE = re.compile(r"\d\s*[:h]|\bferme|\bclosed")
_PARENTHESIS = re.compile(r"(?P<before>[^/()]*)\((?P<inside>[^()]*)\)")
# a slash before words begins another statement; before a time it goes on with the list of times
_STATEMENT = re.compile(r"//|/(?=\s*(?:[^\W\d]|\d+(?:er|e|eme)?\s+(?!h\b)[a-z]))")
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

    @property
    def bare(self) -> bool:
        """Whether it says how or when, and no hours."""
        return not (self.slots or self.half or self.closed or self.wrong)


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
    """A parenthesis with hours, or that closes, is a statement of its own; another says when the hours before it hold."""
    text = _PARENTHESIS.sub(_moved, text)
    plain, at = folded(text), 0
    for found in _STATEMENT.finditer(plain):
        yield text[at : found.start()]
        at = found.end()
    yield text[at:]


def _moved(found: re.Match[str]) -> str:
    before, inside = found["before"], found["inside"]
    return f"{before}//{inside}//" if _STANDS_ALONE.search(folded(inside)) else f"//{inside} : {before}//"


def _clauses(statement: str, weekday: int) -> list[_Clause]:
    """The clauses of a statement: words that say when or how, after hours, begin another, or end the clause where no hours follow."""
    parts: list[list[Token]] = [[]]
    for token in hour_words.tokens(folded(statement)):
        labels = token.kind not in ("time", "half", "filler", "sign", "weekday", "other")
        if labels and any(before.kind == "time" for before in parts[-1]):
            parts.append([])
        parts[-1].append(token)
    made: list[_Clause] = []
    for part in parts:
        clause = _clause(statement, part, weekday)
        if clause.bare and made and clause.words:
            made[-1] = _ended(made[-1], clause, statement)
        elif clause.words:
            made.append(clause)
    return [replace(clause, wrong=True) if clause.bare and not clause.appointment else clause for clause in made]


def _clause(statement: str, part: Sequence[Token], weekday: int) -> _Clause:
    words = statement[part[0].start : part[-1].end].strip(" \u00a0:/,;-") if part else ""
    kinds = [token.kind for token in part]
    times = [hour_words.minute(token.text) for token in part if token.kind == "time"]
    named = [hour_words.weekday(token.text) for token in part if token.kind == "weekday"]
    named += [hour_words.ranks(token.text)[1] for token in part if token.kind in ("nth", "except_nth")]
    slots = _slots(times)
    half, appointment = "half" in kinds, "appointment" in kinds
    closed = "closed" in kinds
    vague = half and not (times or appointment or closed)
    return _Clause(
        words,
        {token.kind: token.text for token in part if token.kind in _CONDITIONS},
        slots or (),
        half,
        closed,
        appointment,
        wrong="other" in kinds or slots is None or bool(set(named) - {weekday}) or vague or (closed and bool(times)),
    )


def _slots(times: Sequence[int | None]) -> tuple[tuple[int, int], ...] | None:
    """Times two by two, None where they are not all times of a day, in pairs, each after the one before."""
    known = [time for time in times if time is not None]
    if len(known) != len(times) or len(times) % 2:
        return None
    slots = tuple(zip(known[::2], known[1::2], strict=True))
    apart = all(before[1] <= after[0] for before, after in pairwise(slots))
    return slots if apart and all(start < end for start, end in slots) else None


def _ended(clause: _Clause, ending: _Clause, statement: str) -> _Clause:
    """A clause with the words that follow its hours. After several slots it is not said which of them they concern."""
    both = statement[statement.index(clause.words) :].strip(" \u00a0:/,;-")
    wrong = clause.wrong or len(clause.slots) != 1 or bool(clause.conditions and ending.conditions)
    conditions = clause.conditions | ending.conditions
    return replace(clause, words=both, conditions=conditions, appointment=clause.appointment or ending.appointment, wrong=wrong)


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
    """Closed without a condition beside hours contradicts them; an exception beside hours with conditions is not sure to concern them."""
    opens = [clause for clause in clauses if clause.slots]
    excepting = any(_exception(clause) for clause in opens)
    return [
        replace(clause, wrong=True)
        if (clause.closed and not clause.half and not clause.conditions and opens)
        or (excepting and clause.conditions and not _exception(clause))
        else clause
        for clause in clauses
    ]


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
