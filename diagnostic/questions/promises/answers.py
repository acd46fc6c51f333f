"""Whether written requests get an answer at all."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from diagnostic.measuring.cohort import groups, since_break
from diagnostic.measuring.rows import Row, measures, ratio, sql, value
from diagnostic.store.engine import Store


@measures("handling.answered_share", "handling.unanswered_stock")
def written(store: Store) -> Iterator[Row]:
    """Letters, e-mails and online forms with an answer ÷ those older than the announced time; and how many of these have none.

    Requests opened in the period, of procedures with an announced (else legal, else target) time that has run out by the extract date. An
    answer is a first answer or a closing, early or late. In all, by channel and by procedure. Interval by week of opening.
    """
    requests = sql(store, __file__, "answers")
    rows = ratio("handling.answered_share", requests, store, by=[(), ("channel",), ("procedure",)], of=("answered", "due"))
    rows += [_stock(dimensions, part) for dimensions, part in groups(requests, "channel", "procedure")]
    yield from since_break(store, rows)


def _stock(dimensions: dict[str, object], part: pd.DataFrame) -> Row:
    due = part["due"].sum()
    waiting = due - part["answered"].sum()
    return value(
        "handling.unanswered_stock",
        float(waiting),
        dimensions,
        numerator=waiting,
        denominator=due,
        group=due,
        parts=(waiting, due - waiting),
    )
