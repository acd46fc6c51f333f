"""A week of opening hours, day by day in free text, as OSM rules: what `hours: week:` takes, and what tables of hours hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from diagnostic.calendar import free_text, hour_words
from diagnostic.calendar.free_text import Reading
from diagnostic.calendar.half_hours import DAYS, WEEKDAYS
from diagnostic.calendar.hour_words import folded
from diagnostic.calendar.opening import Hours
from diagnostic.errors import Problem, nearest, written

NAMES = hour_words.FRENCH
HOLIDAYS = "jours fériés"
_HOLIDAYS = re.compile(r"(?:les )?jours? feries?|feries?|(?:public |bank )?holidays?|ph")


@dataclass(frozen=True)
class Week:
    """What a week's texts say: OSM rules, those of appointments, and per day what is not known, not understood, or has no hours."""

    rules: str
    appointment: str
    readings: Sequence[tuple[str, Reading]]

    def named(self, what: str) -> list[tuple[str, str]]:
        """Day and words of what is `unread`, or `untimed` (appointments without hours)."""
        return list(dict.fromkeys((day, words) for day, reading in self.readings for words in getattr(reading, what)))

    @property
    def unknown(self) -> list[str]:
        """The days whose hours the text says nothing of."""
        return list(dict.fromkeys(day for day, reading in self.readings if not reading.known))


def read(texts: Mapping[str, str]) -> Week:
    """A week from its texts by day: `lundi`, `mardi à vendredi`, `mardi, jeudi`, `jours fériés`, in French or English.

    A day without a text is closed. Raises KeyError on a name that is no day.
    """
    readings: list[tuple[str, Reading]] = []
    by_day: dict[int, Reading] = {}
    holidays = None
    for name, text in texts.items():
        if says_holidays(name):
            holidays = free_text.read(text, 0)
            readings.append((name, holidays))
            continue
        for day in days(name):
            by_day[day] = free_text.read(text, day)
            readings.append((name, by_day[day]))
    return Week(_joined(by_day, holidays, "rules"), _joined(by_day, holidays, "appointment"), readings)


def says_holidays(name: str) -> bool:
    """Whether a name stands for public holidays."""
    return _HOLIDAYS.fullmatch(folded(name).strip()) is not None


def days(name: str) -> list[int]:
    """The weekdays that a name says, 0 for Monday: one, several, or a range that may run over the end of the week. KeyError otherwise."""
    named = [_day(part, name) for part in re.split(r"\s*(?:-|,|&|\b(?:a|au|et|to|and)\b)\s*", folded(name).strip())]
    if len(named) == 2 and not re.search(r",|&|\b(?:et|and)\b", folded(name)):
        return [(named[0] + step) % WEEKDAYS for step in range((named[1] - named[0]) % WEEKDAYS + 1)]
    return named


def joined(week: Sequence[str]) -> str:
    """The rules of seven days in which `{day}` stands for the day: days that follow each other with the same hours are written together."""
    runs: list[list[int]] = []
    for day, hours in enumerate(week):
        # a range of days has no first Monday
        if hours and runs and runs[-1][-1] == day - 1 and week[day - 1] == hours and "{day}[" not in hours:
            runs[-1].append(day)
        elif hours:
            runs.append([day])
    return "; ".join(week[run[0]].replace("{day}", f"{DAYS[run[0]]}{f'-{DAYS[run[-1]]}' if len(run) > 1 else ''}") for run in runs)


def plain(rule: Hours) -> list[Hours]:
    """An entry as entries with OSM rules alone: a week in free text gives its hours, and those that it keeps for appointments.

    What a week does not name is closed, public holidays as any day.
    """
    if not rule.week:
        return [rule]
    week = read(rule.week if any(map(says_holidays, rule.week)) else {**rule.week, HOLIDAYS: "fermé"})
    made = [replace(rule, rules=week.rules or "off", week={})]
    if week.appointment:
        made.append(replace(rule, rules=week.appointment, week={}, appointment_only=True))
    return made


def problems(rule: Hours, position: int) -> list[Problem]:
    """What cannot be read in a week of free text, day by day."""
    wrong = []
    for name, text in rule.week.items():
        values = {"place": written(("hours", position, "week", name)), "site": rule.site, "text": text}
        try:
            week = read({name: text})
        except KeyError:
            near = nearest(folded(name), (*NAMES, *hour_words.ENGLISH, HOLIDAYS))
            wrong.append(Problem("calendar.unknown_day", values | {"name": name, "near": near or "lundi"}))
            continue
        wrong += [Problem("calendar.unread_hours", values | {"unread": words}) for _, words in week.named("unread")]
        wrong += [Problem("calendar.hours_not_known", values) for _ in week.unknown]
    return wrong


def _joined(by_day: Mapping[int, Reading], holidays: Reading | None, what: str) -> str:
    rules = joined([getattr(by_day.get(day, Reading()), what) for day in range(WEEKDAYS)])
    if holidays is None or not rules:
        return rules
    return f"{rules}; {getattr(holidays, what).replace('{day}', 'PH') or 'PH off'}"


def _day(part: str, name: str) -> int:
    day = hour_words.weekday(part)
    if day is None:
        day = next((number for number, code in enumerate(DAYS) if code.lower() == part), None)
    if day is None:
        raise KeyError(name)
    return day
