"""What a day of calling gives to the one who calls: an answer in the day, or another try within the hour."""

from __future__ import annotations

from collections.abc import Iterator

from diagnostic.measuring.rows import Row, measures, sql
from diagnostic.questions.reach.calls import pooled, series
from diagnostic.store.engine import Store


@measures("reach.callers_reached_share")
def reached(store: Store) -> Iterator[Row]:
    """Days on which a known number called and an agent answered it at least once ÷ days on which a known number called.

    Days are local. All inbound calls count, those out of hours too; the range over definitions leaves out the days on which the number
    asked for no agent (voice server, out of hours).
    """
    callers, cut = sql(store, __file__, "callers"), series(store)
    asking = cut.current(callers)["asked"].sum()
    for row in pooled("reach.callers_reached_share", callers, store, cut, ("reached", "caller_days")):
        if row["scope"] == "all" and asking:
            row |= {"low_definition": row["value"], "high_definition": row["numerator"] / asking}
        yield row


@measures("reach.redial_rate")
def redialled(store: Store) -> Iterator[Row]:
    """Calls of known numbers that no agent took (abandoned, deflected, unanswered) followed by another call of the number within 60 minutes
    ÷ such calls. Calls of the last hour of the data are left out: what followed is not known."""
    yield from pooled("reach.redial_rate", sql(store, __file__, "redials"), store, series(store), ("redialled", "unanswered"))
