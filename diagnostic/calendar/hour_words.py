"""The words in which opening hours are written on doors and websites, in French and English, as tokens.

Patterns apply to folded text: small letters, no accents, plain hyphens, one character for each of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NOON = 720
FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WEEKDAYS = tuple(f"{french}|{english}" for french, english in zip(FRENCH, ENGLISH, strict=True))
_MONTHS = (
    *("jan(?:v(?:ier)?|uary)?", "fev(?:r(?:ier)?)?|feb(?:ruary)?", "mars|mar(?:ch)?", "avr(?:il)?|apr(?:il)?", "mai|may", "juin|june?"),
    *("juil(?:let)?|july?", "aout|aug(?:ust)?", "sept?(?:embre|ember)?", "oct(?:obre|ober)?", "nov(?:embre|ember)?", "dec(?:embre|ember)?"),
)
_ORDINALS = {
    1: r"1(?:er|ere|e|st)|premiers?|first",
    2: r"2(?:e|eme|nd|nde)|deuxiemes?|seconds?|second",
    3: r"3(?:e|eme|rd)|troisiemes?|third",
    4: r"4(?:e|eme|th)|quatriemes?|fourth",
    5: r"5(?:e|eme|th)|cinquiemes?|fifth",
    -1: r"derniers?|last",
}
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})s?"
_MONTH = rf"(?:{'|'.join(_MONTHS)})\b\.?"
_ORDINAL = rf"(?:{'|'.join(_ORDINALS.values())})"
_OF_MONTH = r"(?:\s+(?:du mois|de chaque mois|of (?:the|each|every) month))?(?: uniquement| seulement| only)?"
_NTH = rf"(?:les? |the )?{_ORDINAL}(?:\s*(?:,|et|and|&)\s*(?:le |the )?{_ORDINAL})*\s+{_WEEKDAY}{_OF_MONTH}"
_BUT = r"(?:excepte|sauf|hors|except|en dehors|outside)(?: des?| les?| of| the| during)*"
_SCHOOL = r"(?:periodes? de )?(?:vacances(?: scolaires)?|school holidays?)"
_TWELVE = r"(?P<side>[ap])\.?m\b\.?"
_APPOINTMENT = r"(?:rdv|rendez[- ]vous|appointments?)"

_TOKENS = {
    "except_nth": rf"{_BUT} {_NTH}",
    "nth": _NTH,
    "except_school": rf"{_BUT} {_SCHOOL}",
    "school": rf"(?:(?:pendant|durant|en|during)(?: les| the)? )?{_SCHOOL}",
    "appointment": rf"(?:(?:egalement|aussi|also|uniquement|seulement|only) )?(?:sur|avec|par|on|by) {_APPOINTMENT}"
    r"(?: uniquement| seulement| only)?",
    "free": rf"(?:avec (?:ou|et) |with or )?(?:sans|without) {_APPOINTMENT}|acces libre",
    "even": r"(?:les )?semaines? paires?|even weeks?",
    "odd": r"(?:les )?semaines? impaires?|odd weeks?",
    "months": rf"(?:en |in )?{_MONTH}(?:\s*(?:-|a|au|to|et|and)\s*{_MONTH})?",
    "summer": r"(?:en |l')?ete|(?:in )?summer",
    "half": r"(?:le |l')?(?:matins?|apres-midis?)|(?:in the )?(?:morning|afternoon)s?",
    "closed": r"espace ferme ce jour|fermee?s?(?: ce jour| au public| toute la journee)?|closed",
    "weekday": _WEEKDAY,
    # minutes that stand apart from their hour belong to it unless they are an hour themselves: "12: 45", but "9: 12:30"
    "time": rf"(?P<twelfth>\d{{1,2}})(?:[:.](?P<past>\d\d))?\s?{_TWELVE}|(?P<noon>(?:12 )?(?:noon|midday)|midi)"
    r"|(?P<hour>\d{1,2})(?!\d)(?:\s?(?:h|:{1,2})(?:(?P<minute>\d\d)(?!\d)|\s+(?P<apart>\d\d)(?!\d|\s*[:h]))?)?",
    "filler": r"(?:en |journee )?continu|sans interruption|non[ -]stop|de|des|du|a|au|puis|to|from|ouverte?|open",
    "and": r"et|and|ainsi que|as well as",
    "or": r"ou|or",
}
_TOKEN = re.compile(
    "|".join(
        [
            r"(?P<sign>[\s:/,;\-]+)",
            r"(?P<parenthesis>[()])",
            *(rf"(?P<{name}>(?<![^\W_])(?:{pattern})(?![^\W\d_]))" for name, pattern in _TOKENS.items()),
        ]
    )
)
_ODD_ONE = re.compile(r"\w+|\W")

UNKNOWN = re.compile(r"(?:horaires? )?(?:non (?:communiques?|renseignes?|connus?)|inconnus?)|nc|n/?a|unknown|not (?:known|given)|\?+|")
ONLY = re.compile(r"uniquement|seulement|\bonly\b")
NEVER = re.compile(r"[-\s]*-[-\s]*")


@dataclass(frozen=True)
class Token:
    """A piece of text: its kind (`other` for what has no meaning here), and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """Small letters without accents, plain hyphens and spaces, as many characters as the text."""
    return "".join(_fold(sign) for sign in text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of folded text, in order."""
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        kind = next(name for name, said in token.groupdict().items() if said is not None) if token else "other"
        end = token.end() if token else _ODD_ONE.match(text, at).end()  # type: ignore[union-attr]
        yield Token(kind, text[at:end], at, end)
        at = end


def minute(text: str) -> int | None:
    """The minute of the day that a token of time says, None where a day has no such time. An hour without minutes is a whole hour."""
    time = re.fullmatch(_TOKENS["time"], text)
    assert time is not None
    if time["noon"]:
        return NOON
    if time["side"]:
        hour, minutes = int(time["twelfth"]), int(time["past"] or 0)
        return hour % 12 * 60 + minutes + (NOON if time["side"] == "p" else 0) if 1 <= hour <= 12 and minutes < 60 else None
    hour, minutes = int(time["hour"]), int(time["minute"] or time["apart"] or 0)
    return hour * 60 + minutes if minutes < 60 and (hour < 24 or (hour, minutes) == (24, 0)) else None


def half_said(times: Iterable[str]) -> bool:
    """Whether only some tokens of time say which half of the day they mean: in `1-5pm`, 1 is not one o'clock at night."""
    return len({re.search(rf"\d\s?{_TWELVE}$", time) is not None for time in times if minute(time) != NOON}) > 1


def weekday(text: str) -> int | None:
    """The number of a folded day's name, 0 for Monday; None where it is none."""
    return next((day for day, names in enumerate(_WEEKDAYS) if re.fullmatch(rf"(?:{names})s?", text)), None)


def ranks(text: str) -> tuple[tuple[int, ...], int]:
    """Which ones of the month, and of which weekday: `1er et 3e samedis du mois` gives `(1, 3), 5`."""
    named = re.search(_WEEKDAY, text)
    assert named is not None
    each = [re.search(rf"\b(?:{names})\b", text[: named.start()]) for names in _ORDINALS.values()]
    day = weekday(named.group())
    assert day is not None
    return tuple(rank for rank, named in zip(_ORDINALS, each, strict=True) if named), day


def months(text: str) -> tuple[int, ...]:
    """The months of `sept. - juin`, `juillet et aout` or `aout`, 0 for January."""
    ends = [
        next(number for number, names in enumerate(_MONTHS) if re.fullmatch(names, month.group().rstrip(".")))
        for month in re.finditer(_MONTH, text)
    ]
    if len(ends) == 1 or re.search(r"\b(?:et|and)\b", text):
        return tuple(ends)
    first, last = ends
    return tuple((first + step) % 12 for step in range((last - first) % 12 + 1))


def _fold(sign: str) -> str:
    if sign in "–—‑−":
        return "-"
    if sign in "’‘":
        return "'"
    return " " if sign.isspace() else unicodedata.normalize("NFKD", sign)[0].lower()
