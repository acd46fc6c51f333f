"""Ville-Exemple: the cases that contacts open, in a tool that changes on 1 July, and how they end."""

from __future__ import annotations

import datetime as dt

import numpy as np

from .chance import one_of, weighted
from .clock import open_intervals
from .events import Case, Contact
from .parameters import Procedure, VilleParameters
from .people import HOUSING_OFFICE, Person
from .ville_contacts import HANDLED, Demand

OLD, NEW = "demandes#Demandes", "demandes#Nouvel outil"
TEAMS = {
    "État civil": ("État civil 1", "État civil 2"),
    "Urbanisme": ("Droit des sols", "Planification"),
    "Cadre de vie": ("Secteur nord", "Secteur sud"),
}
_OPENS_CASE = {"web_form": 1.0, "email": 0.6, "phone": 0.22}


class Cases:
    """Opens the cases of a town's chains of contacts and closes those that end before the extract."""

    def __init__(self, rng: np.random.Generator, parameters: VilleParameters, demand: Demand):
        self.rng = rng
        self.p = parameters
        self.demand = demand
        self.procedures = {procedure.name: procedure for procedure in parameters.procedures}
        self.services = {topic.name: topic.service for topic in parameters.topics}
        self.count = {OLD: 0, NEW: 0}
        self.cases: list[Case] = []

    def run(self) -> list[Case]:
        """Every case, the bulk closing done."""
        self._before_the_data()
        for chain in self.demand.chains:
            self._from_chain(chain)
        self._letters()
        self._housing_office()
        self._copies_by_email()
        self._bulk_closing()
        return self.cases

    def _from_chain(self, chain: list[Contact]) -> None:
        case: Case | None = None
        handled = [contact for contact in chain if contact.outcome in HANDLED and contact.topic in self.procedures]
        for contact in handled:
            if case is not None:
                if contact.channel != "web_form" and self.rng.random() < 0.4:
                    contact.case_id = case.case_id
            elif self.rng.random() < _OPENS_CASE[contact.channel]:
                case = self._opened_by(contact, self.procedures[str(contact.topic)])
        # who asked twice without a case may end by coming
        if case is None and len(handled) > 1 and self.rng.random() < self.p.visit:
            moment = self._at_the_counter(handled[-1].at)
            if moment.date() <= self.p.period_end:
                self._case(self.procedures[str(handled[-1].topic)], "counter", moment, self.demand.people[int(handled[-1].person or 0)])

    def _at_the_counter(self, after: dt.datetime) -> dt.datetime:
        day = after.date() + dt.timedelta(days=int(self.rng.integers(1, 4)))
        while not open_intervals("counter:Hôtel de ville", day):
            day += dt.timedelta(days=1)
        start, end = one_of(self.rng, open_intervals("counter:Hôtel de ville", day))
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=int(self.rng.integers(start, end - 600)))

    def _opened_by(self, contact: Contact, procedure: Procedure) -> Case:
        person = self.demand.people[int(contact.person or 0)]
        noted = contact.channel != "email" or self.rng.random() < 0.8
        seconds = {"web_form": (2, 90), "phone": (60, 600), "email": (90, 1500) if noted else (5, 100)}[contact.channel]
        opened = contact.at + dt.timedelta(seconds=int(self.rng.integers(*seconds)))
        case = self._case(procedure, contact.channel, opened, person)
        if noted:
            contact.case_id = case.case_id
        return case

    def _case(self, procedure: Procedure, channel: str, opened: dt.datetime, person: Person) -> Case:
        source = NEW if opened.date() >= self.p.new_tool else OLD
        if source == NEW:
            opened = opened.replace(second=0)
        self.count[source] += 1
        number = self.count[source]
        case_id = f"DEM-25-{number:05d}" if source == NEW else f"{opened.year}-{number:06d}"
        service = self.services[procedure.name]
        known = self.rng.random()
        phone = person.phone if known < 0.75 else None
        email = person.email if known > 0.2 or channel in ("email", "web_form") else None
        team = one_of(self.rng, TEAMS[service])
        case = Case(source, case_id, procedure.name, channel, service, team, opened, None, None, phone, email, person.name, person.number)
        case.referred = bool(self.rng.random() < self.p.instruction.referral)
        complete = self._complete(procedure, opened)
        self._end(case, procedure, complete or opened)
        if complete and complete.date() <= self.p.extract_date and case.end != "incomplete":
            case.complete = complete
        if source == NEW:
            case.closed = case.closed and case.closed.replace(second=0)
            case.complete = case.complete and case.complete.replace(second=0)
        self.cases.append(case)
        return case

    def _complete(self, procedure: Procedure, opened: dt.datetime) -> dt.datetime | None:
        """When the last document came, for procedures whose clock waits for it."""
        if not procedure.from_complete:
            return None
        late = self.rng.random() < procedure.late_file
        return self._working_moment(opened + dt.timedelta(days=2 + float(self.rng.gamma(2.0, 7.0)))) if late else opened

    def _end(self, case: Case, procedure: Procedure, start: dt.datetime) -> None:
        if procedure.name == "Signalement voirie" and self.rng.random() < 0.1:
            return
        end = "closed"
        days = float(self.rng.lognormal(np.log(procedure.median_days), procedure.spread)) * self._slowness(case)
        if self.rng.random() < procedure.competing:
            end = weighted(self.rng, ("withdrawn", "transferred", "incomplete"), (0.45, 0.2, 0.35))
            days *= 0.6
        closed = self._working_moment(self._paced(case, start + dt.timedelta(days=days)))
        if closed.date() <= self.p.extract_date:
            case.closed, case.end = closed, end

    def _slowness(self, case: Case) -> float:
        planted, slow = self.p.instruction, 1.25 if case.opened.month in (7, 8) else 1.0
        if case.team == planted.slow_team and case.procedure == planted.slow_team_procedure:
            slow *= planted.slow_team_factor
        return slow * planted.referral_factor if case.referred else slow

    def _paced(self, case: Case, closed: dt.datetime) -> dt.datetime:
        """The same end, later where it falls after the day from which the work on this procedure slows down."""
        planted = self.p.instruction
        slowed = max(case.opened, dt.datetime.combine(planted.slowed_from, dt.time()))
        if case.procedure != planted.slowed_procedure or closed <= slowed:
            return closed
        return slowed + (closed - slowed) / planted.slowed_pace

    def _working_moment(self, moment: dt.datetime) -> dt.datetime:
        """The same day or the next working one, at an hour when agents work, after the moment."""
        if moment.weekday() < 5 and 9 <= moment.hour < 17:
            return moment.replace(microsecond=0)
        day = moment if moment.hour < 9 else moment + dt.timedelta(days=1)
        while day.weekday() >= 5:
            day += dt.timedelta(days=1)
        return day.replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(seconds=int(self.rng.integers(0, 8 * 3600)))

    def _office_moments(self, first: dt.date, last: dt.date, count: int) -> list[dt.datetime]:
        days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
        working = [day for day in days if day.weekday() < 5]
        picked = self.rng.integers(0, len(working), count)
        seconds = self.rng.integers(0, 8 * 3600, count)
        nine = dt.time(9)
        return sorted(dt.datetime.combine(working[at], nine) + dt.timedelta(seconds=int(s)) for at, s in zip(picked, seconds, strict=True))

    def _someone(self) -> Person:
        return self.demand.people[int(self.rng.integers(len(self.demand.people)))]

    def _before_the_data(self) -> None:
        eve = self.p.first_day - dt.timedelta(days=1)
        for moment in self._office_moments(self.p.first_case_day, eve, 1_500):
            procedure = weighted(self.rng, self.p.procedures, (0.26, 0.06, 0.08, 0.13, 0.05, 0.2, 0.15, 0.07))
            self._case(procedure, weighted(self.rng, ("web_form", "email", "letter"), (0.5, 0.3, 0.2)), moment, self._someone())

    def _letters(self) -> None:
        for moment in self._office_moments(self.p.first_day, self.p.period_end, self.p.letters):
            procedure = weighted(self.rng, self.p.procedures, (0.28, 0.06, 0.14, 0.2, 0.12, 0.1, 0.05, 0.05))
            self._case(procedure, "letter", moment, self._someone())

    def _housing_office(self) -> None:
        """One number on the cases of a dozen tenants: a link between them that must not be followed."""
        forms = [case for case in self.cases if case.procedure == "Signalement voirie" and case.channel == "web_form"]
        for at in self.rng.choice(len(forms), self.p.housing_office_cases, replace=False):
            forms[at].phone = HOUSING_OFFICE

    def _copies_by_email(self) -> None:
        """Some forms are written twice: the tool also sends them to the shared mailbox, seconds later."""
        for form in [contact for contact in self.demand.contacts if contact.channel == "web_form"]:
            if self.rng.random() < self.p.form_copied_by_email:
                at = form.at.replace(second=0) + dt.timedelta(minutes=1)
                if at <= self.demand.last_moment:
                    copy = Contact("courriels", at, "email", form.topic, form.service, party="user", email=form.email, case_id=form.case_id)
                    copy.words = "Copie automatique du formulaire"
                    self.demand.contacts.append(copy)

    def _bulk_closing(self) -> None:
        moment = self.p.bulk_closing
        old = [
            case
            for case in self.cases
            if case.service == "Cadre de vie"
            and (case.closed is None or case.closed > moment)
            and case.opened < moment - dt.timedelta(days=45)
        ]
        for case in old[: self.p.bulk_closed]:
            second = int(self.rng.integers(0, 60)) if case.source == OLD else 0
            case.closed, case.end = moment.replace(second=second), "closed"
