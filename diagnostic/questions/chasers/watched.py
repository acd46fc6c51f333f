"""How long each case is watched while it is open, and how often it is asked after beyond what its person asks on the topic anyway."""

from __future__ import annotations

from diagnostic.measuring.once import once
from diagnostic.measuring.rows import table, view
from diagnostic.store.engine import Store

BEFORE, AFTER, UNDATED = "before", "after", "undated"


@once
def open_time(store: Store) -> str:
    """The name of the table with a row per case and side of its due date (`edge`): `months` open, its `chasers`, how many are `net`."""
    strata(store)
    return table(store, __file__, "open_time")


@once
def strata(store: Store) -> str:
    """The name of the table with a row per procedure and side of the due date: how long its cases are open, and what is `usual` of them."""
    spells(store)
    view(store, __file__, "before_opening")
    table(store, __file__, "sides")  # asked twice where cases are counted one by one
    return table(store, __file__, "strata")


@once
def chased(store: Store) -> str:
    """The name of the table with a row per case: whether it is `chased`, and the `net` of it beyond what would seem so by chance."""
    open_time(store)
    return table(store, __file__, "chased")


@once
def by_age(store: Store) -> str:
    """The name of the table with a row per case and ten days of its age after ten others: `tens` compared, how many `more` chasers."""
    spells(store)
    return table(store, __file__, "by_age")


@once
def spells(store: Store) -> str:
    """The name of the view of when chasers of each case can be seen; beside it stands `chasers`, those of the period."""
    view(store, __file__, "chasers")
    return view(store, __file__, "spells")
