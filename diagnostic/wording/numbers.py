"""Figures as a reader wants them: rounded, with their unit, in the language's digits."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal

THIN, NO_BREAK = "\u202f", "\u00a0"
# what stands between thousands and before decimals in each language, as Unicode's CLDR has it
SEPARATORS = {"fr": {",": THIN, ".": ","}, "en": {",": ",", ".": "."}}
LONG, DAYS_OF_A_YEAR = 1000, 365.25  # days: from so many on, an age is told in years


@dataclass(frozen=True)
class Quantity:
    """A figure with its unit, its range, and the name of what it comes from."""

    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    source: str = ""


def quantity(figure: Quantity, language: str, form: str = "") -> str:
    """The figure in words for a reader.

    Forms: `` the value with its unit; `bare` without the unit; `range` "entre 2 et 3"; `span` "2 à 3"; `exact` unrounded.
    """
    figure = figure if form == "exact" else _in_years(figure)
    low = high = None
    if form in ("range", "span") and figure.low is not None and figure.high is not None:
        low, high = (number(x, figure.unit, language) for x in (figure.low, figure.high))
        if low != high:
            joined = {
                ("fr", "range"): f"entre {low} et {high}",
                ("fr", "span"): f"{low} à {high}",
                ("en", "range"): f"between {low} and {high}",
                ("en", "span"): f"{low} to {high}",
            }[language, form]
            return with_unit(joined, figure.unit, language, plural=True)
    if figure.value is None or math.isnan(figure.value):
        return {"fr": "non mesuré", "en": "not measured"}[language]
    if low is not None:
        return with_unit(low, figure.unit, language, plural=figure.value >= (2 if language == "fr" else 1.01))
    digits = number(figure.value, figure.unit, language, exact=form == "exact")
    if form == "bare" or figure.unit == "time_of_day":
        return digits
    return with_unit(digits, figure.unit, language, plural=_plural(digits, language))


def _in_years(figure: Quantity) -> Quantity:
    """The same time in years, where it or an end of its range is thousands of days."""
    days = [one for one in (figure.value, figure.low, figure.high) if one is not None]
    if figure.unit != "day" or not any(abs(one) >= LONG for one in days):
        return figure
    value, low, high = (None if one is None else one / DAYS_OF_A_YEAR for one in (figure.value, figure.low, figure.high))
    return Quantity(value, "year", low, high, figure.source)


def number(value: float, unit: str, language: str, exact: bool = False) -> str:
    """The digits alone, rounded to what the unit deserves unless `exact`."""
    if unit == "time_of_day":
        return _time(value, language)
    scaled = value * (100 if unit == "share" else 1)
    if exact:
        return _digits(scaled, 6, language)
    decimals = _decimals(abs(scaled), unit)
    return _digits(round(scaled, decimals), max(decimals, 0), language, least=1 if unit == "ratio" else 0)


def _digits(value: float, decimals: int, language: str, least: int = 0) -> str:
    """A number with so many decimals at most and `least` of them at least, thousands apart."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    whole, _, rest = f"{Decimal(str(value + 0.0)):,.{decimals}f}".partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    separators = SEPARATORS[language]
    return whole.replace(",", separators[","]) + (separators["."] + rest if rest else "")


def with_unit(digits: str, unit: str, language: str, plural: bool = True) -> str:
    """The digits followed by the unit as the language writes it."""
    suffix = _UNITS.get(unit, {}).get(language, "")
    if isinstance(suffix, tuple):
        suffix = suffix[1 if plural else 0]
    return digits + suffix


def date(day: dt.date, language: str) -> str:
    """A day in full: 1er janvier 2025, 1 January 2025."""
    from diagnostic.wording import text  # which reads this module first

    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return NO_BREAK.join((first, text(f"words.month_long.{day.month}", language), str(day.year)))


def in_words(share: float) -> tuple[int, int] | None:
    """(k, n) when the share reads well as "k in n" within 1.5 points, else None."""
    candidates = [(1, n) for n in (2, 3, 4, 5, 10)] + [(2, 3), (3, 4)] + [(k, 10) for k in (3, 6, 7, 8, 9)] + [(2, 5)]
    near = [(abs(share - k / n), n, k) for k, n in candidates if abs(share - k / n) <= 0.015]
    if not near:
        return None
    _, n, k = min(near)
    return k, n


