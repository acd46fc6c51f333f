"""How long a case has run at a given moment: where its clock starts, when it stands still, and how the period cuts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from .clock import open_seconds, to_utc
from .events import Case


@dataclass
class Spell:
    """A case under observation: seconds at entry and at exit, and how it ended (None while open)."""

    entry: float
    exit: float
    end: str | None


def owed(case: Case, over: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
    """The local times during which the user owed a document, the last one perhaps until the case is over."""
    found, asked = [], None
    for step in case.steps:
        if step.activity == "Pièce demandée":
            asked = step.at
        elif step.activity == "Pièce reçue" and asked:
            found.append((asked, step.at))
            asked = None
    return [*found, (asked, over)] if asked else found


@dataclass(frozen=True)
class Frame:
    """How a town's cases are watched: the period, the extract date, the promises, and the time that does not count.

    `kinds` says what each promise is; `from_complete` are the procedures whose clock starts when the file is complete; `schedules` are the
    hours at which somebody works.
    The clock stands still while the user owes a document.
    """

    start: dt.date
    end: dt.date
    extract: dt.date
    promises: Mapping[str, float]
    kinds: Mapping[str, str]
    schedules: tuple[str, ...]
    from_complete: frozenset[str] = frozenset()
    whole_days: bool = False

    @property
    def over(self) -> dt.datetime:
        """The local midnight that ends the extract date."""
        return dt.datetime.combine(self.extract + dt.timedelta(days=1), dt.time())

    def starts(self, case: Case) -> dt.datetime:
        return case.complete if case.complete and case.procedure in self.from_complete else case.opened

    def waits(self, case: Case, before: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        """The times, after the clock starts and before this moment, during which the user owed a document."""
        cut = [(max(start, self.starts(case)), min(end, before)) for start, end in owed(case, before)]
        return [(start, end) for start, end in cut if start < end]

    def elapsed(self, case: Case, until: dt.datetime) -> float:
        """Seconds on the clock of the case at a local moment; whole local days where the file has no time."""
        if self.whole_days:
            return max(0, (until.date() - self.starts(case).date()).days) * 86_400.0
        waited = sum((to_utc(end) - to_utc(start)).total_seconds() for start, end in self.waits(case, until))
        return max(0.0, (to_utc(until) - to_utc(self.starts(case))).total_seconds() - waited)

    def worked(self, case: Case, until: dt.datetime) -> float:
        """The same in seconds at work."""
        start = self.starts(case)
        if until <= start:
            return 0.0
        waited = sum(open_seconds(self.schedules, *wait) for wait in self.waits(case, until))
        return float(open_seconds(self.schedules, start, until) - waited)

    def duration(self, case: Case) -> float:
        """Seconds from the start of the clock to the end of the case, or to the end of the extract date."""
        if self.whole_days and case.closed is None:
            return self.elapsed(case, dt.datetime.combine(self.extract, dt.time()))
        return self.elapsed(case, case.closed or self.over)

    @property
    def period_over(self) -> dt.datetime:
        """The local midnight that ends the period."""
        return dt.datetime.combine(self.end + dt.timedelta(days=1), dt.time())

    def waits_at_the_end(self, case: Case) -> bool:
        """Whether the case is open when the period ends."""
        return case.opened < self.period_over and (case.closed is None or case.closed >= self.period_over)

    def waits_at_the_start(self, case: Case) -> bool:
        """Whether the case is open when the period begins."""
        begins = dt.datetime.combine(self.start, dt.time())
        return case.opened < begins and (case.closed is None or case.closed >= begins)

    def age(self, case: Case) -> float:
        """Seconds on the clock of a case when the period ends; whole days to its last one where the file has no time."""
        return self.elapsed(case, dt.datetime.combine(self.end, dt.time()) if self.whole_days else self.period_over)

    def due(self, case: Case) -> dt.datetime | None:
        """The UTC instant at which the clock of the case reaches its promise; a wait begun before then puts it off."""
        if case.procedure not in self.promises:
            return None
        due = to_utc(self.starts(case)) + dt.timedelta(days=self.promises[case.procedure])
        for begin, stop in self.waits(case, case.closed or self.over):
            if to_utc(begin) < due:
                due += to_utc(stop) - to_utc(begin)
        return due

    def opened_in(self, case: Case) -> bool:
        return self.start <= case.opened.date() <= self.end

    def closed_in(self, case: Case) -> bool:
        return case.end == "closed" and case.closed is not None and self.start <= case.closed.date() <= self.end

    def cohort(self, cases: list[Case]) -> list[Case]:
        """Cases opened in the period, and those open when it starts, which enter late."""
        midnight = dt.datetime.combine(self.start, dt.time())
        late = [case for case in cases if case.opened < midnight and (case.closed is None or case.closed >= midnight)]
        return [case for case in cases if self.opened_in(case)] + late

    def spell(self, case: Case, working: bool = False) -> Spell:
        midnight = dt.datetime.combine(self.start, dt.time())
        clock = self.worked if working else self.elapsed
        exit_ = self.worked(case, case.closed or self.over) if working else self.duration(case)
        return Spell(clock(case, midnight) if case.opened < midnight else 0.0, exit_, case.end)
