"""A day, a month and a year that stand in three columns are one date."""

from __future__ import annotations

from collections.abc import Sequence

from diagnostic.intake.files.headers import JOIN
from diagnostic.proposal import concepts
from diagnostic.proposal.sample import Field, Sample, field

# what the header of each part says, the year first: a date is then read whatever the order of days and months elsewhere in the file
PARTS = ("year", "month", "day")
RANGES = {"year": range(1900, 2100), "month": range(1, 13), "day": range(1, 32)}
DAYS = frozenset(("jour", "day", "dia", "giorno", "tag", "dag", "dd"))
LIKELY = 0.95


def joined(sample: Sample) -> list[Field]:
    """The filled fields of a sample, with one for each date in three columns, in the place of its year, instead of its parts."""
    found: dict[frozenset[str], dict[str, Field]] = {}
    for one in sample.fields:
        part = _part(one)
        if part:
            about = frozenset(
                token.text for token in concepts.read(one.name) if not token.concepts & {"year", "month"} and token.text not in DAYS
            )
            found.setdefault(about, {}).setdefault(part, one)
    dates = [parts for parts in found.values() if len(parts) == len(PARTS)]
    taken = {one.name for parts in dates for one in parts.values()}
    made = [_made(sample, [parts[name] for name in PARTS]) for parts in dates]
    return sorted([*(one for one in sample.fields if one.filled and one.name not in taken), *made], key=lambda one: one.position)


def _about(header: str) -> frozenset[str]:
    """What a header says beyond the part of a date that it is."""
    return frozenset(token.text for token in concepts.read(header) if not token.concepts & {"year", "month"} and token.text not in DAYS)


def _part(one: Field) -> str | None:
    """Which part of a date a column is, by its header and its numbers."""
    said = {token.text for token in concepts.read(one.name)}
    named = [name for name in PARTS if (said & DAYS if name == "day" else name in concepts.of(one.name))]
    if len(named) != 1 or not one.filled:
        return None
    within = {word: word.isdigit() and int(word) in RANGES[named[0]] for word in one.words}
    return named[0] if one.share(within) >= LIKELY else None


def _made(sample: Sample, parts: Sequence[Field]) -> Field:
    """The date as a field of its own, in a column of its own."""
    at = f"c{parts[0].position}"
    date = "concat_ws(' ', " + ", ".join(f"nullif(trim({one.at}), '')" for one in parts) + ")"
    sample.connection.execute(f"update raw set {at} = nullif({date}, '')")
    return field(sample.connection, JOIN.join(one.name for one in parts), parts[0].position, sample.rows)
