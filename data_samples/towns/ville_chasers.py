"""Ville-Exemple: people who ask about an open case, the more so once its announced time is over."""

from __future__ import annotations

import datetime as dt

import numpy as np

from .events import Case
from .parameters import VilleParameters
from .ville_contacts import HANDLED, Demand

MONTH_DAYS = 30.4375


class Chasing:
    """Draws the chasers of every case as a process over the time that it is open."""

    def __init__(self, rng: np.random.Generator, parameters: VilleParameters, demand: Demand):
        self.rng = rng
        self.p = parameters
        self.demand = demand
        self.topics = {topic.name: topic for topic in parameters.topics}
        self.announced = {procedure.name: procedure.announced for procedure in parameters.procedures}

    def run(self, cases: list[Case]) -> None:
        for case in cases:
            for moment in self._moments(case):
                self._ask(case, moment)

    def _moments(self, case: Case) -> list[dt.datetime]:
        """The moments at which the user thinks of the case: two rates, one up to the announced time and one beyond."""
        first = max(case.opened + dt.timedelta(hours=2), dt.datetime.combine(self.p.first_day, dt.time()))
        last = min(case.closed or self.demand.last_moment, self.demand.last_moment)
        announced = self.announced[case.procedure]
        due = max(first, (case.complete or case.opened) + dt.timedelta(days=announced)) if announced else last
        rates = self.p.chasers
        found = []
        for start, end, a_month in ((first, min(due, last), rates.a_month), (due, last, rates.a_month_late)):
            if start < end:
                count = int(self.rng.poisson(a_month * (end - start).total_seconds() / 86_400 / MONTH_DAYS))
                found += [start + (end - start) * float(share) for share in np.sort(self.rng.random(count))]
        return found

    def _ask(self, case: Case, moment: dt.datetime) -> None:
        channel = "phone" if self.rng.random() < 0.72 else "email"
        arrival = self.demand.reservoirs[channel].near(moment)
        if arrival is None or case.person is None:
            return
        made = self.demand.chase(channel, arrival, self.demand.people[case.person], self.topics[case.procedure])
        noted = self.rng.random() < self.p.chasers.case_noted
        for contact in made:
            if contact.outcome in HANDLED and noted:
                contact.case_id = case.case_id


def planted(p: VilleParameters) -> dict[str, float]:
    """Chasers that go with ten more days of delay, before and after the announced time."""
    return {
        "before_due": 10 * p.chasers.a_month / MONTH_DAYS,
        "after_due": 10 * p.chasers.a_month_late / MONTH_DAYS,
    }
