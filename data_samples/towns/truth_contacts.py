"""The contacts that a careful reader of the files should end with, counted one by one in plain Python."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from .clock import is_open, to_utc
from .events import Case, Town
from .truth_clock import owed

UNHANDLED = ("abandoned", "deflected", "voice_server", "out_of_hours", "unanswered")
SHARED_ABOVE = 3
Person = str


@dataclass
class Seen:
    """One contact as the files show it."""

    source: str
    row: int
    kind: str
    local: dt.datetime
    channel: str
    topic: str | None
    person: Person | None
    case_id: str | None
    outcome: str | None = None
    site: str | None = None
    direction: str = "in"
    party: str = "unknown"
    wait_s: float | None = None
    handle_s: float | None = None
    transferred: bool | None = None
    final_outcome: str | None = None
    counted: bool = True
    document: bool = False  # sent or brought while its case waits for it: an answer, no return
    previous: Seen | None = None  # the latest earlier counted handled contact of the same person and topic, or of the same case
    previous_of_person: Seen | None = None  # of the same person and topic
    any_gap: int | None = None
    following: Seen | None = None  # the next one of the same person and topic, or of the same case

    @cached_property
    def utc(self) -> dt.datetime:
        return to_utc(self.local)

    @property
    def order(self) -> tuple[dt.datetime, str, int]:
        return self.utc, self.source, self.row

    @property
    def gap(self) -> int | None:
        """Seconds since the previous contact about the matter."""
        return int((self.utc - self.previous.utc).total_seconds()) if self.previous else None

    @property
    def handled(self) -> bool:
        return self.outcome not in UNHANDLED


def persons(rows: Iterable[tuple[str | None, str | None]]) -> Callable[[str | None, str | None], Person | None]:
    """Who a (phone, e-mail) pair belongs to: identifiers met in one row are one person's, step by step.

    An identifier met with more than three others is shared: it links nobody, and a row that bears no other has no person.
    """
    met: dict[str, set[str]] = defaultdict(set)
    for phone, email in rows:
        if phone and email:
            met[phone].add(email)
            met[email].add(phone)
    shared = {identifier for identifier, others in met.items() if len(others) > SHARED_ABOVE}
    group: dict[str, str] = {}
    for start in met:
        if start in group or start in shared:
            continue
        waiting = [start]
        while waiting:
            identifier = waiting.pop()
            if identifier not in group:
                group[identifier] = start
                waiting += [other for other in met[identifier] if other not in shared]

    def person(phone: str | None, email: str | None) -> Person | None:
        own = [identifier for identifier in (phone, email) if identifier and identifier not in shared]
        return group.get(own[0], own[0]) if own else None

    return person


def seen(town: Town, over: dt.datetime) -> tuple[list[Seen], dict[str, Person | None]]:
    """Every contact in order, with who, whether it counts and how long since the previous one; and whose each case is.

    `over` is the local moment at which the data were extracted.
    """
    rows = [(contact.phone, contact.email) for contact in town.contacts] + [(case.phone, case.email) for case in town.cases]
    who = persons(rows)
    found: list[Seen] = []
    by_case: dict[str, list[dt.datetime]] = defaultdict(list)
    for row, one in enumerate(town.contacts):
        person = who(one.phone, one.email)
        made = Seen(one.source, row, "contact", one.at, one.channel, one.topic, person, one.case_id)
        made.outcome, made.direction, made.party = one.outcome, one.direction, one.party
        made.wait_s, made.handle_s = one.wait_s, one.handle_s
        made.transferred, made.final_outcome = one.transferred, one.final_outcome
        found.append(made)
        if one.case_id:
            by_case[one.case_id].append(made.utc)
    for row, ticket in enumerate(town.tickets):
        served = (ticket["done_at"] - ticket["called_at"]).total_seconds() if ticket["done_at"] else None
        at, topic, site = ticket["taken_at"], ticket["topic"], ticket["site"]
        found.append(Seen("tickets", row, "ticket", at, "counter", topic, None, None, site=site, handle_s=served))
    for row, case in enumerate(town.cases):
        opened = to_utc(case.opened)
        if not any(abs((opened - other).total_seconds()) <= 3600 for other in by_case[case.case_id]):
            person = who(case.phone, case.email)
            found.append(Seen(case.source, row, "case", case.opened, case.channel, case.procedure, person, case.case_id))
    found.sort(key=lambda one: one.order)
    owners = {case.case_id: who(case.phone, case.email) for case in town.cases}
    _count(found)
    _mark_documents(found, town.cases, owners, over)
    _follow(found)
    _follow_on(found)
    return found, owners


def _count(found: list[Seen]) -> None:
    """A contact counts when it comes in, from a user or someone unknown, and is not the second record of one event."""
    recent: dict[tuple[Person, str], list[Seen]] = defaultdict(list)
    for one in found:
        one.counted = one.direction == "in" and one.party in ("user", "unknown")
        if one.direction == "in" and one.person and one.topic:
            earlier = recent[one.person, one.topic]
            # the second record of what a relay wrote is no user's contact either
            if any(other.source != one.source and (one.utc - other.utc).total_seconds() <= 120 for other in earlier):
                one.counted = False
            earlier.append(one)
    _join_legs(found)


def _join_legs(found: list[Seen]) -> None:
    """A call that begins before the same person's transferred call is over is a leg of it."""
    last: dict[Person, Seen] = {}
    for one in found:
        if one.channel == "phone" and one.direction == "in" and one.person and one.kind == "contact":
            before = last.get(one.person)
            if before and before.transferred:
                over = before.utc + dt.timedelta(seconds=(before.wait_s or 0) + (before.handle_s or 0))
                one.counted = one.counted and one.utc > over
            last[one.person] = one


