"""Ville-Exemple: what happens to a case between its opening and its end, and the log that the new tool keeps of it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from .chance import one_of
from .events import Case, Step
from .parameters import Instruction, VilleParameters
from .ville_cases import NEW, TEAMS

# median days to the acknowledgement, and the share of cases that get one
_ACKNOWLEDGED = {"web_form": (0.01, 0.97), "email": (2.0, 0.85), "letter": (8.0, 0.8), "phone": (1.0, 0.5), "counter": (0.02, 0.9)}


class FollowUp:
    """Fills in each case: acknowledgement, first answer, reopening; and its steps where the log has them."""

    def __init__(self, rng: np.random.Generator, parameters: VilleParameters):
        self.rng = rng
        self.planted: Instruction = parameters.instruction
        self.extract = dt.datetime.combine(parameters.extract_date, dt.time(18))

    def run(self, cases: list[Case]) -> None:
        for case in cases:
            self._acknowledge(case)
            self._answer(case)
            if case.end == "closed" and self.rng.random() < self.planted.reopened:
                case.reopened = 1 if self.rng.random() < 0.85 else 2
            if case.source == NEW:
                case.acknowledged, case.answered = (moment and moment.replace(second=0) for moment in (case.acknowledged, case.answered))
                if self.rng.random() < self.planted.logged:
                    case.steps = self._steps(case)

    def _acknowledge(self, case: Case) -> None:
        median, share = _ACKNOWLEDGED[case.channel]
        sent = case.opened + dt.timedelta(days=median * float(self.rng.lognormal(0, 0.9)), minutes=1)
        if self.rng.random() < share and sent <= min(case.closed or self.extract, self.extract):
            case.acknowledged = sent.replace(microsecond=0)

    def _answer(self, case: Case) -> None:
        """The first answer comes on the way to the end, and no later; a case still open may wait for it."""
        if case.closed:
            answered = case.opened + (case.closed - case.opened) * float(self.rng.beta(1.6, 1.4))
        else:
            answered = case.opened + dt.timedelta(days=float(self.rng.lognormal(np.log(9), 1.0)))
        answered = max(_in_office(answered), case.opened + dt.timedelta(minutes=1)).replace(microsecond=0)
        answered = min(answered, case.closed or answered)
        if answered <= self.extract:
            case.answered = answered

    def _steps(self, case: Case) -> list[Step]:
        """The steps in order, one a minute at most, none after the end."""
        begun, over = case.complete or case.opened, case.closed or self.extract
        team = case.team
        steps = [Step("Dépôt", case.opened, team), Step("Prise en charge", self._between(case.opened, begun or over, 0.0, 0.5), team)]
        if case.complete is None or case.complete == case.opened:
            steps[1].at = self._between(case.opened, over, 0.02, 0.15)
        steps += self._document(case, over)
        if self.rng.random() < self.planted.redo:
            steps.append(Step("Prise en charge", self._between(begun, over, 0.5, 0.65), team))
        if case.referred:
            other = one_of(self.rng, [name for name in TEAMS[case.service] if name != team])
            steps.append(Step("Transmission", self._between(begun, over, 0.65, 0.75), team))
            steps.append(Step("Prise en charge", self._between(begun, over, 0.76, 0.85), other))
            team = other
        if case.closed:
            steps.append(Step("Décision", self._between(begun, over, 0.9, 0.97), team))
            for _ in range(case.reopened):
                steps.append(Step("Clôture", self._between(steps[-1].at, over, 0.1, 0.3), team))
                steps.append(Step("Réouverture", self._between(steps[-1].at, over, 0.2, 0.5), team))
            steps.append(Step("Clôture", case.closed, team))
        return _in_order(steps, over)

    def _document(self, case: Case, over: dt.datetime) -> list[Step]:
        """A document asked of the user: before the file is complete, or later for other procedures; now and then it never comes."""
        if case.complete and case.complete > case.opened:
            asked = self._between(case.opened, case.complete, 0.5, 0.6)
            return [Step("Pièce demandée", asked, case.team), Step("Pièce reçue", case.complete, case.team)]
        if case.complete or self.rng.random() >= self.planted.missing_document:
            return []
        asked = Step("Pièce demandée", self._between(case.opened, over, 0.2, 0.3), case.team)
        if case.end == "incomplete" or (case.closed is None and self.rng.random() < 0.5):
            return [asked]
        return [asked, Step("Pièce reçue", self._between(case.opened, over, 0.31, 0.49), case.team)]

    def _between(self, start: dt.datetime, end: dt.datetime, least: float, most: float) -> dt.datetime:
        moment = start + (end - start) * float(self.rng.uniform(least, most))
        office = _in_office(moment)
        return (office if start < office < end else moment).replace(second=0, microsecond=0)


def _in_office(moment: dt.datetime) -> dt.datetime:
    """A moment when agents work, in the same order as the moments given: the day drawn together into 9:00-17:00, weekends into Monday."""
    midnight = dt.datetime.combine(moment.date(), dt.time())
    if moment.weekday() < 5:
        return midnight + dt.timedelta(hours=9) + (moment - midnight) / 3
    monday = midnight + dt.timedelta(days=7 - moment.weekday())
    return monday + dt.timedelta(hours=8, minutes=59) - (monday - moment) / 96


def _in_order(steps: list[Step], over: dt.datetime) -> list[Step]:
    kept: list[Step] = []
    for step in sorted(steps, key=lambda step: step.at):
        if step.at <= over and (not kept or step.at > kept[-1].at):
            kept.append(step)
    return kept
