"""The names of months and weekdays, in the languages of the tools that towns use."""

from __future__ import annotations

from diagnostic.intake.cells.texts import folded

# per month, how its name begins in French, English, Spanish, Portuguese, German, Italian and Dutch: what tells it from any other
MONTH_STEMS = (
    ("jan", "ene", "gen"),
    ("fev", "feb"),
    ("mar", "mrz", "maa", "mrt"),
    ("avr", "apr", "abr"),
    ("mai", "may", "mag", "mei"),
    ("juin", "jun", "giu"),
    ("juil", "jul", "lug"),
    ("aou", "aug", "ago"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "dic", "dez"),
)
WEEKDAYS = (
    ("lundi", "monday", "lunes", "segunda", "montag", "lunedi", "maandag"),
    ("mardi", "tuesday", "martes", "terca", "dienstag", "martedi", "dinsdag"),
    ("mercredi", "wednesday", "miercoles", "quarta", "mittwoch", "mercoledi", "woensdag"),
    ("jeudi", "thursday", "jueves", "quinta", "donnerstag", "giovedi", "donderdag"),
    ("vendredi", "friday", "viernes", "sexta", "freitag", "venerdi", "vrijdag"),
    ("samedi", "saturday", "sabado", "samstag", "sonnabend", "sabato", "zaterdag"),
    ("dimanche", "sunday", "domingo", "sonntag", "domenica", "zondag"),
)
LEAST = 3


def month(word: str) -> int | None:
    """The number of the month whose name, whole or cut, a word is."""
    bare = folded(word).rstrip(".")
    return next((number for number, stems in enumerate(MONTH_STEMS, 1) if bare.isalpha() and bare.startswith(stems)), None)


def month_sql(word: str) -> str:
    """SQL: the same, of a word in lower case and without accents."""
    cases = " ".join(f"when regexp_matches({word}, '^(?:{'|'.join(stems)})') then {number}" for number, stems in enumerate(MONTH_STEMS, 1))
    return f"case {cases} end"


def weekday(word: str) -> int | None:
    """The number of the weekday (1 is Monday) whose name, whole or cut to three letters or more, a word is."""
    bare = folded(word).rstrip(".")
    places = {place for place, names in enumerate(WEEKDAYS, 1) for name in names if len(bare) >= LEAST and name.startswith(bare)}
    return places.pop() if len(places) == 1 else None
