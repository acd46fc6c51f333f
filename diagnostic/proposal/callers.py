"""Which numbers of a file are extensions of the town's own, whose calls do not count: asked with examples."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic.errors import Problem
from diagnostic.intake.identity import phones
from diagnostic.intake.identity.callers import NEARLY_ALL
from diagnostic.proposal.columns import Match
from diagnostic.proposal.points import Point
from diagnostic.proposal.sample import Sample
from diagnostic.wording import Quantity

RULE = "internal_digits"
# fewer than this are strays
ASKED_FROM = 0.005
SHOWN = 5


def asked(sample: Sample, matches: dict[str, Match]) -> Iterator[Point]:
    """A point where numbers of five digits or less stand in the column of telephones: a "no" makes of them callers like others."""
    if "phone" not in matches:
        return
    match = matches["phone"]
    why = {word: phones.normalise(word, "FR")[1] for word in match.field.words}
    share = match.field.share({word: why[word] == "internal" for word in why})
    if share < ASKED_FROM:
        return
    shown = [word for word in match.field.words if why[word] == "internal"][:SHOWN]
    values = {"file": sample.file, "header": match.header, "share": Quantity(share, "share"), "numbers": shown}
    values["digits"] = phones.INTERNAL_DIGITS
    bearing = match.field.share({word: why[word] != "hidden" for word in why})
    if share >= NEARLY_ALL * bearing:
        yield Point(Problem("proposal.ask.numbers_short", values), sample.where, match.header, f"{RULE}: 0", 0.6)
    else:
        proposal = f"{RULE}: {phones.INTERNAL_DIGITS}"
        yield Point(Problem("proposal.ask.numbers_internal", values), sample.where, match.header, proposal, 0.7, refusable=RULE)
