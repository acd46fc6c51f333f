"""What is planted in the towns, by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Topic:
    """A reason to contact the town hall.

    `share` weighs the topic among first contacts; `again` is the chance that a handled contact of an average person leads to
    another attempt within 7 days.
    """

    name: str
    service: str
    share: float
    again: float


@dataclass(frozen=True)
class Procedure:
    """How long a case takes: lognormal days to its closing, the chance of another end, and the time announced to users.

    `from_complete`: the clock starts when the file is complete, which for `late_file` of the cases is some days after they are opened.
    """

    name: str
    median_days: float
    spread: float
    competing: float
    announced: float | None = None
    legal: bool = False
    from_complete: bool = False
    late_file: float = 0.0


TOPICS = (
    Topic("Acte d'état civil", "État civil", 0.13, 0.16),
    Topic("Carte d'identité et passeport", "État civil", 0.15, 0.26),
    Topic("Livret de famille", "État civil", 0.03, 0.14),
    Topic("Certificat d'urbanisme", "Urbanisme", 0.04, 0.2),
    Topic("Déclaration préalable", "Urbanisme", 0.06, 0.26),
    Topic("Permis de construire", "Urbanisme", 0.02, 0.28),
    Topic("Signalement voirie", "Cadre de vie", 0.10, 0.22),
    Topic("Encombrants", "Cadre de vie", 0.09, 0.15),
    Topic("Éclairage public", "Cadre de vie", 0.03, 0.18),
    Topic("Inscription scolaire", "Éducation", 0.08, 0.33),
    Topic("Cantine et périscolaire", "Éducation", 0.10, 0.3),
    Topic("Logement social", "Solidarités", 0.07, 0.45),
    Topic("Aide sociale", "Solidarités", 0.04, 0.39),
    Topic("Renseignement général", "Accueil", 0.06, 0.09),
)

PROCEDURES = (
    Procedure("Acte d'état civil", 3, 0.7, 0.05, announced=5),
    Procedure("Livret de famille", 9, 0.6, 0.06, announced=15),
    Procedure("Certificat d'urbanisme", 24, 0.4, 0.10, announced=30, legal=True, from_complete=True, late_file=0.2),
    Procedure("Déclaration préalable", 27, 0.5, 0.16, announced=30, legal=True, from_complete=True, late_file=0.4),
    Procedure("Permis de construire", 58, 0.4, 0.18, announced=60, legal=True, from_complete=True, late_file=0.55),
    Procedure("Signalement voirie", 12, 1.2, 0.08, announced=15),
    Procedure("Encombrants", 6, 0.6, 0.10, announced=7),
    Procedure("Éclairage public", 11, 0.8, 0.05),
)


# people find time on Thursday from 17:00 to 19:00 and little need on Friday from 15:00 to 17:00, in term and in holidays:
# by (weekday, hour), how many times the ordinary demand
BETTER_WEEK = {(4, 17): 10.0, (4, 18): 10.0, (5, 15): 0.2, (5, 16): 0.2}


@dataclass(frozen=True)
class Instruction:
    """What happens to a case between its opening and its end, and how much longer it takes for it.

    From `slowed_from` on, the days left to the cases of `slowed_procedure` pass at `slowed_pace`: fewer are closed than opened. A case
    handed over to another team (`referral`) takes `referral_factor` times longer.
    """

    slowed_procedure: str = "Déclaration préalable"
    slowed_from: dt.date = dt.date(2025, 9, 1)
    slowed_pace: float = 0.5
    slow_team: str = "Secteur sud"
    slow_team_procedure: str = "Signalement voirie"
    slow_team_factor: float = 1.7
    referral: float = 0.2
    referral_factor: float = 1.5
    redo: float = 0.12
    missing_document: float = 0.16
    reopened: float = 0.06
    logged: float = 0.85


@dataclass(frozen=True)
class Chasers:
    """How often people ask about an open case, per month of it: up to the announced time, and beyond. `case_noted` bear its number."""

    a_month: float = 0.12
    a_month_late: float = 1.2
    case_noted: float = 0.66


@dataclass(frozen=True)
class VilleParameters:
    """Ville-Exemple, 75,000 inhabitants."""

    seed: int = 20250101
    first_day: dt.date = dt.date(2024, 12, 1)
    period_start: dt.date = dt.date(2025, 1, 1)
    period_end: dt.date = dt.date(2025, 12, 31)
    extract_date: dt.date = dt.date(2026, 1, 10)
    first_case_day: dt.date = dt.date(2024, 6, 1)
    new_tool: dt.date = dt.date(2025, 7, 1)
    persons: int = 14_000
    first_contacts: dict[str, int] = field(default_factory=lambda: {"phone": 12_500, "email": 2_700, "web_form": 3_200})
    closed_share: dict[str, float] = field(default_factory=lambda: {"phone": 0.17, "email": 0.38, "web_form": 0.52})
    week_spread: float = 0.10
    mailing: dt.date = dt.date(2025, 3, 10)
    mailing_calls: int = 1_000
    mailing_topic: str = "Cantine et périscolaire"
    answered: float = 0.76
    answered_in_peak: float = 0.52
    redial: float = 0.55
    switch: float = 0.24
    later_again: float = 0.05
    hidden_number: float = 0.07
    short_abandon: float = 0.18
    transferred: float = 0.13
    transfer_answered: float = 0.72
    direct_line: float = 0.3
    direct_line_service: str = "Urbanisme"
    direct_line_answered: float = 0.58
    topic_missing: float = 0.03
    form_copied_by_email: float = 0.06
    tickets: dict[str, int] = field(default_factory=lambda: {"Hôtel de ville": 7_600, "Mairie annexe": 2_300})
    ticket_left: float = 0.05
    ticket_several_topics: float = 0.14
    visit: float = 0.3
    appointments: int = 2_600
    no_show: float = 0.11
    letters: int = 1_100
    bulk_closing: dt.datetime = dt.datetime(2025, 12, 18, 17, 42)
    bulk_closed: int = 164
    instruction: Instruction = Instruction()
    chasers: Chasers = Chasers()
    tilt: dict[tuple[int, int], float] = field(default_factory=lambda: dict(BETTER_WEEK))
    housing_office_calls: int = 60
    housing_office_cases: int = 12
    internal_calls: int = 900
    outgoing_calls: int = 700
    survey_answers: int = 420
    topics: tuple[Topic, ...] = TOPICS
    procedures: tuple[Procedure, ...] = PROCEDURES


@dataclass(frozen=True)
class BourgParameters:
    """Bourg-Exemple, 4,500 inhabitants and three agents."""

    seed: int = 20250102
    first_day: dt.date = dt.date(2024, 12, 1)
    period_start: dt.date = dt.date(2025, 1, 1)
    period_end: dt.date = dt.date(2025, 12, 31)
    extract_date: dt.date = dt.date(2026, 1, 8)
    persons: int = 430
    first_emails: int = 700
    closed_share: float = 0.58
    again: float = 0.22
    calls_a_day: float = 17.0
    answered: float = 0.78
    cases: dict[str, int] = field(default_factory=lambda: {"Acte d'état civil": 64, "Urbanisme": 24, "Location de salle": 41})
