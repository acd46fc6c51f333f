"""A made-up French town of 2025: its calls, requests, tickets and answers to a survey, dealt by a seed."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST, LAST, EXTRACT = dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 1, 9)
HOLIDAYS = {
    dt.date(2025, month, day)
    for month, day in [(1, 1), (4, 21), (5, 1), (5, 8), (5, 29), (6, 9), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
}
# minutes after midnight, by weekday from Monday
Hours = dict[int, list[tuple[int, int]]]
SWITCHBOARD: Hours = {day: [(510, 750), (810, 1020)] for day in range(5)}
TOWN_HALL: Hours = {
    0: [(810, 1050)],
    1: [(510, 720), (810, 1050)],
    2: [(510, 1050)],
    3: [(510, 720), (810, 1050)],
    4: [(510, 720), (810, 990)],
    5: [(540, 720)],
}
SERVED, LEFT, DEFLECTED, SHUT = "Appel servi", "Abandon en attente", "Dissuadé", "Hors horaires"
SUBJECTS = ["Cantine et périscolaire", "Etat civil", "Ordures ménagères", "Urbanisme", "Voirie", "Autre"]
# procedure: usual days, days promised
PROCEDURES = {
    "Copie d'acte d'état civil": (3, 5),
    "Inscription scolaire": (7, 10),
    "Signalement sur la voie publique": (12, 15),
    "Enlèvement d'encombrants": (8, 10),
    "Certificat d'urbanisme": (40, 60),
}
ORIGINS = {"Portail citoyen": 0.42, "Courriel": 0.25, "Téléphone": 0.15, "Guichet": 0.12, "Courrier": 0.06}
VISITS = ["Carte d'identité / passeport", "Acte d'état civil", "Inscription école", "Renseignement", "Urbanisme"]
GIVEN = ["Camille", "Élodie", "Jean-Marc", "Fatima", "Youssef", "Bénédicte", "Loïc", "Maëlle", "Hugues", "Oumar", "Irène", "Anaïs"]
FAMILY = ["Kervadec", "Lemoigne", "Bensaïd", "Ouattara", "Guillemot", "Delaunoy", "Rochebrune", "Tanguy", "Pommeray", "Le-Goff"]


@dataclass(frozen=True)
class Call:
    at: dt.datetime
    number: str  # empty: withheld
    line: str
    wait: int
    talk: int
    outcome: str
    subject: str


@dataclass(frozen=True)
class Request:
    number: str
    at: dt.datetime
    due: dt.date
    closed: dt.datetime | None
    changed: dt.datetime
    procedure: str
    origin: str
    name: str
    mail: str


@dataclass(frozen=True)
class Ticket:
    number: str
    reason: str
    taken: dt.datetime
    called: dt.datetime | None
    done: dt.datetime | None


@dataclass(frozen=True)
class Answer:
    at: dt.datetime
    overall: int
    kindness: int
    clarity: str
    hours: str
    remark: str


@dataclass(frozen=True)
class Town:
    calls: list[Call]
    requests: list[Request]
    tickets: list[Ticket]
    answers: list[Answer]


def make(seed: int = 1) -> Town:
    """The town of this seed: the same seed gives the same town."""
    dice = random.Random(seed)
    return Town(_calls(dice), _requests(dice), _tickets(dice), _answers(dice))


def is_open(hours: Hours, at: dt.datetime) -> bool:
    """Whether the place of these hours is open at this local time; it never is on a public holiday."""
    minute = at.hour * 60 + at.minute
    return at.date() not in HOLIDAYS and any(start <= minute < end for start, end in hours.get(at.weekday(), []))


def _days() -> Iterator[dt.date]:
    for position in range((LAST - FIRST).days + 1):
        yield FIRST + dt.timedelta(days=position)


def _moment(dice: random.Random, day: dt.date, first: int, last: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=dice.randrange(first * 60, last * 60))


def _moment_within(dice: random.Random, day: dt.date, hours: Hours) -> dt.datetime | None:
    slots = [] if day in HOLIDAYS else hours.get(day.weekday(), [])
    return _moment(dice, day, *dice.choices(slots, [end - start for start, end in slots])[0]) if slots else None


def _skewed(dice: random.Random, median: float, spread: float, most: float) -> float:
    return min(most, median * math.exp(dice.gauss(0, spread)))


def _number(dice: random.Random) -> str:
    if dice.random() < 0.05:
        return ""
    return dice.choice(["06", "07", "06", "02"]) + "".join(str(dice.randrange(10)) for _ in range(8))


def _served(dice: random.Random, at: dt.datetime, number: str, subject: str) -> Call:
    line = dice.choice(["Standard", "Standard", "Pôle population"])
    return Call(at, number, line, int(_skewed(dice, 38, 0.8, 600)), int(_skewed(dice, 165, 0.7, 1900)) + 5, SERVED, subject)


def _calls(dice: random.Random) -> list[Call]:
    calls: list[Call] = []
    for day in _days():
        busy = 30 if day.month in (1, 6, 9) else 22
        for _ in range(round(dice.gauss(busy, 4)) if day.weekday() < 5 else dice.randrange(3)):
            at = _moment_within(dice, day, SWITCHBOARD)
            if at is None or dice.random() < 0.12:
                at = _moment(dice, day, *dice.choice([(420, 509), (751, 809), (1021, 1260)]))
            number, lot = _number(dice), dice.random()
            if not is_open(SWITCHBOARD, at):
                calls.append(Call(at, number, "Standard", 0, 0, SHUT, ""))
            elif lot < 0.74:
                calls.extend(_story(dice, at, number, dice.choice(SUBJECTS)))
            else:
                outcome = DEFLECTED if lot > 0.93 else LEFT
                calls.append(Call(at, number, "Standard", int(_skewed(dice, 55, 0.7, 500)) + 3, 0, outcome, ""))
                again = at + dt.timedelta(seconds=dice.randrange(200, 2400))
                if number and dice.random() < 0.35 and is_open(SWITCHBOARD, again):
                    calls.append(_served(dice, again, number, dice.choice(SUBJECTS)))
    return sorted(calls, key=lambda call: (call.at, call.number))


def _story(dice: random.Random, at: dt.datetime, number: str, subject: str) -> Iterator[Call]:
    """A served call and those that follow it about the same thing, some within the week, some later."""
    yield _served(dice, at, number, subject)
    while number and dice.random() < 0.27:
        later = _moment_within(dice, at.date() + dt.timedelta(days=dice.choice([1, 2, 3, 4, 5, 6, 12, 19])), SWITCHBOARD)
        if later is None or later.date() > LAST or dice.random() < 0.15:
            return
        at = later
        yield _served(dice, at, number, subject)


def _requests(dice: random.Random) -> list[Request]:
    requests = []
    for day in _days():
        for _ in range(dice.randrange(5, 9) if day.weekday() < 5 and day not in HOLIDAYS else dice.randrange(3)):
            origin = dice.choices(list(ORIGINS), list(ORIGINS.values()))[0]
            at = _moment_within(dice, day, TOWN_HALL if origin == "Guichet" else SWITCHBOARD)
            if at is None or (origin in ("Portail citoyen", "Courriel") and dice.random() < 0.4):
                origin = origin if origin in ("Portail citoyen", "Courriel") else "Portail citoyen"
                at = _moment(dice, day, 360, 1430)
            requests.append(_request(dice, f"DEM-2025-{len(requests) + 1:05d}", at, origin))
    return sorted(requests, key=lambda request: request.at)


def _request(dice: random.Random, number: str, at: dt.datetime, origin: str) -> Request:
    procedure = dice.choice(list(PROCEDURES))
    usual, promised = PROCEDURES[procedure]
    end = at + dt.timedelta(seconds=3600 + int(86400 * _skewed(dice, usual, 0.6, 300)))
    while not is_open(SWITCHBOARD, end):
        end += dt.timedelta(hours=1, minutes=7)
    closed = end if end.date() < EXTRACT else None
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    changed = closed or min(at + dt.timedelta(days=dice.randrange(1, 20)), dt.datetime(2026, 1, 8, 16, 30))
    mail = f"{given}.{family}{dice.randrange(2000)}@example.org".lower()
    return Request(
        number, at, at.date() + dt.timedelta(days=promised), closed, changed, procedure, origin, f"{given} {family.upper()}", mail
    )


def _tickets(dice: random.Random) -> list[Ticket]:
    tickets = []
    for day in _days():
        arrivals = [_moment_within(dice, day, TOWN_HALL) for _ in range(dice.randrange(9, 19))]
        for rank, taken in enumerate(sorted(filter(None, arrivals)), start=1):
            called = None if dice.random() < 0.06 else taken + dt.timedelta(seconds=20 + int(_skewed(dice, 410, 0.7, 4800)))
            done = called and called + dt.timedelta(seconds=60 + int(_skewed(dice, 520, 0.6, 3600)))
            tickets.append(Ticket(f"{'ABC'[rank % 3]}{rank:03d}", dice.choice(VISITS), taken, called, done))
    return tickets


def _answers(dice: random.Random) -> list[Answer]:
    answers = []
    for _ in range(240):
        at = _moment(dice, FIRST + dt.timedelta(days=dice.randrange(365)), 480, 1320)
        overall = dice.choices([1, 2, 3, 4, 5], [6, 10, 20, 40, 24])[0]
        kindness = dice.choices([1, 2, 3, 4, 5], [3, 5, 12, 40, 40])[0]
        clarity = dice.choices(["Tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout"], [30, 40, 20, 10])[0]
        hours = dice.choices(["Très satisfait", "Satisfait", "Peu satisfait", "Pas satisfait"], [15, 40, 30, 15])[0]
        remark = dice.choice(
            ["", "", "Merci à la dame de l'accueil", "Trop d'attente le lundi", "Impossible de joindre le standard à midi !"]
        )
        answers.append(Answer(at, overall, kindness, clarity, hours, remark))
    return sorted(answers, key=lambda answer: answer.at)
