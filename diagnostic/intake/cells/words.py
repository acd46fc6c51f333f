"""One cell's text as a value of a canonical kind. Each reading returns the value and, where there is a doubt, its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from diagnostic.engagement.turned import JOIN
from diagnostic.intake.cells import durations, names
from diagnostic.intake.cells.scores import score
from diagnostic.intake.cells.texts import IMPLAUSIBLE, MOST, NOTHING, SPACES, UNREADABLE
from diagnostic.intake.cells.texts import MISSING as MISSING
from diagnostic.intake.cells.texts import Reading as Reading
from diagnostic.intake.cells.texts import folded as folded
from diagnostic.intake.cells.texts import is_missing as is_missing
from diagnostic.intake.cells.texts import literal as literal
from diagnostic.intake.cells.texts import missing_sql as missing_sql
from diagnostic.intake.cells.texts import number as number
from diagnostic.schema import OPEN, Column

TRUE = frozenset(("oui", "yes", "true", "vrai", "1", "o", "y", "x"))
FALSE = frozenset(("non", "no", "false", "faux", "0", "n"))
ANY = "*"
# the day that stands before a time
_DAY = r"(?:\S*\d[-/.]\d+[-/.]\d+[t ,]+)?"
_TIME_OF_DAY = re.compile(
    _DAY + r"(?:de |from )?(?!(?:19|20)\d\d[-/.]\d{1,2}[-/.])(?!\d{1,2}(?P<same>[-./])\d{1,2}(?P=same)\d{2,4})"
    r"(?P<h>\d{1,2}) ?(?:h|[:.])? ?(?P<m>\d{2})?(?::\d{2}(?:\.\d+)?)?(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"(?: ?(?:-|a|to|–) ?\d(?(half).*|[^m]*))?"
)
_HOUR = re.compile(
    _DAY + r"[\[(]?(?:de |from |entre |between )?(?P<h>\d{1,2})"
    r"(?:[.,]0+)?(?: ?[:h] ?\d{0,2}(?::\d{2}(?:\.\d+)?)?)? ?(?:(?P<half>[ap])\.? ?m\.?)?"
    r"(?: ?(?:[-–—/>]|a|et|to|and) ?(?P<to>\d{1,2})(?: ?[:h] ?\d{0,2}(?::\d{2})?)? ?(?:(?P<end>[ap])\.? ?m\.?)?)?[\])\[(]?"
)
# 2025-03, 2025-03-01, 03/2025, 01/03/2025, mars 2025, mars-25, 2025 mars, 25-mars
_MONTHS = (
    r"(?P<y>\d{4})[-/. ]?m?(?P<m>\d{1,2})([-/. ]\d{1,2}( .*)?)?",
    r"(\d{1,2}[-/.])?(?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
    r"(?P<m>[a-z]{3,}\.?)[-/., ']*(?:de |del )?(?P<y>\d{4}|\d{2})",
    r"(?P<y>\d{4}|\d{2})[-/., ]*(?P<m>[a-z]{3,}\.?)",
)
# tried once per run of characters, so that a cell as long as a book is read in one pass
EMAIL = re.compile(r"(?<![^\s@<>:,;\"()])[^\s@<>:,;\"()]++@[^\s@<>:,;\"()]+\.[^\s@<>:,;\"()]+")
PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0\))?|\(?0\)?)[ ./-]?[1-9](?:[ ./-]?\d){8}(?!\d)")


def reader(
    column: Column, values: Mapping[str, str], separator: str | None, cells: Iterable[str] = (), unit: str | None = None
) -> Callable[[str], Reading]:
    """How the cells of a canonical column are read: the file's words through `values` first, then what the kind accepts; durations in
    their unit, as the column's distinct `cells` are written.

    A word mapped to an empty text is known to say nothing; under `end` it says that the case goes on ("En cours"), whatever its stamps.
    `*` is any word that is neither listed nor ours.
    """
    silent = OPEN if column.name == "end" else ""
    ours = {folded(theirs): word or (silent if theirs != ANY else "") for theirs, word in values.items()}
    if column.kind == "choices":
        return lambda cell: _choices(cell, column.values, ours, separator)
    if column.kind == "choice":
        read: Callable[[str], Reading] = lambda word: _choice(word, column.values)  # noqa: E731
    elif column.kind == "seconds":
        read = durations.reader(cells, unit)
    else:
        read = {"hour": hour, "score": score}.get(column.name, _KINDS[column.kind])

    def one(cell: str) -> Reading:
        theirs = folded(cell)
        if theirs in ours:
            return read(ours[theirs]) if ours[theirs] else NOTHING
        if theirs in MISSING:
            return NOTHING
        reading = read(cell)
        if not reading[1] or ANY not in ours:
            return reading
        return read(ours[ANY]) if ours[ANY] else NOTHING

    return one


def _number(cell: str) -> Reading:
    value = number(cell)
    if value is None:
        return UNREADABLE
    return (value, None) if abs(value) <= MOST else IMPLAUSIBLE


def _integer(cell: str) -> Reading:
    """A count, or several that are one number (`12 + 3`)."""
    read = [_whole(part) for part in cell.split(JOIN)]
    refused = [reading for reading in read if reading[1]]
    return refused[0] if refused else (sum(value for value, _ in read), None)


def _whole(cell: str) -> Reading:
    thousands = re.fullmatch(r"\d{1,3}(,\d{3})+", cell.strip())
    value = number(cell.replace(",", "") if thousands else cell)
    if value is None or not value.is_integer():
        return UNREADABLE
    if abs(value) > MOST:
        return IMPLAUSIBLE
    return (int(value), None) if value >= 0 else (None, "negative")


def hour(cell: str) -> Reading:
    """An hour of the day, or the one that an interval of an hour at most begins: `15`, `15h30`, `15:30:00`, `3 PM`, `08h-09h`,
    `de 8h à 9h`; or that of a stamp."""
    hours = _HOUR.fullmatch(folded(cell))
    if not hours or int(hours["h"]) > 23:
        return UNREADABLE
    half, first = hours["half"] or hours["end"], int(hours["h"])
    if hours["to"] and (int(hours["to"]) - first) % (12 if half else 24) > 1:
        return UNREADABLE
    if half and 1 <= first <= 12:
        morning = hours["half"] is None and half == "p" and first % 12 > int(hours["to"]) % 12
        first = first % 12 + (12 if half == "p" and not morning else 0)
    return first, None


def _slot(cell: str) -> Reading:
    """The half-hour of the day (0 to 47) that a time or a stamp is in, or that an interval begins: `08:30`, `8h30 - 9h00`, `2:30 PM`."""
    time = _TIME_OF_DAY.fullmatch(folded(cell))
    if not time or int(time["h"]) > 23 or int(time["m"] or 0) > 59:
        return UNREADABLE
    first = int(time["h"]) % 12 + 12 * (time["half"] == "p") if time["half"] else int(time["h"])
    return first * 2 + int(time["m"] or 0) // 30, None


def _boolean(cell: str) -> Reading:
    word = folded(cell)
    if word in TRUE or word in FALSE:
        return word in TRUE, None
    return None, "unknown_value"


def _weekday(cell: str) -> Reading:
    value = number(cell)
    if value is not None:
        return (int(value), None) if value in range(1, 8) else UNREADABLE
    named = names.weekday(cell)
    return (named, None) if named else UNREADABLE


def _month(cell: str) -> Reading:
    word = folded(cell)
    for pattern in _MONTHS:
        dated = re.fullmatch(pattern, word)
        if dated:
            month = int(dated["m"]) if dated["m"].isdigit() else names.month(dated["m"]) or 0
            if 1 <= month <= 12:
                return f"{'20' if len(dated['y']) == 2 else ''}{dated['y']}-{month:02d}", None
    return UNREADABLE


def _text(cell: str) -> Reading:
    return SPACES.sub(" ", cell).strip(), None


def _choice(word: str, known: Sequence[str]) -> Reading:
    canonical = re.sub(r"[ -]", "_", folded(word))
    return (canonical, None) if canonical in known else (None, "unknown_value")


def _choices(cell: str, known: Sequence[str], ours: Mapping[str, str], separator: str | None) -> Reading:
    """Several words of one cell, joined by commas: the whole cell where `values` knows it, else each of its parts."""
    whole = ours.get(folded(cell))
    if whole is None and is_missing(cell):
        return NOTHING
    words = [cell] if separator is None or whole is not None else cell.split(separator)
    mapped = [ours.get(folded(word), "" if is_missing(word) else word) for word in words]
    named = [word for word in mapped if word]
    read = [_choice(word, known) for word in named]
    known_words = dict.fromkeys(word for word, _ in read if word)
    return ",".join(known_words) or None, "unknown_value" if len([word for word, _ in read if word]) < len(named) else None


_KINDS: dict[str, Callable[[str], Reading]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "weekday": _weekday,
    "month": _month,
    "slot": _slot,
    "text": _text,
}
