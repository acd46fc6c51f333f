"""Which canonical table a sheet is: what its columns speak of in all, and how well they serve each table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from diagnostic import schema
from diagnostic.proposal import concepts, roles
from diagnostic.proposal.evidence import INSTANT, LIKELY, SENTENCE, Seen
from diagnostic.proposal.recognition import Assigned
from diagnostic.resources import files

Weights = Mapping[str, Mapping[str, Any]]

TABLES = tuple(table for table in schema.TABLES if roles.of_table(table))
# concepts that a row of a table is about
ABOUT: Mapping[str, tuple[str, ...]] = {
    "contacts": ("call", "message"),
    "call_counts": ("call", "offered", "answered", "abandoned"),
    "cases": ("case",),
    "case_events": ("event",),
    "tickets": ("visit", "called"),
    "appointments": ("appointment",),
    "survey": ("survey", "score", "question"),
    "staff": ("fte",),
    "offer": ("served",),
    "counts": ("visit", "count"),
}
# concepts of headers that tell tables apart
TELLING = (
    *("call", "case", "appointment", "visit", "message", "survey", "event", "id", "person", "birth", "phone", "callee", "agent"),
    *("create", "end", "due", "update", "assign", "respond", "called", "book", "hour", "weekday", "opening", "wait", "talk", "ivr"),
    *("answered", "abandoned", "deflected", "offered", "count", "rate", "average", "total", "measure", "score", "question", "fte"),
    *("channel", "direction", "outcome", "status", "closure", "topic", "procedure", "service", "team", "queue", "site", "priority"),
    *("address", "geo", "asking"),
)
RENDEZVOUS = frozenset(("rdv", "rendez", "appointment", "appointments", "invitee", "cita", "termin", "afspraak"))
EQUIVALENT = frozenset(("etp", "etpt", "fte"))
# tables whose states have words of their own
STATED = ("tickets", "appointments")
OFTEN, SEVERAL = 5, 3
# how evenly a column shares its vote between the tables that it would serve
SHARED = 0.5
# the stamps of a visit or of a call are within so many hours, those of a request or an appointment further apart
HOURS, DAYS = 6, 24
# how much more likely the name of a file makes a table that it speaks of
NAMED = 2.0
# an identifier that comes back: at most, and at least, so many different ones in so many rows
ONCE, HARDLY = 0.6, 0.02


def likely(seen: Sequence[Seen], assigned: Callable[[str], Assigned], title: str, put: Weights | None = None) -> dict[str, float]:
    """How likely a sheet is of each table, by its columns and by what it is called; they add up to 1."""
    put, whole = weights() if put is None else put, of_sheet(seen)
    named = concepts.of(title)
    scores = []
    made = {table: assigned(table) for table in TABLES}
    said = votes(made)
    for table in TABLES:
        shared = sum(put["table"].get(name, 0.0) * value for name, value in for_table(table, seen, made[table], said[table]).items())
        own = put["sheet"].get(table, {})
        score = shared + own.get("any", 0.0) + sum(own.get(name, 0.0) * value for name, value in whole.items())
        scores.append(score + NAMED * bool(named & set(ABOUT[table])))
    powers = np.exp(np.array(scores) - max(scores))
    return dict(zip(TABLES, map(float, powers / powers.sum()), strict=True))


@cache
def weights() -> Weights:
    """The weights of the evidence: fitted by `benchmarks/recognition.py` on layouts of exports, kept as a file of data."""
    loaded: Weights = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return loaded


def votes(assigned: Mapping[str, Assigned]) -> dict[str, float]:
    """How many columns of a sheet speak for each table: each column has one vote, shared by the tables that it would serve, less what
    speaks for its serving none."""
    odds = np.array([assigned[table].odds for table in TABLES])
    if not odds.size:
        return dict.fromkeys(TABLES, 0.0)
    powers = np.exp((odds - odds.max(axis=0)) / SHARED)
    told = powers / powers.sum(axis=0) / (1 + np.exp(-odds.max(axis=0)))
    return dict(zip(TABLES, map(float, told.sum(axis=1)), strict=True))


def for_table(table: str, seen: Sequence[Seen], assigned: Assigned, voted: float) -> dict[str, float]:
    """The evidence for a sheet being of one table: what its columns are worth there, how many speak for it (`voted`), and what such rows
    alone have."""
    sure = {name: share for name, (_, share) in assigned.columns.items()}
    needed = schema.REQUIRED.get(table, ())
    about = [sum(concept in one.concepts for one in seen) for concept in ABOUT[table]]
    return {
        "gain": assigned.gain / 10,
        "votes": voted / SEVERAL,
        "columns": sum(share > 0.5 for share in sure.values()) / OFTEN,
        "needed": min((sure.get(name, 0.0) for name in needed), default=1.0),
        "lacking": float(any(name not in sure for name in needed)),
        "about": max(about) / max(1, len(seen)),
        "best": max(sure.values(), default=0.0),
        "own": _own(table, seen),
    }


def of_sheet(seen: Sequence[Seen]) -> dict[str, float]:
    """What a sheet is made of, whatever its table."""
    stamped = [one for one in seen if one.instant > INSTANT]
    numbers = [one for one in seen if _is_number(one)]
    counted = Counter(concept for one in seen for concept in one.concepts)

    def some(kind: str, more_than: float = LIKELY) -> float:
        return float(any(one.told(kind) > more_than for one in seen))

    lasting = sum(one not in stamped and max(one.told("duration"), one.told("clock")) > LIKELY for one in seen)
    marked = [one for one in seen if "id" in one.concepts and one.told("mark") > 0.5]
    spans = [one.hours for one in seen if one.hours is not None]
    return {
        "width": min(len(seen), 60) / 60,
        "undated": float(not stamped),
        "stamps": min(len(stamped), OFTEN) / OFTEN,
        "many_stamps": float(len(stamped) >= SEVERAL),
        "timed": max((one.told("timed") for one in stamped), default=0.0),
        "durations": min(lasting, 4) / 4,
        "clocks": some("clock"),
        "daytimes": min(SEVERAL, sum(one.told("daytime") > LIKELY for one in seen)) / SEVERAL,
        "within_hours": float(bool(spans) and max(spans) < HOURS),
        "days_apart": float(bool(spans) and max(spans) > DAYS),
        "phone": float(any(one.told("phone") > LIKELY and not one.told("constant") for one in seen)),
        "mail": some("mail"),
        "unique_first": float(bool(seen) and seen[0].told("unique") > 0),
        "numbers": len(numbers) / max(1, len(seen)),
        "many_numbers": float(len(numbers) >= SEVERAL),
        "percent": some("percent", 0.5),
        "long": some("long", 0.0),
        "place": some("place"),
        "sentences": min(SEVERAL, sum(len(one.tokens) > SENTENCE for one in seen)) / SEVERAL,
        "slots": some("slot"),
        "repeated": float(any(HARDLY < one.told("distinct") < ONCE for one in marked[:2])),
        "outcomes": _known(seen, "outcome"),
        "directions": _known(seen, "direction"),
        "ends": _known(seen, "end"),
        "channels": _known(seen, "channel"),
        **{f"states_{table}": _states(seen, table) for table in STATED},
        **{f"of_{concept}": float(counted[concept] > 0) + 0.5 * float(counted[concept] > 2) for concept in TELLING},
    }


def _known(seen: Sequence[Seen], name: str) -> float:
    return max((one.knows(name) for one in seen if one.field.distinct > 1), default=0.0)


def _states(seen: Sequence[Seen], table: str) -> float:
    return max((one.known.get(schema.TABLES[table]["status"], 0.0) for one in seen if one.field.distinct > 1), default=0.0)


def _is_number(one: Seen) -> bool:
    plain = one.told("number") > 0.8 and one.instant <= INSTANT
    return plain and one.told("mark") <= 0.5 and one.told("place") <= 0.5


def _own(table: str, seen: Sequence[Seen]) -> float:
    """What only the rows of a table have, 0 where there is nothing of it."""

    def saying(*names: str) -> list[Seen]:
        return [one for one in seen if one.concepts & set(names)]

    def both(first: str, second: str) -> bool:
        return any({first, second} <= one.concepts for one in seen)

    stamped = [one for one in seen if one.instant > INSTANT]
    marks = [one for one in seen if one not in stamped and (one.told("mark") > 0.5 or "id" in one.concepts) and one.told("phone") <= LIKELY]
    numbers = [one for one in seen if _is_number(one) and "id" not in one.concepts - {"count"}]
    lasting = [one for one in seen if one not in stamped and _lasts(one)]
    unique = any(one.told("unique") for one in marks[:3])
    phone = any(one.told("phone") > LIKELY for one in seen)
    meetings = [one for one in seen if {token.text for token in one.tokens} & RENDEZVOUS]
    match table:
        case "appointments":
            return min(1.0, len(meetings) / 2) + 0.5 * any(one in stamped for one in meetings)
        case "case_events":
            keys = [one for one in marks[:2] if one.concepts & {"id", "case"} and not one.concepts & {"person", "agent", "team", "address"}]
            repeated = any(HARDLY < one.told("distinct") < ONCE for one in keys)
            return repeated * (0.5 + bool(saying("event") or both("update", "date"))) * (1.5 if len(seen) <= 8 else 1.0)
        case "survey":
            questions = sum(len(one.tokens) >= SENTENCE for one in seen)
            notes = [one for one in saying("score", "survey") if one not in stamped and (one.told("percentile") or one.graded)]
            notes = [one for one in notes if "agent" not in one.concepts and one.told("mark") <= 0.5]
            numbered = 0.5 if any({"case", "id"} <= one.concepts for one in marks) else 1.0
            return min(1.5, 0.5 * (questions + len(notes))) * (not lasting or questions > 1) * numbered
        case "tickets":
            steps = [one for one in saying("called", "arrive", "served") if one in stamped or one.told("daytime") > LIKELY]
            return min(2.0, 0.5 * len(saying("visit")) + 0.5 * len(steps)) * (not meetings)
        case "call_counts":
            counts = [one for one in numbers if one.concepts & {"offered", "answered", "abandoned", "deflected", "call"}]
            return min(1.5, 0.5 * len(counts)) * (not phone and not unique)
        case "counts":
            counts = [one for one in numbers if one.concepts & {"count", "visit", "message"}]
            return min(1.5, 0.5 * len(counts)) * (not unique and not lasting and not phone)
        case "contacts":
            heard = [one for one in saying("outcome", "status", "call", "answered") if one.knows("outcome") > 0.7]
            turned = any(one.knows("direction") > 0.7 for one in seen)
            written = bool(saying("message")) and not unique
            return 0.5 * (phone and bool(lasting or turned)) + 0.5 * bool(heard) + 0.5 * written + 0.5 * (phone and bool(saying("callee")))
        case "cases":
            told = (0.5, "create", stamped), (0.5, "end", stamped), (0.3, "due", stamped), (0.2, "status", seen)
            return sum(worth for worth, concept, among in told if any(concept in one.concepts for one in among))
        case "staff":
            return float(any({token.text for token in one.tokens} & EQUIVALENT for one in numbers))
        case "offer":
            return float(bool(saying("served")) and not stamped)
    return 0.0


def _lasts(one: Seen) -> bool:
    timed = max(one.told("duration"), one.told("clock")) > LIKELY
    return timed or (one.told("number") > 0.8 and bool(one.concepts & {"wait", "talk", "duration"}))
