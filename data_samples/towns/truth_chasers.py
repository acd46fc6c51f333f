"""Contacts about a case while it is open, set against the time that cases stay open."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from .clock import to_utc
from .events import Case
from .truth_clock import Frame, owed
from .truth_contacts import Person, Seen
from .truth_rows import Truth, scope, share, truth

MONTH_S = 30.4375 * 86_400
OPENING = dt.timedelta(hours=1)  # a contact this close to the opening of its case is the opening


@dataclass
class Watched:
    """A case with the UTC instants that matter, the seconds it was open in the period, and the chasers of them."""

    case: Case
    person: Person | None
    opened: dt.datetime
    over: dt.datetime
    due: dt.datetime | None
    stopped: list[tuple[dt.datetime, dt.datetime]]
    before_s: float = 0.0
    after_s: float = 0.0
    before: int = 0
    after: int = 0
    linked: list[Seen] = field(default_factory=list)

    def is_open(self, at: dt.datetime) -> bool:
        return self.opened + OPENING < at < self.over

    def near(self, at: dt.datetime) -> bool:
        """Whether a contact without a number may be about the case: opening it, or while it is open."""
        return self.opened - OPENING <= at < self.over

    def open_seconds(self, start: dt.datetime, end: dt.datetime) -> float:
        """Between two instants, what is left once the times during which the user owed a document are taken out."""
        start, end = max(start, self.opened), min(end, self.over)
        out = sum(max(0.0, (min(end, stop) - max(start, begin)).total_seconds()) for begin, stop in self.stopped)
        return max(0.0, (end - start).total_seconds() - out)


def chasers(counted: list[Seen], cases: list[Case], who: dict[str, Person | None], frame: Frame) -> list[Truth]:
    """Rates, shares and contacts per case; `who` says whose each case is, `counted` are the contacts of the period."""
    start = to_utc(dt.datetime.combine(frame.start, dt.time()))
    end = to_utc(dt.datetime.combine(frame.end + dt.timedelta(days=1), dt.time()))
    watched = [_watched(case, who[case.case_id], frame, start, end) for case in cases]
    linked = _link([one for one in counted if one.handled], watched)
    rows = []
    for procedure in [None, *sorted({case.procedure for case in cases})]:
        dimensions = {"procedure": procedure} if procedure else {}
        mine = [one for one in watched if procedure in (None, one.case.procedure)]
        rows += _rates(mine, dimensions) + _shares(mine, scope(**dimensions))
    exposed = [one for one in watched if one.before_s + one.after_s > 0]
    rows.append(truth("repeat.delay_elasticity", "all", _slope(exposed), cases=len(exposed)))
    closed = sum(map(frame.closed_in, cases))
    return [*rows, truth("repeat.contacts_per_case", "all", linked / closed, numerator=linked, denominator=closed)]


def _watched(case: Case, person: Person | None, frame: Frame, start: dt.datetime, end: dt.datetime) -> Watched:
    over = case.closed or frame.over
    stopped = [(to_utc(begin), to_utc(stop)) for begin, stop in owed(case, over)]
    due = frame.due(case)
    one = Watched(case, person, to_utc(case.opened), to_utc(over), due, stopped)
    one.before_s = one.open_seconds(start, min(end, due) if due else end)
    one.after_s = one.open_seconds(max(start, due), end) if due else 0.0
    return one


def _link(handled: list[Seen], watched: list[Watched]) -> int:
    """Counts the chasers of each case, and all contacts about a case."""
    by_id = {one.case.case_id: one for one in watched}
    by_matter: dict[tuple[Person, str], list[Watched]] = defaultdict(list)
    for one in watched:
        if one.person:
            by_matter[one.person, one.case.procedure].append(one)
    linked = 0
    for contact in handled:
        if contact.case_id:
            about = by_id.get(contact.case_id)
        else:
            alike = by_matter.get((str(contact.person), str(contact.topic)), []) if contact.person else []
            about = max((one for one in alike if one.near(contact.utc)), key=lambda one: one.opened, default=None)
        # without a number, a contact within the hour of the opening is told by the opening itself
        if about is None or (not contact.case_id and not about.is_open(contact.utc)):
            continue
        linked += 1
        if contact.kind != "case" and about.is_open(contact.utc) and not contact.document:
            if about.due is None or contact.utc <= about.due:
                about.before += 1
            else:
                about.after += 1
    return linked


def _rates(watched: list[Watched], where: dict[str, object]) -> list[Truth]:
    def rate(name: str, chasers: int, seconds: float) -> list[Truth]:
        months = seconds / MONTH_S
        return [truth("repeat.chaser_rate", name, 100 * chasers / months, numerator=chasers, denominator=months)] if months else []

    due = [one for one in watched if one.due]
    rows = rate(scope(**where), sum(one.before + one.after for one in watched), sum(one.before_s + one.after_s for one in watched))
    rows += rate(scope(**where, edge="before"), sum(one.before for one in due), sum(one.before_s for one in due))
    return rows + rate(scope(**where, edge="after"), sum(one.after for one in due), sum(one.after_s for one in due))


def _shares(watched: list[Watched], where: str) -> list[Truth]:
    """Cases with a chaser among those open in the period, and chasers that come before the time is over."""
    exposed = [one for one in watched if one.before_s + one.after_s > 0]
    rows = [share("repeat.chased_share", where, exposed, lambda one: one.before + one.after > 0)]
    early = sum(one.before for one in watched if one.due)
    dated = sum(one.before + one.after for one in watched if one.due)
    if dated:
        rows.append(truth("repeat.chaser_before_due_share", where, early / dated, numerator=early, denominator=dated))
    return rows


def _slope(watched: list[Watched]) -> float:
    """Chasers that go with ten more days open, cases compared within their procedure; one open for long weighs less."""
    by_procedure: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for one in watched:
        days = (one.before_s + one.after_s) / 86_400
        by_procedure[one.case.procedure].append((1 / (days + 1), days, one.before + one.after))
    together = spread = 0.0
    for cases in by_procedure.values():
        whole = sum(weight for weight, _, _ in cases)
        mean_days = sum(weight * days for weight, days, _ in cases) / whole
        mean_chasers = sum(weight * chasers for weight, _, chasers in cases) / whole
        together += sum(weight * (days - mean_days) * (chasers - mean_chasers) for weight, days, chasers in cases)
        spread += sum(weight * (days - mean_days) ** 2 for weight, days, _ in cases)
    return 10 * together / spread
