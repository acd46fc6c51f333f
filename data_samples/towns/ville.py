"""Ville-Exemple whole: contacts and cases, then counters, appointments, survey, staff and offer."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from .chance import one_of, weighted
from .clock import days, is_school_holiday, open_intervals
from .events import Contact, Town
from .parameters import VilleParameters
from .ville_cases import TEAMS, Cases
from .ville_chasers import Chasing
from .ville_contacts import Demand, phone_open
from .ville_followup import FollowUp

_COUNTER_TOPICS = {
    "Hôtel de ville": (
        "Carte d'identité et passeport",
        "Acte d'état civil",
        "Inscription scolaire",
        "Logement social",
        "Renseignement général",
    ),
    "Mairie annexe": ("Carte d'identité et passeport", "Cantine et périscolaire", "Acte d'état civil", "Renseignement général"),
}
QUESTIONS = ("Satisfaction globale", "Clarté de la réponse", "Facilité de la démarche", "Les horaires me conviennent")
_HOURS_SUIT = {"En emploi": 0.42, "Retraité": 0.86, "Étudiant": 0.55, "Sans emploi": 0.8}
NO_FORM = ("Logement social", "Aide sociale", "Renseignement général")
COUNTER_ONLY = ("Carte d'identité et passeport", "Livret de famille")


def simulate(parameters: VilleParameters) -> Town:
    """The town's clean events for these parameters."""
    rng = np.random.default_rng(parameters.seed)
    demand = Demand(rng, parameters).run()
    town = Town(demand.contacts, Cases(rng, parameters, demand).run())
    FollowUp(rng, parameters).run(town.cases)
    Chasing(rng, parameters, demand).run(town.cases)
    town.contacts += _internal_calls(rng, parameters, demand) + _outgoing_calls(rng, parameters, demand)
    town.tickets = _tickets(rng, parameters)
    town.others = {
        "rendez_vous": _appointments(rng, parameters, demand),
        "enquete": _survey(rng, parameters),
        "personnel": _staff(),
        "offre": _offer(parameters),
    }
    return town.in_order()


def _internal_calls(rng: np.random.Generator, p: VilleParameters, demand: Demand) -> list[Contact]:
    calls = []
    for moment in demand.reservoirs["phone"].draw(p.internal_calls):
        call = Contact(
            "appels", moment, "phone", None, "Accueil", party="internal", team="Standard", phone=str(int(rng.integers(4100, 4180)))
        )
        call.outcome = "answered" if rng.random() < 0.85 else "unanswered"
        call.wait_s = int(rng.integers(2, 25))
        if call.outcome == "answered":
            call.handle_s, call.transferred = int(rng.lognormal(4.4, 0.6)) + 5, False
        calls.append(call)
    return calls


def _outgoing_calls(rng: np.random.Generator, p: VilleParameters, demand: Demand) -> list[Contact]:
    calls = []
    for moment in demand.reservoirs["phone"].draw(p.outgoing_calls):
        person = demand.people[int(rng.integers(len(demand.people)))]
        call = Contact("appels", moment, "phone", None, one_of(rng, tuple(TEAMS)), direction="out", phone=person.phone)
        call.outcome, call.transferred = "answered", False
        call.wait_s, call.handle_s = int(rng.integers(4, 30)), int(rng.lognormal(4.9, 0.6)) + 5
        calls.append(call)
    return calls


def _tickets(rng: np.random.Generator, p: VilleParameters) -> list[dict[str, object]]:
    """Tickets taken while the site is open; the first half-hour and Monday are the busiest."""
    made: list[dict[str, object]] = []
    for site, count in p.tickets.items():
        slots, weights = [], []
        for day in days(p.period_start, p.period_end):
            calm = 0.75 if is_school_holiday(day, "C") else 1.35 if day.month == 9 else 1.0
            for start, end in open_intervals(f"counter:{site}", day):
                for slot in range(start, end - 600, 1800):
                    slots.append((day, slot, end))
                    quiet = p.tilt.get((day.isoweekday(), slot // 3600), 1.0) if slot < 17 * 3600 else 1.0
                    weights.append(calm * quiet * (1.7 if slot == start else 1.0) * (1.25 if day.weekday() in (0, 5) else 1.0))
        picked = rng.choice(len(slots), count, p=np.array(weights) / sum(weights))
        for at in np.sort(picked):
            day, slot, end = slots[at]
            taken = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=int(rng.integers(slot, min(slot + 1800, end - 1))))
            busy = 1.6 if weights[at] > 1.6 else 1.0
            called = taken + dt.timedelta(seconds=int(rng.gamma(1.5, 420 * busy)) + 15)
            done: dt.datetime | None = called + dt.timedelta(seconds=int(rng.lognormal(6.2, 0.5)) + 30)
            if rng.random() < p.ticket_left:
                called = done = None  # type: ignore[assignment]
            topic = one_of(rng, _COUNTER_TOPICS[site])
            topics = 1 if rng.random() >= p.ticket_several_topics else 2 if rng.random() < 0.8 else 3
            made.append({"site": site, "topic": topic, "taken_at": taken, "called_at": called, "done_at": done, "topics": topics})
    return made


def _appointments(rng: np.random.Generator, p: VilleParameters, demand: Demand) -> pd.DataFrame:
    rows = []
    starts = [
        dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=slot)
        for day in days(p.period_start, p.period_end + dt.timedelta(days=40))
        for start, end in open_intervals("counter:Hôtel de ville", day)
        for slot in range(start, end - 1199, 1200)
    ]
    picked = sorted(int(at) for at in rng.choice(len(starts), p.appointments, replace=False))
    extract = dt.datetime.combine(p.extract_date, dt.time(18))
    for at in picked:
        start = starts[at]
        lead = float(rng.gamma(3.2, 6.5)) * (1.5 if start.month in (3, 4, 5, 6) else 1.0) + 0.5
        via = "Internet" if rng.random() < 0.7 else "Téléphone"
        booked = _booking_moment(demand, start - dt.timedelta(days=lead), via)
        if booked > extract:
            continue
        draw = rng.random()
        status = "planned" if start > extract else "missed" if draw < p.no_show else "cancelled" if draw < p.no_show + 0.06 else "held"
        person = demand.people[int(rng.integers(len(demand.people)))]
        rows.append((booked, start, "État civil", "Hôtel de ville", via, status, person.phone))
    return pd.DataFrame(rows, columns=["booked_at", "starts_at", "service", "site", "booked_via", "status", "phone"])


