"""How far the matter of contacts is known: where it is not, nobody can tell whether people come back for the same one."""

from __future__ import annotations

import pandas as pd

from diagnostic.measuring.rows import sql
from diagnostic.store.engine import Store

# a rate that rests on fewer of the contacts of known users tells of others than they
LEAST = 0.5
# of a handful nobody says what they stand for
HANDFUL = 30
UNJUDGED = ("identified", "eligible_any_topic", "repeated_any_topic", "mattered")


def counts(store: Store) -> pd.DataFrame:
    """By person, channel and topic: the contacts that could be repeats (`eligible`), those that are under each rule, and their time.

    `mattered` are the contacts of known users whose topic is told. In a channel where these are too few to stand for the others none is
    eligible: a few rows of one source tell nothing of another's.
    """
    rows = sql(store, __file__, "repeats")
    rows["mattered"] = rows["identified"].where(rows["topic"].notna(), 0)
    of_channel = rows.groupby("channel", dropna=False)[["mattered", "identified"]].transform("sum")
    judged = [name for name in rows.columns.difference(["cluster", "channel", "topic", *UNJUDGED])]
    rows.loc[(of_channel["identified"] >= HANDFUL) & (of_channel["mattered"] < LEAST * of_channel["identified"]), judged] = 0
    return rows


def known(store: Store) -> bool:
    """Whether the topic is told for enough of the contacts of known users for a figure on all of them."""
    rows = counts(store)
    return bool(rows["mattered"].sum() >= LEAST * rows["identified"].sum())
