"""Bourg-Exemple whole: a shared mailbox, calls counted by day, a short list of cases."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from .arrivals import Arrivals, season
from .chance import weighted
from .clock import BOURG_SCHEDULES, days, is_open, open_intervals
from .events import Case, Contact, Town
from .parameters import BourgParameters
from .people import Person, residents

TOPICS = {"Acte d'état civil": 0.2, "Urbanisme": 0.22, "École et cantine": 0.24, "Location de salle": 0.13, "Voirie": 0.13, "Divers": 0.08}
_MEDIAN_DAYS = {"Acte d'état civil": 4.0, "Urbanisme": 34.0, "Location de salle": 9.0}


def staffed(moment: dt.datetime) -> bool:
    return is_open(BOURG_SCHEDULES, moment)


def simulate(parameters: BourgParameters) -> Town:
    """The town's clean events for these parameters."""
    rng = np.random.default_rng(parameters.seed)
    people = residents(rng, parameters.persons)
    arrivals = Arrivals(rng, "written", parameters.first_day, parameters.period_end, "B", 0.25, 20_000)
    arrivals.thinned(staffed, parameters.closed_share)
    town = Town()
    for moment in arrivals.draw(parameters.first_emails):
        town.contacts += _chain(rng, parameters, arrivals, moment, people[int(rng.integers(len(people)))])
    town.cases = _cases(rng, parameters, people)
    town.others = {"appels_par_jour": _calls(rng, parameters)}
    return town.in_order()


def _chain(rng: np.random.Generator, p: BourgParameters, arrivals: Arrivals, first: dt.datetime, person: Person) -> list[Contact]:
    topic = weighted(rng, tuple(TOPICS), tuple(TOPICS.values()))
    made: list[Contact] = []
    moment: dt.datetime | None = first
    while moment is not None and moment.date() <= p.period_end:
        mail = Contact("boite_mairie", moment.replace(second=0), "email", topic, email=person.email, person=person.number)
        if rng.random() < 0.86:
            mail.answered_at = (mail.at + dt.timedelta(hours=float(rng.lognormal(3.6, 0.9)) + 0.3)).replace(second=0, microsecond=0)
        made.append(mail)
        again = rng.random() < 1 - (1 - p.again) ** person.by_heart
        moment = arrivals.near(moment + dt.timedelta(days=float(rng.uniform(0.3, 5)))) if again else None
    return made


def _calls(rng: np.random.Generator, p: BourgParameters) -> pd.DataFrame:
    rows = []
    for day in days(p.period_start, p.period_end):
        if open_intervals("phone:bourg", day):
            received = int(rng.poisson(p.calls_a_day * season(day, "B") * (1.25 if day.weekday() == 0 else 1.0)))
            answered = int(rng.binomial(received, p.answered - (0.12 if day.month == 9 else 0.0)))
            rows.append((day, received, answered, received - answered))
    return pd.DataFrame(rows, columns=["day", "offered", "answered", "abandoned"])


def _cases(rng: np.random.Generator, p: BourgParameters, people: list[Person]) -> list[Case]:
    cases: list[Case] = []
    working = [day for day in days(p.period_start, p.period_end) if open_intervals("counter:Mairie", day)]
    for procedure, count in p.cases.items():
        for at in sorted(int(at) for at in rng.integers(0, len(working), count)):
            day, person = working[at], people[int(rng.integers(len(people)))]
            opened = dt.datetime.combine(day, dt.time())
            took = max(1, round(float(rng.lognormal(np.log(_MEDIAN_DAYS[procedure]), 0.6))))
            closed: dt.datetime | None = opened + dt.timedelta(days=took)
            end: str | None = "withdrawn" if rng.random() < 0.08 else "closed"
            if closed and closed.date() > p.extract_date:
                closed = end = None
            place = "Mairie"
            cases.append(Case("demandes", "", procedure, "letter", place, place, opened, closed, end, person.phone, None, person.name))
    cases.sort(key=lambda case: case.opened)
    for number, case in enumerate(cases, start=1):
        case.case_id = f"{number}/2025"
    return cases
