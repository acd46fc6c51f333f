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
    """How long a case takes: lognormal days to its closing, the chance of another end, and the time announced to users."""

    name: str
    median_days: float
    spread: float
    competing: float
    announced: float | None = None
    legal: bool = False


TOPICS = (
    Topic("Acte d'état civil", "État civil", 0.13, 0.21),
    Topic("Carte d'identité et passeport", "État civil", 0.15, 0.26),
    Topic("Livret de famille", "État civil", 0.03, 0.18),
    Topic("Certificat d'urbanisme", "Urbanisme", 0.04, 0.3),
    Topic("Déclaration préalable", "Urbanisme", 0.06, 0.45),
    Topic("Permis de construire", "Urbanisme", 0.02, 0.48),
    Topic("Signalement voirie", "Cadre de vie", 0.10, 0.36),
    Topic("Encombrants", "Cadre de vie", 0.09, 0.18),
    Topic("Éclairage public", "Cadre de vie", 0.03, 0.24),
    Topic("Inscription scolaire", "Éducation", 0.08, 0.33),
    Topic("Cantine et périscolaire", "Éducation", 0.10, 0.3),
    Topic("Logement social", "Solidarités", 0.07, 0.45),
    Topic("Aide sociale", "Solidarités", 0.04, 0.39),
    Topic("Renseignement général", "Accueil", 0.06, 0.09),
)

PROCEDURES = (
    Procedure("Acte d'état civil", 3, 0.7, 0.05, announced=5),
    Procedure("Livret de famille", 9, 0.6, 0.06, announced=15),
    Procedure("Certificat d'urbanisme", 24, 0.4, 0.10, announced=30, legal=True),
    Procedure("Déclaration préalable", 27, 0.5, 0.16, announced=30, legal=True),
    Procedure("Permis de construire", 70, 0.4, 0.18, announced=60, legal=True),
    Procedure("Signalement voirie", 16, 1.2, 0.08, announced=15),
    Procedure("Encombrants", 6, 0.6, 0.10, announced=7),
    Procedure("Éclairage public", 11, 0.8, 0.05),
)


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
    persons: int = 17_000
    first_contacts: dict[str, int] = field(default_factory=lambda: {"phone": 19_500, "email": 3_500, "web_form": 3_400})
    closed_share: dict[str, float] = field(default_factory=lambda: {"phone": 0.15, "email": 0.38, "web_form": 0.52})
    week_spread: float = 0.10
    mailing: dt.date = dt.date(2025, 3, 10)
    mailing_calls: int = 1_500
    mailing_topic: str = "Cantine et périscolaire"
    answered: float = 0.76
    answered_in_peak: float = 0.52
    redial: float = 0.55
    switch: float = 0.24
    later_again: float = 0.05
    hidden_number: float = 0.07
    topic_missing: float = 0.03
    form_copied_by_email: float = 0.06
    tickets: dict[str, int] = field(default_factory=lambda: {"Hôtel de ville": 9_500, "Mairie annexe": 2_700})
    ticket_left: float = 0.05
    appointments: int = 2_600
    no_show: float = 0.11
    letters: int = 1_100
    bulk_closing: dt.datetime = dt.datetime(2025, 12, 18, 17, 42)
    bulk_closed: int = 164
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
