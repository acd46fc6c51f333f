"""How far users and matters are known: where they are not, nobody can tell whether people come back for the same matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from diagnostic.indicators.notes import MISSING, SLIVER, note
from diagnostic.measuring.once import once
from diagnostic.measuring.rows import Row, not_measurable
from diagnostic.store.engine import Store

# what `fact_recognition` says that contacts lack, as a row says it
NOTES = {"person": note(MISSING, "contacts.person"), "topic": note(MISSING, "contacts.topic"), "share": SLIVER}


@once
def lacking(store: Store) -> str:
    """The note that says why no figure on repeats stands for all contacts; empty where one does."""
    (lacks,) = store.query("select lacks from fact_recognition where channel is null")["lacks"]
    return NOTES.get(lacks, "")


def base(store: Store) -> tuple[float, float]:
    """The handled contacts that repeats are counted among, those of known users with a topic where these stand for the others; and all."""
    whole = store.query("select told, contacts from fact_recognition where channel is null").iloc[0]
    return float(whole["told"]), float(whole["contacts"])


def slivers(store: Store) -> list[str]:
    """The channels of which the contacts of known users with a topic are too small a share for a rate."""
    channels = store.query("select channel, lacks from fact_recognition where channel is not null order by channel")
    return list(channels.loc[channels["lacks"] == "share", "channel"])


def where_known(*indicators: str) -> Callable[[Callable[[Store], Iterable[Row]]], Callable[[Store], Iterator[Row]]]:
    """Make a measure that rests on known users and topics say so where they are known for too few of the contacts."""

    def decorate(function: Callable[[Store], Iterable[Row]]) -> Callable[[Store], Iterator[Row]]:
        def rows(store: Store) -> Iterator[Row]:
            why = lacking(store)
            yield from (not_measurable(name, why) for name in indicators) if why else function(store)

        return rows

    return decorate