def _booking_moment(demand: Demand, wished: dt.datetime, via: str) -> dt.datetime:
    """When people are at it: on the web at any hour, by telephone while it is answered."""
    moment: dt.datetime | None = wished
    if dt.datetime.combine(demand.p.first_day, dt.time()) <= wished:
        moment = demand.reservoirs["web_form" if via == "Internet" else "phone"].near(wished - dt.timedelta(hours=6))
    while moment is not None and via == "Téléphone" and not phone_open(moment):
        moment += dt.timedelta(minutes=47)
    return (moment or wished).replace(second=0, microsecond=0)


def _survey(rng: np.random.Generator, p: VilleParameters) -> pd.DataFrame:
    rows = []
    moments = sorted(p.period_start + dt.timedelta(days=int(day)) for day in rng.integers(20, 350, p.survey_answers))
    for day in moments:
        channel = weighted(rng, ("phone", "counter", "email", "web_form"), (0.4, 0.32, 0.13, 0.15))
        profile = weighted(rng, tuple(_HOURS_SUIT), (0.52, 0.27, 0.09, 0.12))
        mood = float(rng.normal(0, 0.5)) - (0.4 if channel == "phone" else 0)
        for question in QUESTIONS:
            score = int(np.clip(round(3.9 + mood + float(rng.normal(0, 0.8))), 1, 5))
            if question == QUESTIONS[-1]:
                happy = rng.random() < _HOURS_SUIT[profile]
                score = one_of(rng, (4, 5)) if happy else one_of(rng, (1, 2, 3))
            rows.append((day, channel, question, score, profile))
    return pd.DataFrame(rows, columns=["at", "channel", "question", "score", "profile"])


def _staff() -> pd.DataFrame:
    morning, office = "Mo-Fr 08:30-12:00", "Mo-Fr 08:30-12:00,13:30-17:00"
    rows = [
        ("Hôtel de ville", "Accueil général", "counter", 4.5, "Mo-We,Fr 08:30-12:00,13:30-17:30; Th 13:30-19:00"),
        ("Hôtel de ville", "Accueil général", "counter", 3.0, "Mo-We,Fr 08:30-12:00,13:30-17:30; Sa[1,3] 09:00-12:00"),
        ("Mairie annexe", "Accueil annexe", "counter", 3.0, "Mo,Tu,Fr 09:00-12:00,14:00-17:00; Th 09:00-12:00"),
        ("Hôtel de ville", "Standard", "phone", 3.8, office),
        ("Hôtel de ville", "Standard", "phone", 3.0, morning),
        ("Hôtel de ville", "État civil 1", "email", 5.5, office),
        ("Hôtel de ville", "État civil 2", "email", 5.0, office),
        ("Hôtel de ville", "Droit des sols", "email", 6.0, office),
        ("Hôtel de ville", "Planification", "email", 5.0, office),
        ("Hôtel de ville", "Affaires scolaires", "email", 5.5, office),
        ("Hôtel de ville", "Restauration", "email", 3.0, morning),
        ("Mairie annexe", "Secteur nord", "web_form", 5.0, office),
        ("Mairie annexe", "Secteur sud", "web_form", 5.0, office),
    ]
    return pd.DataFrame(rows, columns=["site", "team", "channel", "fte", "schedule"])


def _offer(p: VilleParameters) -> pd.DataFrame:
    rows = []
    for topic in p.topics:
        for channel in ("phone", "counter", "email", "web_form"):
            served = channel == "counter" or (topic.name not in COUNTER_ONLY and not (channel == "web_form" and topic.name in NO_FORM))
            rows.append((topic.name, channel, served))
    return pd.DataFrame(rows, columns=["topic", "channel", "served"])