def _mark_documents(found: list[Seen], cases: list[Case], owners: dict[str, Person | None], over: dt.datetime) -> None:
    """What comes about a case, by its number or else by its person and procedure, while it waits for a document is the answer to it."""
    waits: dict[object, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for case in cases:
        spans = [(to_utc(start), to_utc(end)) for start, end in owed(case, case.closed or over)]
        waits[case.case_id] += spans
        if owners[case.case_id]:
            waits[owners[case.case_id], case.procedure] += spans
    for one in found:
        spans = waits.get(one.case_id or (one.person, one.topic), [])
        one.document = one.kind != "case" and any(start <= one.utc <= end for start, end in spans)


def _follow(found: list[Seen]) -> None:
    last: dict[object, Seen] = {}
    for one in found:
        if not (one.counted and one.handled):
            continue
        of_pair, of_case, of_person = _keys(one)
        before = [last[key] for key in (of_pair, of_case) if key in last]
        one.previous_of_person = last.get(of_pair)
        if not one.document:
            one.previous = max(before, key=lambda other: other.order, default=None)
            if of_person in last:
                one.any_gap = int((one.utc - last[of_person].utc).total_seconds())
        last |= {key: one for key in (of_pair, of_case, of_person) if key}


def _follow_on(found: list[Seen]) -> None:
    ahead: dict[object, Seen] = {}
    for one in reversed(found):
        if one.counted and one.handled:
            keys = _keys(one)[:2]
            one.following = min((ahead[key] for key in keys if key in ahead), key=lambda other: other.order, default=None)
            if not one.document:
                ahead |= {key: one for key in keys if key}


def _keys(one: Seen) -> tuple[object, object, object]:
    """What makes another contact one about the same matter, the same case, or by the same person; None where it is not known."""
    return (one.person, one.topic) if one.person and one.topic else None, one.case_id, ("any topic", one.person) if one.person else None


def arrived_open(one: Seen, phone: str, all_schedules: tuple[str, ...]) -> bool | None:
    """Whether the contact found the door open: letters have no answer."""
    if one.channel == "phone":
        return is_open((phone,), one.local)
    if one.channel == "counter":
        # a visit that only a tool of requests tells names no counter: any will do
        counters = tuple(schedule for schedule in all_schedules if schedule.startswith("counter:"))
        return is_open((f"counter:{one.site}",) if one.site else counters, one.local)
    return is_open(all_schedules, one.local) if one.channel in ("email", "web_form") else None
