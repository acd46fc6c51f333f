"""Opening rules in OSM syntax, read as the open intervals of each local day.

The library that evaluates rules knows no school holidays, and public ones only in part: rules about `SH` and `PH` are split off
here, so that each type of day gets an expression of its own and neither word ever reaches the library.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from diagnostic.calendar.half_hours import DAY_SECONDS, DAYS
from diagnostic.calendar.holidays import PUBLIC, SCHOOL, TERM
from diagnostic.errors import Problem

Intervals = list[tuple[int, int]]
"""Open intervals of one local day: seconds from midnight, in order, apart from each other."""

_COMMENT = re.compile(r'"[^"]*"')
# the library would keep "from 9:00 on" open until midnight, and put the sun at hours of its own
_ENDLESS = re.compile(r"\d?\d:\d\d\+|\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_STATED = re.compile(r"\d:\d\d|24/7|\b(open|closed|off|unknown|sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
# A comma adds a rule after a time or an end of rule; elsewhere it lists days, dates or times
_SEPARATOR = re.compile(r"(\s*(?:;|\|\|)\s*|(?:(?<=:\d\d)|(?<=off)|(?<=closed)|(?<=open))\s*,\s*(?=[A-Za-z]))")
_WEEKDAY = rf"\b(?:{'|'.join(DAYS)})\b"
_WEEKDAYS = rf"{_WEEKDAY}(?:\s*-\s*{_WEEKDAY}|\[[^\]]*\])?"
_WEEKDAY_LIST = rf"{_WEEKDAYS}(?:\s*,\s*{_WEEKDAYS})*"
_HOLIDAY = re.compile(
    rf"(?P<before>{_WEEKDAY_LIST}\s*,\s*)?(?P<kinds>\b[SP]H\b(?:\s*,\s*[SP]H\b)*)(?P<after>\s*,\s*{_WEEKDAY_LIST})?", re.IGNORECASE
)
_SPAN = re.compile(r"(?P<from>\d?\d:\d\d)\s*-\s*(?P<to>\d?\d:\d\d)")
_SPANS = re.compile(r"\d?\d:\d\d\s*-\s*\d?\d:\d\d(?:\s*,\s*\d?\d:\d\d\s*-\s*\d?\d:\d\d)*")
_MATCHED = {TERM: (), SCHOOL: ("SH",), PUBLIC: ("PH",)}


def by_day_type(rules: str) -> dict[str, str]:
    """One plain expression per type of day, with the rules that hold on such a day and no mention of holidays.

    On a public holiday only `PH` rules are added to the ordinary ones, also within school holidays; without any `PH` rule it is
    an ordinary day, for OSM closes nothing by itself. Of two rules that hold on a day the later one wins: `PH off` stands last.
    """
    pieces = _SEPARATOR.split(_tidy(rules))
    made = {}
    for day_type, kinds in _MATCHED.items():
        expression = ""
        for separator, rule in zip(["", *pieces[1::2]], pieces[::2], strict=True):
            kept = _on_such_days(rule, kinds)
            if kept is not None:
                expression += (separator.rstrip() + " " if expression else "") + kept
        made[day_type] = expression or "off"
    return made


def daily(rules: str, types: Sequence[str], first_day: dt.date) -> list[Intervals]:
    """The open intervals of each day from `first_day` on, whose types are given. A night is cut at midnight: each part stands on its day.

    The day on which a night begins decides of it whole: it goes on into a holiday, and none comes out of one that is closed; that before
    the first day counts as one of term. Raises the library's ParserError on rules that `problem` names.
    """
    expressions = by_day_type(rules)
    evening, morning = ({kind: part(rule) for kind, rule in expressions.items()} for part in (_until_midnight, _after_midnight))
    evaluated = {expression: _evaluate(expression, first_day, len(types)) for expression in set(evening.values())}
    opened = [evaluated[evening[day_type]][day] for day, day_type in enumerate(types)]
    if not any(map(_nights, expressions.values())):
        return opened
    before = first_day - dt.timedelta(days=1)
    evaluated = {expression: _evaluate(expression, before, len(types)) for expression in set(morning.values())}
    nights = [evaluated[morning[day_type]][day] for day, day_type in enumerate([TERM, *types[:-1]])]
    return [merged([*day, *night]) for day, night in zip(opened, nights, strict=True)]


def problem(rules: str, place: str, site: str) -> Problem | None:
    """What is wrong with rules, None where they can be read; `place` is where they stand in the engagement."""
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

    values = {"place": place, "site": site, "rules": rules}
    if not _tidy(rules):
        return Problem("calendar.no_rules", values)
    if endless := _ENDLESS.search(_tidy(rules)):
        return Problem("calendar.endless", values | {"unread": endless[0]})
    for expression in by_day_type(rules).values():
        if re.search(r"\b[SP]H\b", expression, re.IGNORECASE):
            return Problem("calendar.bad_holiday_rule", values)
        try:
            OpeningHours(expression)
        except ParserError as error:
            column = re.search(r"--> 1:(\d+)", str(error))
            unread = expression[int(column.group(1)) - 1 :] if column else expression
            return Problem("calendar.bad_rules", values | {"unread": unread[:20] or rules})
    return None


def names_school_holidays(rules: str) -> bool:
    """Whether rules say something of school holidays."""
    return any("SH" in holiday["kinds"].upper() for holiday in _HOLIDAY.finditer(_tidy(rules)))


def merged(intervals: Sequence[tuple[int, int]]) -> Intervals:
    """The union of intervals: overlapping and touching ones become one."""
    union: Intervals = []
    for start, end in sorted(intervals):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return union


def _tidy(rules: str) -> str:
    """Rules as the library wants them: single spaces, plain hyphens, no comment, no trailing separator."""
    plain = _COMMENT.sub('""', rules).replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", ";".join(_without_comment(rule) for rule in plain.split(";"))).strip(" ;")


def _without_comment(rule: str) -> str:
    """A comment that stands for the hours ("on appointment") is no opening; beside hours it says nothing of them."""
    bare = rule.replace('""', "")
    return bare if bare == rule or _STATED.search(bare) else f"{bare} off"


def _on_such_days(rule: str, kinds: Sequence[str]) -> str | None:
    """A rule as it reads on days of these kinds of holiday, None where it does not hold on them."""
    holiday = _HOLIDAY.search(rule)
    if not holiday:
        return rule
    concerned = any(kind in holiday["kinds"].upper() for kind in kinds)
    listed = holiday["before"] or holiday["after"]
    if not concerned and not listed:
        return None
    weekdays = "" if concerned else (holiday["before"] or "").rstrip(", ") + ("," if holiday["before"] and holiday["after"] else "")
    weekdays += "" if concerned else (holiday["after"] or "").lstrip(", ")
    kept = rule[: holiday.start()] + weekdays + rule[holiday.end() :]
    return re.sub(r"\s+", " ", kept).strip() or "00:00-24:00"


def _until_midnight(expression: str) -> str:
    """The expression with its nights ended at midnight."""
    return _SPAN.sub(lambda span: f"{span['from']}-24:00" if _is_night(span) else span[0], expression)


def _after_midnight(expression: str) -> str:
    """The expression of what its nights leave after midnight, on the day on which they begin."""
    pieces = _SEPARATOR.split(expression)
    made = ""
    for separator, rule in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        ends = [f"00:00-{_clock(span)}" for span in _nights(rule)]
        if not ends and separator.strip() == ",":
            continue
        left = _SPANS.sub(",".join(ends) or "off", rule, count=1)
        left = re.sub(r"\b24/7\b|\bopen\b", "off", left)
        made += (separator.rstrip() + " " if made else "") + left
    return made or "off"


def _nights(rule: str) -> list[re.Match[str]]:
    return [span for span in _SPAN.finditer(rule) if _is_night(span)]


def _is_night(span: re.Match[str]) -> bool:
    start, end = (int(span[edge].replace(":", "")) for edge in ("from", "to"))
    return end <= start or end > 2400


def _clock(span: re.Match[str]) -> str:
    """When it ends on the day after."""
    hour, minute = span["to"].split(":")
    return f"{int(hour) % 24:02d}:{minute}"


def _evaluate(expression: str, first_day: dt.date, days: int) -> list[Intervals]:
    from opening_hours import OpeningHours, State

    start = dt.datetime.combine(first_day, dt.time())
    end = start + dt.timedelta(days=days)
    by_day: list[Intervals] = [[] for _ in range(days)]
    for opened, closed, state, _ in OpeningHours(expression).intervals(start, end):
        if state != State.OPEN:
            continue
        first, last = (int((min(stamp, end) - start).total_seconds()) for stamp in (opened, closed or end))
        midnights = range((first // DAY_SECONDS + 1) * DAY_SECONDS, last, DAY_SECONDS)
        for a, b in pairwise([first, *midnights, last]):
            day, opens = divmod(a, DAY_SECONDS)
            by_day[day].append((opens, b - day * DAY_SECONDS))
    return [merged(intervals) for intervals in by_day]
