"""Cases that had no recorded decision when their legal time ran out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.indicators.notes import NOT_CONFIRMED
from diagnostic.measuring.cohort import groups, since_break
from diagnostic.measuring.disclosure import Disclosed
from diagnostic.measuring.rows import Row, finish, measures, not_measurable, sql, value
from diagnostic.store.engine import Store

NAME = "processing.undecided_at_due"


@measures("processing.undecided_at_due")
def undecided(store: Store) -> Iterator[Row]:
    """Cases without a recorded decision when their legal time ran out in the period, in all and by procedure; `denominator`: cases whose
    time did.

    Of promises that the service confirmed alone: silence normally grants a request, the closing of a tool is not the notification, and
    another body may instruct.
    """
    cases = sql(store, __file__, "undecided")
    confirmed = cases[cases["confirmed"].astype(bool)]
    if confirmed.empty:
        yield not_measurable(NAME, NOT_CONFIRMED)
    yield from since_break(store, _counts(confirmed))


def unconfirmed(store: Store) -> Disclosed:
    """The same of the promises that nobody confirmed, for the consultant alone: rows as of an indicator, small groups hidden."""
    cases = sql(store, __file__, "undecided")
    return finish(store, _counts(cases[~cases["confirmed"].astype(bool)]))


def _counts(cases: pd.DataFrame) -> Iterator[Row]:
    for dimensions, part in groups(cases, "procedure"):
        late, due = float(part["undecided"].sum()), float(part["due"].sum())
        sizes = {"group": due, "parts": (late, due - late)}
        yield value(NAME, late, dimensions, numerator=late, denominator=due, **sizes)
