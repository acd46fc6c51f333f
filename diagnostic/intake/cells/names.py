"""The names of months and weekdays, in the languages of the tools that towns use."""

from __future__ import annotations

from diagnostic.intake.cells.texts import folded, literal

# in French, English, Spanish, Portuguese, German, Italian and Dutch
MONTHS = (
    ("janvier", "january", "enero", "janeiro", "januar", "gennaio", "januari"),
    ("fevrier", "february", "febrero", "fevereiro", "februar", "febbraio", "februari"),
    ("mars", "march", "marzo", "marco", "marz", "maart", "mrz", "mrt"),
    ("avril", "april", "abril", "aprile"),
    ("mai", "may", "mayo", "maio", "maggio", "mei"),
    ("juin", "june", "junio", "junho", "juni", "giugno"),
    ("juillet", "july", "julio", "julho", "juli", "luglio"),
    ("aout", "august", "agosto", "augustus"),
    ("septembre", "september", "septiembre", "setembro", "settembre"),
    ("octobre", "october", "octubre", "outubro", "oktober", "ottobre"),
    ("novembre", "november", "noviembre", "novembro"),
    ("decembre", "december", "diciembre", "dezembro", "dezember", "dicembre"),
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
    """The number of the month whose name, whole or cut to three letters or more, a word is."""
    return _place(word, MONTHS)


def weekday(word: str) -> int | None:
    """The number of the weekday (1 is Monday) whose name, whole or cut to three letters or more, a word is."""
    return _place(word, WEEKDAYS)


def month_sql(word: str) -> str:
    """SQL: the number of a month's name, in lower case and without accents."""
    cases = " ".join(f"when {_begins(word, names)} then {number}" for number, names in enumerate(MONTHS, 1))
    return f"case {cases} end"


def _begins(word: str, names: tuple[str, ...]) -> str:
    """SQL: whether a word is one of the names, or how one of them begins, in no other month."""
    cut = {name[:length] for name in names for length in range(LEAST, len(name) + 1)}
    own = sorted(part for part in cut if month(part) is not None)
    return f"{word} in ({', '.join(map(literal, own))})"


def _place(word: str, known: tuple[tuple[str, ...], ...]) -> int | None:
    bare = folded(word).rstrip(".")
    places = {place for place, names in enumerate(known, 1) for name in names if len(bare) >= LEAST and name.startswith(bare)}
    return places.pop() if len(places) == 1 else None
