"""What the headers of a wide file are names of: months, days, hours, channels; totals and measures among them."""

from __future__ import annotations

import re

from diagnostic import schema
from diagnostic.intake.cells import names
from diagnostic.intake.cells.words import folded, hour, number, reader
from diagnostic.intake.files.headers import TOTAL
from diagnostic.proposal import vocabulary, words
from diagnostic.proposal.dates import LOOK
from diagnostic.proposal.sample import Field
from diagnostic.schema import Column

MONTH = Column("month", "month")
CHANNEL = schema.TABLES["counts"]["channel"]
# what stands before what is counted
COUNTED = re.compile(
    r"^((nombre|nb|nbre|nbr|total|volume|count|number|no|sum)\b\.?( (de |d'|des |du |of )?)?|# ?)|^n°? (de |d')", re.IGNORECASE
)
RATE = re.compile(
    r"%|\b(taux|part|rate|ratio|pct|percent|pourcentage|moyenne?s?|moy|avg|average|delai|duree|temps|time|duration|attente|wait|asa|aht|dmt|dma|dmc|montant|prix|cout|cost|price|amount|euros?)\b"
)
CLOCK = re.compile(r"\d{1,2} ?[h:].*|\d{1,2} ?[-–] ?\d{1,2}h?")
CALLS = re.compile(r"\b(appels?|calls?|communications?)\b( telephoniques?)?")
SURE_WORD = 0.75
# a count is not longer than this, nor written as a code
LARGEST = 10_000_000
NUMBERS = 0.9
MEASURES = ("answered", "abandoned", "deflected", "voice_server", "offered")


def counts(one: Field, share: float = NUMBERS) -> bool:
    """Whether a column holds counts: whole numbers on at least this share of its rows, none of them a code, a rate or a duration."""
    if not one.filled or RATE.search(folded(one.name)):
        return False
    whole = {word: count(word) is not None for word in one.words}
    coded = any(len(word) > 1 and word.startswith("0") and word.isdigit() for word in one.words)
    return not coded and one.share(whole) >= share


def count(cell: str) -> int | None:
    """The count that a cell holds, None where it is none."""
    value = number(cell.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", cell) else cell)
    return int(value) if value is not None and 0 <= value < LARGEST and value.is_integer() else None


def month(header: str) -> str | None:
    """The month of the year that a header names, as `2025-03`, or `03` where it tells no year."""
    dated = plain_month(re.sub(r"(?<=[a-zûé.])[- ]?'?(\d\d)$", r" 20\1", header.strip()))
    if dated:
        return dated
    place = names.month(header)
    return f"{place:02}" if place else None


def plain_month(word: str) -> str | None:
    """The month that a word says as it stands."""
    read = reader(MONTH, {}, None)(word)[0]
    return None if read is None else str(read)


def month_of_day(header: str) -> str | None:
    """The month of a header that is a date, in its order of day and month where both are possible."""
    return plain_month(header) if is_day(header) else None


def is_day(header: str) -> bool:
    """Whether a header is a date."""
    return bool(LOOK.match(header)) and plain_month(header) is not None


def is_hour(header: str) -> bool:
    """Whether a header is an hour or an interval of the day, not a bare number."""
    word = folded(header)
    return bool(CLOCK.fullmatch(word)) and hour(word)[0] is not None


def channel(header: str) -> tuple[str | None, float]:
    """The channel that a header names, and how surely."""
    ways = {header, what(header)} | ({header.rpartition(" ")[0]} if measure(header) and " " in header else set())
    meant, sure = max((words.meaning(CHANNEL, said) for said in ways), key=lambda told: told[1] * bool(told[0]))
    return (meant, sure) if meant and sure >= SURE_WORD else (None, 0.0)


def measure(header: str) -> str | None:
    """The count of a call that a header names: offered, answered, abandoned and so on."""
    bare = " ".join(CALLS.sub(" ", folded(header)).split()) or header
    said = {header, what(header), bare, bare.rpartition(" ")[2]}
    near = {name: max(vocabulary.named("call_counts", name, way) for way in said) for name in MEASURES}
    best = max(near, key=lambda name: near[name])
    return best if near[best] >= vocabulary.WHOLE else None


def total(header: str) -> bool:
    """Whether a header announces a sum or a mean of the others."""
    word = folded(header)
    return bool(TOTAL.match(word) or re.search(r"\b(totaux|total[ei]?|totaal|gesamt|cumul|ensemble)$", word))


def counted(header: str) -> bool:
    """Whether a header says that it counts contacts: "Nombre", "call_count", "Visites", "Appels"."""
    word = folded(header).replace("_", " ")
    if COUNTED.match(word) or re.search(r"\b(counts?|nombre|nb|volume|total)\b", word):
        return True
    return bool(channel(header)[0]) or vocabulary.named("counts", "contacts", header) >= vocabulary.PART


def what(header: str) -> str:
    """A header without the words that say that it counts: "Nombre d'appels" counts "appels"."""
    return COUNTED.sub("", folded(header)).strip() or header
