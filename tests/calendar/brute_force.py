"""Random towns and their opening, minute by minute: what the calendar must equal, found without it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from diagnostic.calendar import Closure, Holidays, Hours, Opening

# two nights of the clock change, a year's end, bridges between holidays and weekends
FIRST, LAST = dt.date(2024, 10, 1), dt.date(2025, 8, 31)
DAYS = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
SKIPPED = dt.date(2025, 3, 30)
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# by hand, from the decrees and the law: the national days, those that a territory adds, school holidays from first to last free day
NATIONAL = "2024-11-01 2024-11-11 2024-12-25 2025-01-01 2025-04-21 2025-05-01 2025-05-08 2025-05-29 2025-06-09 2025-07-14 2025-08-15"
ADDED = {"FR": "", "FR-57": "2024-12-26 2025-04-18", "FR-67": "2024-12-26 2025-04-18", "FR-974": "2024-12-20", "FR-973": "2025-06-10"}
COMMON = (("2024-10-19", "2024-11-03"), ("2024-12-21", "2025-01-05"), ("2025-07-05", "2025-08-31"))
WINTER = {"A": ("2025-02-22", "2025-03-09"), "B": ("2025-02-08", "2025-02-23"), "C": ("2025-02-15", "2025-03-02")}
SPRING = {"A": ("2025-04-19", "2025-05-04"), "B": ("2025-04-05", "2025-04-21"), "C": ("2025-04-12", "2025-04-27")}

Slots = list[tuple[int, int]]


@dataclass
class Rule:
    """Slots on some weekdays: in these months, these weeks, these ranks of the month; added to those before, or in their place."""

    weekdays: tuple[int, ...]
    slots: Slots
    months: tuple[int, int] | None = None
    weeks: str | None = None
    ranks: tuple[int, ...] = ()
    adds: bool = False

    def holds(self, day: dt.date) -> bool:
        last = (day + dt.timedelta(days=7)).month != day.month
        rank = (day.day - 1) // 7 + 1
        return (
            day.weekday() in self.weekdays
            and (self.months is None or self.months[0] <= day.month <= self.months[1])
            and (self.weeks is None or (day.isocalendar().week % 2 == 0) == (self.weeks == "even"))
            and (not self.ranks or rank in self.ranks or (-1 in self.ranks and last))
        )

    def written(self) -> str:
        parts = [f"{MONTHS[self.months[0] - 1]}-{MONTHS[self.months[1] - 1]}"] if self.months else []
        parts += [{"even": "week 2-52/2", "odd": "week 1-53/2"}[self.weeks]] if self.weeks else []
        ranks = f"[{','.join(map(str, self.ranks))}]" if self.ranks else ""
        return " ".join([*parts, ",".join(WEEKDAYS[day] + ranks for day in self.weekdays), written(self.slots)])


@dataclass
class Entry:
    """One entry of `hours:`: its rules, what school and public holidays put in their place (None: nothing), from when to when it holds."""

    site: str
    channel: str
    rules: list[Rule]
    school: Slots | None = None
    public: Slots | None = None
    appointment: bool = False
    first: dt.date | None = None
    last: dt.date | None = None

    def slots(self, day: dt.date, kind: str) -> Slots:
        """The slots that begin on a day, as on a day of this kind."""
        found: Slots = []
        for rule in self.rules:
            if rule.holds(day):
                found = found + rule.slots if rule.adds else list(rule.slots)
        replaced = {"school_holiday": self.school, "public_holiday": self.public}.get(kind)
        return found if replaced is None else replaced

    def minutes(self, day: dt.date, kind: str, kind_before: str) -> set[int]:
        """The open minutes of a day: its own, and those of the night before, by the rules of the day on which it begins."""
        open_minutes: set[int] = set()
        for start, end in self.slots(day, kind):
            open_minutes.update(range(start, min(end, 1440)))
        for _, end in self.slots(day - dt.timedelta(days=1), kind_before):
            open_minutes.update(range(0, end - 1440))
        return open_minutes

    def declared(self) -> Hours:
        text = "".join((", " if rule.adds else "; ") * (number > 0) + rule.written() for number, rule in enumerate(self.rules))
        for word, slots in (("SH", self.school), ("PH", self.public)):
            if slots is not None:
                text += f"; {word} {written(slots) or 'off'}"
        dates = {"valid_from": self.first, "valid_to": self.last}
        return Hours(site=self.site, channel=self.channel, rules=text, appointment_only=self.appointment, **dates)


@dataclass
class Town:
    """Its entries in order, its closures, its school zone and its territory."""

    entries: list[Entry]
    closures: list[Closure] = field(default_factory=list)
    zone: str = "C"
    territory: str = "FR"

    def kinds(self) -> list[str]:
        public = set(f"{NATIONAL} {ADDED[self.territory]}".split())
        school = [*COMMON, WINTER[self.zone], SPRING[self.zone]]
        return [
            "public_holiday"
            if (iso := day.isoformat()) in public
            else "school_holiday"
            if any(a <= iso <= b for a, b in school)
            else "term"
            for day in DAYS
        ]

    def schedules(self) -> dict[str, np.ndarray]:
        """Per schedule one flag per minute of the range."""
        kinds, flags = self.kinds(), {}
        for entry in self.entries:
            if entry.appointment:
                names = [f"appointment:{entry.site}"]
            else:
                names = ["phone", "staffed"] if entry.channel == "phone" else [f"counter:{entry.site}", "counter", "staffed"]
            for number, (day, kind) in enumerate(zip(DAYS, kinds, strict=True)):
                if (entry.first and day < entry.first) or (entry.last and day > entry.last) or self._shut(entry, day):
                    continue
                found = entry.minutes(day, kind, kinds[number - 1] if number else "term") - (
                    set(range(120, 180)) if day == SKIPPED else set()
                )
                for name in names:
                    flags.setdefault(name, np.zeros(len(DAYS) * 1440, bool))[[number * 1440 + minute for minute in found]] = True
        return flags

    def _shut(self, entry: Entry, day: dt.date) -> bool:
        return any(
            closure.first <= day <= closure.last and closure.site in (None, entry.site) and closure.channel in (None, entry.channel)
            for closure in self.closures
        )

    def opening(self) -> Opening:
        hours = tuple(entry.declared() for entry in self.entries)
        return Opening(hours, tuple(self.closures), Holidays(self.territory, self.zone))


def random_town(seed: int) -> Town:
    """One to three sites and a telephone: lunch breaks, first Saturdays, even weeks, summer, nights, holidays, closures, changes."""
    draw = random.Random(seed)
    entries: list[Entry] = []
    for place in range(draw.choice((1, 1, 2, 3))):
        for channel in ("counter", "phone") if place == 0 else ("counter",):
            entries += _changing(draw, f"Site {place}", channel)
    if draw.random() < 0.3:
        entries.append(Entry("Site 0", "counter", [Rule((draw.randrange(5),), [(1080, 1200)])], appointment=True))
    closures = []
    for _ in range(draw.randrange(3)):
        start = draw.choice(DAYS)
        whom: dict[str, Any] = draw.choice(({}, {"site": "Site 0"}, {"channel": "phone"}, {"site": "Site 0", "channel": "counter"}))
        closures.append(Closure(start, start + dt.timedelta(days=draw.randrange(20)), **whom))
    return Town(entries, closures, draw.choice("ABC"), draw.choice(list(ADDED)))


def _changing(draw: random.Random, site: str, channel: str) -> list[Entry]:
    """An entry, or two that follow each other within the range."""
    one = _entry(draw, site, channel)
    if draw.random() < 0.6:
        return [one]
    other, change = _entry(draw, site, channel), draw.choice(DAYS)
    other.first, one.last = change, change - dt.timedelta(days=1)
    return [one, other]


def _entry(draw: random.Random, site: str, channel: str) -> Entry:
    kind = draw.random()
    if kind < 0.08:
        return Entry(site, channel, [Rule(tuple(range(7)), [(0, 1440)])], public=draw.choice((None, [])))
    if kind < 0.2:
        night = Rule(tuple(sorted(draw.sample(range(7), 3))), [(draw.randrange(1200, 1380), 1440 + draw.randrange(30, 300))])
        return Entry(site, channel, [night], draw.choice((None, [])), draw.choice((None, [], [(1200, 1500)])))
    rules = [Rule(tuple(range(5)), _day(draw))]
    if draw.random() < 0.5:
        rules.append(Rule((draw.randrange(5),), _day(draw)))
    if draw.random() < 0.4:
        rules.append(Rule(tuple(range(5)), [(480, 840)], months=(7, 8)))
    if draw.random() < 0.6:
        rules.append(Rule((5,), [(540, 720)], ranks=draw.choice(((), (1,), (1, 3), (2, 4), (-1,)))))
    if draw.random() < 0.5:
        rules.append(Rule((draw.randrange(6),), [(1080, 1170)], weeks=draw.choice(("even", "odd")), adds=True))
    school = draw.choice((None, None, [], [(540, 720)]))
    return Entry(site, channel, rules, school, draw.choice((None, [], [], [(600, 660)])))


def _day(draw: random.Random) -> Slots:
    start, noon, back, end = draw.randrange(480, 600), draw.randrange(690, 780), draw.randrange(780, 870), draw.randrange(930, 1080)
    return draw.choice(([(start, noon), (back, end)], [(start, end)], [(start, noon)]))


def written(slots: Slots) -> str:
    """Slots in OSM syntax; a slot that ends after midnight ends the day after."""
    return ",".join(f"{a // 60:02d}:{a % 60:02d}-{_end(b)}" for a, b in slots)


def _end(minute: int) -> str:
    minute = minute - 1440 if minute > 1440 else minute
    return f"{minute // 60:02d}:{minute % 60:02d}"
