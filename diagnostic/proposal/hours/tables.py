"""Tables of opening hours as towns keep them: a column per weekday, or a line per weekday, with the hours in free text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from diagnostic.calendar import hour_words, week
from diagnostic.intake.cells.words import folded
from diagnostic.proposal.hours.places import Place, of_week

LEAST_DAYS = 5
# a day of a place has a line, or one for its morning and one for its afternoon: with more, the table tells of something else
MOST_LINES = 2
_SITE = re.compile(r"\b(?:site|lieu|nom|lib|libelle|mairie|accueil|guichet|agence|place|name|location|office|structure)\b")
_NOTHING = re.compile(r"[-–—\s]*")


def places(headers: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> list[Place] | None:
    """The places of a table, None where it is no table of hours. A table of one place that does not name it bears `title`."""
    by_column = _days_of_headers(headers)
    if len(by_column.keys() - {week.HOLIDAYS}) >= LEAST_DAYS:
        site = _site(headers, [at for columns in by_column.values() for at in columns])
        return [of_week(title if site is None else row[site], _texts(by_column, row)) for row in rows]
    if _day(headers[0]):  # the first line is a day: the table has no headers
        headers, rows = [""] * len(headers), [headers, *rows]
    at = next((at for at in range(len(headers)) if _names_days([row[at] for row in rows])), None)
    if at is None:
        return None
    site = _site(headers, [at])
    said_of = Counter((row[at], "" if site is None else row[site]) for row in rows)
    if max(said_of.values()) > MOST_LINES:
        return None
    made: dict[str, dict[str, str]] = {}
    for row in rows:
        said = [cell for column, cell in enumerate(row) if column not in (at, site)]
        made.setdefault(title if site is None else row[site], {})[row[at]] = _said(said)
    return [of_week(name, texts) for name, texts in made.items()]


def _days_of_headers(headers: Sequence[str]) -> dict[str, list[int]]:
    """Per weekday the columns of its hours: `h_lundi`, `Lundi matin` and `Lundi après-midi`; those of public holidays under their name."""
    columns: dict[str, list[int]] = {}
    for at, header in enumerate(headers):
        named = [day for word in re.split(r"[\W_]+", folded(header)) if (day := hour_words.weekday(word)) is not None]
        if len(named) == 1:
            columns.setdefault(week.NAMES[named[0]], []).append(at)
        elif week.says_holidays(header):
            columns.setdefault(week.HOLIDAYS, []).append(at)
    return columns


def _texts(by_column: Mapping[str, Sequence[int]], row: Sequence[str]) -> dict[str, str]:
    texts = {day: _said([row[at] for at in columns]) for day, columns in by_column.items()}
    return {day: text for day, text in texts.items() if text or day != week.HOLIDAYS}


def _said(cells: Sequence[str]) -> str:
    """The hours that several cells say of one day; a blank one or a dash beside hours says that there are no others."""
    hours = [cell for cell in cells if not _NOTHING.fullmatch(cell or "")]
    return " / ".join(hours) if hours else next((cell for cell in cells if cell), "")


def _site(headers: Sequence[str], taken: Sequence[int]) -> int | None:
    named = (at for at, header in enumerate(headers) if at not in taken and _SITE.search(re.sub(r"[\W_]+", " ", folded(header))))
    return next(named, None)


def _names_days(cells: Sequence[str]) -> bool:
    return len({cell for cell in cells if cell}) >= LEAST_DAYS and all(_day(cell) for cell in cells if cell)


def _day(cell: str) -> bool:
    try:
        return week.says_holidays(cell or "") or bool(week.days(cell or ""))
    except KeyError:
        return False
