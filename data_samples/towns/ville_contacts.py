"""Ville-Exemple: calls, e-mails and forms, and how people come back."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from .arrivals import Arrivals
from .chance import one_of, weighted
from .clock import VILLE_SCHEDULES, is_open
from .events import Contact
from .parameters import Topic, VilleParameters
from .people import HOUSING_OFFICE, Person, residents

CHANNELS = ("phone", "email", "web_form")
_SOURCE = {"phone": "appels", "email": "courriels", "web_form": "formulaires"}
HANDLED = {"answered", None}
_TALK = {"Permis de construire": 420, "Déclaration préalable": 360, "Logement social": 340, "Aide sociale": 330}
# the queue that a caller chooses; the others wait for the switchboard
_QUEUES = {"État civil": "État civil", "Éducation": "Éducation"}
CALL_TEAMS = {
    "Accueil": ("Standard",),
    "État civil": ("État civil 1", "État civil 2"),
    "Urbanisme": ("Droit des sols", "Planification"),
    "Cadre de vie": ("Secteur nord", "Secteur sud"),
    "Éducation": ("Affaires scolaires", "Restauration"),
    "Solidarités": ("Logement", "Aide sociale"),
}
# topics that have no online form
_NO_FORM = {"Logement social", "Renseignement général", "Aide sociale"}


@cache
def phone_open(moment: dt.datetime) -> bool:
    return is_open(("phone",), moment)


@cache
def staffed(moment: dt.datetime) -> bool:
    return is_open(VILLE_SCHEDULES, moment)


class Demand:
    """Draws the town's contacts, chain after chain: a first contact, redials, and the same person coming back."""

    def __init__(self, rng: np.random.Generator, parameters: VilleParameters):
        self.rng = rng
        self.p = parameters
        self.people = residents(rng, parameters.persons)
        self.last_moment = dt.datetime.combine(parameters.period_end, dt.time(23, 59, 59))
        self.reservoirs = {channel: self._reservoir(channel) for channel in CHANNELS}
        self.topic_shares = tuple(topic.share for topic in parameters.topics)
        self.contacts: list[Contact] = []
        self.chains: list[list[Contact]] = []

    def _reservoir(self, channel: str) -> Arrivals:
        kind = "phone" if channel == "phone" else "written"
        size = 4 * self.p.first_contacts[channel] + 20_000
        arrivals = Arrivals(self.rng, kind, self.p.first_day, self.p.period_end, "C", self.p.week_spread, size, self.p.tilt)
        return arrivals.thinned(phone_open if channel == "phone" else staffed, self.p.closed_share[channel])

    def run(self) -> Demand:
        """Every contact of calls, e-mails and forms by the people themselves."""
        for channel in CHANNELS:
            for moment in self.reservoirs[channel].draw(self.p.first_contacts[channel]):
                self._chain(channel, moment, self._someone(), self._topic(channel, moment))
        mailing = next(topic for topic in self.p.topics if topic.name == self.p.mailing_topic)
        for moment in self._flood():
            self._chain("phone", moment, self._someone(), mailing)
        self._housing_office()
        return self

    def _someone(self) -> Person:
        return self.people[int(self.rng.integers(len(self.people)))]

    def _topic(self, channel: str, moment: dt.datetime) -> Topic:
        while True:
            topic = weighted(self.rng, self.p.topics, self.topic_shares)
            school = topic.service == "Éducation"
            if channel == "web_form" and topic.name in _NO_FORM:
                continue
            if school and moment.month not in (3, 4, 5, 6, 8, 9) and self.rng.random() < 0.45:
                continue
            return topic

    def _flood(self) -> list[dt.datetime]:
        start = dt.datetime.combine(self.p.mailing, dt.time())
        pool = [moment for moment in self.reservoirs["phone"].moments if start <= moment < start + dt.timedelta(days=12)]
        faded = np.exp(-np.array([(moment - start).days for moment in pool]) / 6)
        picked = self.rng.choice(len(pool), self.p.mailing_calls, p=faded / faded.sum())
        return sorted(pool[at] + dt.timedelta(seconds=int(self.rng.integers(0, 59))) for at in picked)

    def in_peak(self, moment: dt.datetime) -> bool:
        day = moment.date()
        return self.p.mailing <= day <= self.p.mailing + dt.timedelta(days=11) or dt.date(2025, 8, 25) <= day <= dt.date(2025, 9, 14)

    def _chain(self, channel: str, moment: dt.datetime | None, person: Person, topic: Topic) -> None:
        made: list[Contact] = []
        while moment is not None and moment <= self.last_moment and len(made) < 12:
            contact = self._contact(channel, moment, person, topic)
            made.append(contact)
            if contact.outcome in HANDLED:
                chance = 1 - (1 - topic.again) ** person.by_heart
                draw = self.rng.random()
                if draw < chance:
                    gap = float(self.rng.gamma(1.8, 1.5)) % 6.7 + 0.05
                elif draw < chance + self.p.later_again:
                    gap = float(self.rng.uniform(8, 30))
                else:
                    break
                if self.rng.random() < self.p.switch:
                    channel = self._other(channel, topic)
                moment = self.reservoirs[channel].near(contact.at + dt.timedelta(days=gap))
            elif self.rng.random() < self.p.redial:
                wait = dt.timedelta(minutes=float(self.rng.gamma(1.2, 25)) + 0.5)
                moment = contact.at + wait
                if not phone_open(moment):
                    moment = self.reservoirs["phone"].near(moment + dt.timedelta(hours=2))
            elif self.rng.random() < 0.15:
                channel = "email"
                moment = self.reservoirs[channel].near(contact.at + dt.timedelta(hours=1))
            else:
                break
        self.contacts += made
        self.chains.append(made)

    def chase(self, channel: str, moment: dt.datetime, person: Person, topic: Topic) -> list[Contact]:
        """One question about a case, asked again by telephone until somebody answers or the caller gives up."""
        made: list[Contact] = []
        while moment <= self.last_moment and len(made) < 4:
            made.append(self._contact(channel, moment, person, topic))
            if made[-1].outcome in HANDLED or self.rng.random() >= self.p.redial:
                break
            moment = made[-1].at + dt.timedelta(minutes=float(self.rng.gamma(1.2, 25)) + 0.5)
        self.contacts += made
        return made

    def _other(self, channel: str, topic: Topic) -> str:
        others = [other for other in CHANNELS if other != channel and not (other == "web_form" and topic.name in _NO_FORM)]
        return weighted(self.rng, others, tuple({"phone": 6.0, "email": 3.0, "web_form": 0.6}[other] for other in others))

    def _contact(self, channel: str, moment: dt.datetime, person: Person, topic: Topic) -> Contact:
        contact = Contact(_SOURCE[channel], moment.replace(microsecond=0), channel, topic.name, topic.service, person=person.number)
        if channel == "phone":
            self._call(contact, person)
        elif channel == "email":
            contact.at = contact.at.replace(second=0)
            contact.email = person.email
            contact.party = "relay" if self.rng.random() < 0.02 else "user"
            if self.rng.random() < 0.9:
                answered = contact.at + dt.timedelta(hours=float(self.rng.lognormal(3.3, 0.9)) + 0.2)
                contact.answered_at = answered.replace(second=0, microsecond=0)
        else:
            contact.email = person.email
            contact.phone = person.phone if self.rng.random() < 0.4 else None
        return contact

    def _call(self, call: Contact, person: Person) -> None:
        call.phone = None if self.rng.random() < self.p.hidden_number else person.phone
        direct = call.service == self.p.direct_line_service and phone_open(call.at) and self.rng.random() < self.p.direct_line
        call.queue = None if direct else _QUEUES.get(str(call.service), "Standard")
        call.outcome = self._outcome(call.at, direct)
        call.wait_s = 0 if call.outcome == "out_of_hours" else int(self.rng.gamma(1.6, 70 if self.in_peak(call.at) else 38)) + 2
        if call.outcome == "answered":
            call.handle_s = int(self.rng.lognormal(np.log(_TALK.get(str(call.topic), 200)), 0.55)) + 15
            call.team = one_of(self.rng, CALL_TEAMS[str(call.service)])
            self._transfer(call, direct)
            if self.rng.random() < self.p.topic_missing:
                call.topic = None
            return
        call.topic = None
        call.service = "Accueil" if call.outcome in ("out_of_hours", "voice_server") else call.service
        if call.outcome == "abandoned" and self.rng.random() < self.p.short_abandon:
            call.wait_s = int(self.rng.integers(1, 8))

    def _transfer(self, call: Contact, direct: bool) -> None:
        """The switchboard passes some calls on; it says what became of them."""
        call.transferred = bool(not direct and self.rng.random() < self.p.transferred)
        call.final_outcome = "answered"
        if call.transferred and self.rng.random() >= self.p.transfer_answered:
            call.final_outcome = weighted(self.rng, ("unanswered", "abandoned"), (0.7, 0.3))

    def _outcome(self, moment: dt.datetime, direct: bool) -> str:
        if not phone_open(moment):
            return "out_of_hours"
        if direct:
            return "answered" if self.rng.random() < self.p.direct_line_answered else "unanswered"
        answered = self.p.answered_in_peak if self.in_peak(moment) else self.p.answered
        if moment.weekday() == 0 and moment.hour < 11:
            answered -= 0.1
        if self.rng.random() < answered:
            return "answered"
        return weighted(self.rng, ("abandoned", "deflected", "voice_server", "unanswered"), (0.5, 0.17, 0.15, 0.18))

    def _housing_office(self) -> None:
        topic = next(topic for topic in self.p.topics if topic.name == "Logement social")
        office = Person(-1, "OFFICE DE L'HABITAT", HOUSING_OFFICE, "contact@office.example.org", 1.0)
        for moment in self.reservoirs["phone"].draw(self.p.housing_office_calls):
            call = self._contact("phone", moment + dt.timedelta(seconds=61), office, topic)
            call.phone = HOUSING_OFFICE
            self.contacts.append(call)