def _time(hours: float, language: str) -> str:
    hour, minute = divmod(round(hours * 60), 60)
    if language == "fr":
        return f"{hour}{NO_BREAK}h" + (f"{NO_BREAK}{minute:02d}" if minute else "")
    return f"{hour}:{minute:02d}"


def _decimals(size: float, unit: str) -> int:
    if unit == "count_exact":
        return 0
    if unit == "count":
        mean = size < 10 and size != round(size)  # changes of team per case, contacts per case
        return 1 if mean else 0
    if unit in ("share", "points"):
        return 0 if size >= 1 or size == 0 else 1
    if unit in ("minute", "second"):
        return 0
    if unit == "chasers_per_10_days":
        return 3
    if unit == "hour_year":
        return -2 if size >= 10_000 else -1 if size >= 100 else 0
    return 0 if size >= 20 else 1


def _plural(digits: str, language: str) -> bool:
    plain = digits.replace(THIN, "").replace(NO_BREAK, "").replace("-", "")
    plain = plain.replace(",", ".") if language == "fr" else plain.replace(",", "")
    return float(plain) >= 2 if language == "fr" else float(plain) != 1


_UNITS: dict[str, dict[str, str | tuple[str, str]]] = {
    "share": {"fr": f"{NO_BREAK}%", "en": "%"},
    "points": {"fr": (f"{NO_BREAK}point", f"{NO_BREAK}points"), "en": (f"{NO_BREAK}point", f"{NO_BREAK}points")},
    "day": {"fr": (f"{NO_BREAK}jour", f"{NO_BREAK}jours"), "en": (f"{NO_BREAK}day", f"{NO_BREAK}days")},
    "working_hour": {
        "fr": (f"{NO_BREAK}heure ouvrée", f"{NO_BREAK}heures ouvrées"),
        "en": (f"{NO_BREAK}working hour", f"{NO_BREAK}working hours"),
    },
    "hour_week": {"fr": (f"{NO_BREAK}h par semaine", f"{NO_BREAK}h par semaine"), "en": (f"{NO_BREAK}h a week", f"{NO_BREAK}h a week")},
    "hour_year": {"fr": f"{NO_BREAK}h par an", "en": f"{NO_BREAK}h a year"},
    "hour_of_day": {"fr": f"{NO_BREAK}h", "en": ":00"},
    "half_hour": {"fr": (f"{NO_BREAK}demi-heure", f"{NO_BREAK}demi-heures"), "en": (f"{NO_BREAK}half-hour", f"{NO_BREAK}half-hours")},
    "agent": {"fr": (f"{NO_BREAK}agent", f"{NO_BREAK}agents"), "en": (f"{NO_BREAK}agent", f"{NO_BREAK}agents")},
    "year": {"fr": (f"{NO_BREAK}an", f"{NO_BREAK}ans"), "en": (f"{NO_BREAK}year", f"{NO_BREAK}years")},
    "hour": {"fr": (f"{NO_BREAK}heure", f"{NO_BREAK}heures"), "en": (f"{NO_BREAK}hour", f"{NO_BREAK}hours")},
    "per_mille": {"fr": f"{NO_BREAK}‰", "en": "‰"},
    "per_10000": {"fr": f"{NO_BREAK}pour 10{THIN}000", "en": f"{NO_BREAK}per 10,000"},
    "per_100_case_months": {
        "fr": f"{NO_BREAK}par mois pour 100{NO_BREAK}dossiers ouverts",
        "en": f"{NO_BREAK}a month per 100{NO_BREAK}open cases",
    },
    "chasers_per_10_days": {
        "fr": f"{NO_BREAK}relance par dossier pour 10{NO_BREAK}jours de plus",
        "en": f"{NO_BREAK}chasers per case for 10{NO_BREAK}more days",
    },
    "fte": {"fr": f"{NO_BREAK}ETP", "en": f"{NO_BREAK}FTE"},
    "minute": {"fr": f"{NO_BREAK}min", "en": f"{NO_BREAK}min"},
    "second": {"fr": f"{NO_BREAK}s", "en": f"{NO_BREAK}s"},
    "per_mille_year": {"fr": f"{NO_BREAK}pour 1{THIN}000 habitants", "en": f"{NO_BREAK}per 1,000 inhabitants"},
}
