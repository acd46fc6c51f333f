"""The notes of an indicator row: what a measure has to say of a figure, without language.

A note is a wording key, and after a colon the names that it is about: `missing: cases.closed_at, hours`; a row joins several by `; `.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MISSING = "missing"
NOTHING_TO_COUNT, NOT_REACHED, NOT_IN_THIS_VERSION, NOT_RUN = "nothing_to_count", "not_reached", "not_in_this_version", "not_run"
SINCE_BREAK, ACROSS_BREAK = "since_break", "across_break"
ONLY_WHILE_OPEN, FRENCH_PEERS_ONLY = "only_while_open", "french_peers_only"
AT_MOST, TYPED_AFTERWARDS = "at_most", "typed_afterwards"
SLIVER, ONE_CHANNEL_EACH, NO_ARRIVAL_TIMES = "sliver", "one_channel_each", "no_arrival_times"
NOT_CONFIRMED = "not_confirmed"
FEW_AGENTS, BY_SUBTRACTION, BOUNDED, POOLED, STANDARDISED = "few_agents", "by_subtraction", "bounded", "pooled", "standardised"


def note(key: str, *names: str) -> str:
    """A note with the names that it is about."""
    return f"{key}: {', '.join(names)}" if names else key


def joined(notes: Iterable[str]) -> str:
    """Several notes as a row holds them."""
    return "; ".join(filter(None, notes))


def parsed(text: object) -> Iterator[tuple[str, list[str]]]:
    """Each note of a row: its key, and the names that it is about."""
    for one in filter(None, str(text or "").split("; ")):
        key, _, names = one.partition(": ")
        yield key, [name.strip() for name in names.split(",") if name.strip()]


def has(text: object, key: str) -> bool:
    """Whether a row bears this note."""
    return key in dict(parsed(text))


def empty(row: Mapping[str, Any]) -> str:
    """Why a row has no figure, each reason with a word of its own for readers: `words.empty`."""
    if row["status"] == "suppressed":
        return "hidden"
    if has(row.get("note"), FRENCH_PEERS_ONLY):
        return "not_applicable"
    return "not_reached" if has(row.get("note"), NOT_REACHED) else "not_measured"


def names(text: object, key: str) -> list[str]:
    """What the note of this key is about; nothing where the row does not bear it."""
    return dict(parsed(text)).get(key, [])
