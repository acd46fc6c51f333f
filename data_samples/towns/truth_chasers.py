"""Contacts about a case while it is open, set against the time that cases stay open and against what the same persons ask anyway."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .clock import to_utc
from .events import Case
from .truth_clock import Frame, owed
from .truth_contacts import Person, Seen
from .truth_rows import Truth, scope, truth

MONTH_S = 30.4375 * 86_400
OPENING = dt.timedelta(hours=1)  # a contact this close to the opening of its case is the opening
FIRST_DAYS = dt.timedelta(
    days=7
)  # people come back on what they have just asked: a chaser comes once they have left the case alone so long
TEN = dt.timedelta(days=10)
TEN_S = TEN.total_seconds()
LEAST_COMPARED = 0.1
Span = tuple[dt.datetime, dt.datetime]


@dataclass
class Watched:
    """A case with the UTC instants that matter, and the instants of its chasers, with and without its number.

    It is `watched` within the period, once it has been left alone for its first days; `own` is that part of it before the person's next
    case of the procedure.
    `quiet` is the time before, without an open case; `usual` is what the person asks on the topic meanwhile.
    """

    case: Case
    opened: dt.datetime
    over: dt.datetime
    due: dt.datetime | None
    stopped: list[Span]
    watched: Span
    left_alone: dt.datetime
    own: Span | None = None
    quiet: Span | None = None
    numbered: list[dt.datetime] = field(default_factory=list)
    unnumbered: list[dt.datetime] = field(default_factory=list)
    usual: list[dt.datetime] = field(default_factory=list)

    def seconds(self, within: Span | None, start: dt.datetime | None = None, end: dt.datetime | None = None) -> float:
        """What of a stretch lies between two instants, once the times during which the user owed a document are taken out."""
        if within is None:
            return 0.0
        first, last = max(within[0], self.watched[0], start or within[0]), min(within[1], end or within[1])
        out = sum(max(0.0, (min(last, stop) - max(first, begin)).total_seconds()) for begin, stop in self.stopped)
        return max(0.0, (last - first).total_seconds() - out)

    @property
    def quiet_s(self) -> float:
        return max(0.0, (self.quiet[1] - self.quiet[0]).total_seconds()) if self.quiet else 0.0

    @property
    def sides(self) -> dict[str, tuple[dt.datetime | None, dt.datetime | None]]:
        return {"before": (None, self.due), "after": (self.due, None)} if self.due else {"undated": (None, None)}


@dataclass
class Side:
    """What one case brings to one side of its due date."""

    one: Watched
    edge: str
    open_s: float
    own_s: float
    numbered: int
    unnumbered: int
    net: float = 0.0


def chasers(counted: list[Seen], cases: list[Case], who: dict[str, Person | None], frame: Frame) -> list[Truth]:
    """Rates, shares and contacts per case; `who` says whose each case is, `counted` are all contacts that count."""
    period = to_utc(dt.datetime.combine(frame.start, dt.time())), to_utc(dt.datetime.combine(frame.end + dt.timedelta(days=1), dt.time()))
    watched = [_watched(case, frame, period) for case in cases]
    matters = _matters(watched, who, period)
    linked = _link([one for one in counted if one.handled], watched, matters, period)
    sides = _sides(watched)
    rows = []
    for procedure in [None, *sorted({case.procedure for case in cases})]:
        dimensions = {"procedure": procedure} if procedure else {}
        mine = [side for side in sides if procedure in (None, side.one.case.procedure)]
        rows += _rates(mine, dimensions) + _shares(mine, scope(**dimensions))
    rows += _older(watched)
    closed = sum(map(frame.closed_in, cases))
    return [*rows, truth("repeat.contacts_per_case", "all", linked / closed, numerator=linked, denominator=closed)]


def _watched(case: Case, frame: Frame, period: Span) -> Watched:
    over = case.closed or frame.over
    stopped = [(to_utc(begin), to_utc(stop)) for begin, stop in owed(case, over)]
    alone = to_utc(case.opened) + FIRST_DAYS
    return Watched(
        case, to_utc(case.opened), to_utc(over), frame.due(case), stopped, (max(alone, period[0]), min(to_utc(over), period[1])), alone
    )


def _matters(watched: list[Watched], who: dict[str, Person | None], period: Span) -> dict[tuple[Person, str], list[Watched]]:
    """The cases of each person and procedure in order, with the time that is their own and the quiet time before each."""
    matters: dict[tuple[Person, str], list[Watched]] = defaultdict(list)
    for one in sorted(watched, key=lambda one: one.opened):
        person = who[one.case.case_id]
        if person:
            matters[person, one.case.procedure].append(one)
    for alike in matters.values():
        free = period[0]
        for place, one in enumerate(alike):
            one.quiet = free, one.opened - FIRST_DAYS
            free = max(free, one.over + FIRST_DAYS)
            later = alike[place + 1 :]
            one.own = one.opened, min(one.watched[1], later[0].opened - OPENING) if later else one.watched[1]
    return matters


def _link(handled: list[Seen], watched: list[Watched], matters: dict[tuple[Person, str], list[Watched]], period: Span) -> int:
    """Notes the chasers of each case in the period and what its person asks before it; counts all contacts about a case."""
    by_id = {one.case.case_id: one for one in watched}
    linked = 0
    for contact in handled:
        at = contact.utc
        alike = matters.get((str(contact.person), str(contact.topic)), []) if contact.person and not contact.case_id else []
        if contact.kind != "case" and not contact.document:
            for one in alike:
                if one.quiet and one.quiet[0] <= at < one.quiet[1]:
                    one.usual.append(at)
        last = next((one for one in reversed(alike) if one.opened - OPENING <= at), None)
        about = by_id.get(contact.case_id) if contact.case_id else last
        is_open = about is not None and about.opened + OPENING < at < about.over
        # without a number, a contact within the hour of the opening is told by the opening itself
        if about is None or (not contact.case_id and not is_open):
            continue
        within = period[0] <= at < period[1]
        linked += within
        if contact.kind != "case" and is_open and not contact.document:
            if at < about.left_alone:
                about.left_alone = at + FIRST_DAYS
                about.watched = max(about.watched[0], about.left_alone), about.watched[1]
            elif within:
                (about.numbered if contact.case_id else about.unnumbered).append(at)
    return linked


def _sides(watched: list[Watched]) -> list[Side]:
    """Each case on each side of its due date on which it is open, with its net chasers."""
    found = []
    for one in watched:
        for edge, (start, end) in one.sides.items():
            open_s, own_s = one.seconds(one.watched, start, end), one.seconds(one.own, start, end)
            come = [
                [at for at in asked if (not start or at > start) and (not end or at <= end)] for asked in (one.numbered, one.unnumbered)
            ]
            if open_s:
                found.append(Side(one, edge, open_s, own_s, len(come[0]), len(come[1])))
    groups: dict[tuple[str, str], list[Side]] = defaultdict(list)
    for side in found:
        groups[side.one.case.procedure, side.edge].append(side)
    for sides in groups.values():
        own = sum(side.own_s for side in sides)
        compared = sum(side.own_s * side.one.quiet_s / (side.own_s + side.one.quiet_s) for side in sides if side.own_s)
        scale = own / compared if compared > LEAST_COMPARED * own else 0.0
        for side in sides:
            side.net = side.numbered
            if side.own_s:
                both = side.own_s + side.one.quiet_s
                side.net += scale * (side.unnumbered * side.one.quiet_s - len(side.one.usual) * side.own_s) / both
    return found


def _rates(sides: list[Side], where: dict[str, object]) -> list[Truth]:
    def months(some: Iterable[Side]) -> float:
        return sum(side.open_s for side in some) / MONTH_S

    def net(some: Iterable[Side]) -> float:
        return sum(side.net for side in some)

    rows = []
    if sides:
        rows.append(
            truth("repeat.chaser_rate", scope(**where), 100 * net(sides) / months(sides), numerator=net(sides), denominator=months(sides))
        )
    for edge in ("before", "after"):
        mine = [side for side in sides if side.edge == edge]
        top = bottom = 0.0
        for procedure in {side.one.case.procedure for side in mine}:
            here = [side for side in mine if side.one.case.procedure == procedure]
            other = months(side for side in sides if side.edge not in (edge, "undated") and side.one.case.procedure == procedure)
            # the same months of each procedure on both sides; of one procedure alone, nothing is to be made the same
            weight = 1.0 if where else other / (other + months(here))
            top, bottom = top + weight * net(here), bottom + weight * months(here)
        if bottom:
            figures = {"numerator": net(mine), "denominator": months(mine)}
            rows.append(truth("repeat.chaser_rate", scope(**where, edge=edge), 100 * top / bottom, **figures))
    return rows


def _shares(sides: list[Side], where: str) -> list[Truth]:
    """Cases with a chaser among those open, net; and net chasers that come before the time is over."""
    rows = []
    numbered, asked = _chased(sides)
    cases = {side.one.case.case_id for side in sides}
    if cases:
        chased = numbered + asked
        rows.append(truth("repeat.chased_share", where, max(0.0, chased / len(cases)), numerator=chased, denominator=len(cases)))
    early = sum(side.net for side in sides if side.edge == "before")
    dated = sum(side.net for side in sides if side.edge != "undated")
    if dated > 0:
        share = min(max(early / dated, 0.0), 1.0)
        rows.append(truth("repeat.chaser_before_due_share", where, share, numerator=early, denominator=dated))
    return rows


def _chased(sides: list[Side]) -> tuple[int, float]:
    """Cases chased with their number; and of the others, how many more were asked about than as long before their opening."""
    cases: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        cases[side.one.case.case_id].append(side)
    numbered = 0
    unsure: dict[str, list[int | None]] = defaultdict(list)
    for mine in cases.values():
        one, own_s = mine[0].one, sum(side.own_s for side in mine)
        if any(side.numbered for side in mine):
            numbered += 1
        elif own_s:
            now = any(side.unnumbered for side in mine)
            then = one.quiet is not None and any((one.quiet[1] - at).total_seconds() <= own_s for at in one.usual)
            unsure[one.case.procedure].append(int(now) - int(then) if one.quiet_s >= own_s else None)
    asked = 0.0
    for differences in unsure.values():
        known = [difference for difference in differences if difference is not None]
        if len(known) > LEAST_COMPARED * len(differences):
            asked += sum(known) * len(differences) / len(known)
    return numbered, asked


def _older(watched: list[Watched]) -> list[Truth]:
    """How many chasers more each case has in ten days than in the ten days before, of those that could be compared."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    cases: dict[str, int] = defaultdict(int)
    for one in watched:
        more, tens = _more(one)
        cases[one.case.procedure] += tens > 0
        for name in ("", one.case.procedure):
            found[name] = [found[name][0] + more, found[name][1] + tens]
    rows = []
    for name, (more, tens) in sorted(found.items()):
        if not name or (cases[name] >= 30 and tens):
            where = scope(procedure=name) if name else "all"
            rows.append(truth("repeat.delay_elasticity", where, more / tens, numerator=more, denominator=tens))
    return rows


def _more(one: Watched) -> tuple[float, float]:
    """Of one case: the difference of the two rates of each pair of ten days, weighed by the time open in both; and these weights."""
    until = min(one.watched[1], one.own[1]) if one.own else one.watched[1]
    whole = one.opened, until
    more = tens = 0.0
    before: tuple[float, int] = 0.0, 0
    for age in range(max(0, int((until - one.opened - FIRST_DAYS) / TEN) + 1)):
        start = one.opened + FIRST_DAYS + age * TEN
        end = start + TEN
        now = one.seconds(whole, start, end) / TEN_S, sum(start <= at < min(end, until) for at in one.numbered + one.unnumbered)
        if now[0] and before[0]:
            weight = 2 * now[0] * before[0] / (now[0] + before[0])
            more += weight * (now[1] / now[0] - before[1] / before[0])
            tens += weight
        before = now
    return more, tens
