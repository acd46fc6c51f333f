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

    Requests opened in the period, with an announced (else legal, else target) time that has run out by the extract date, and that were not
    withdrawn, transferred or incomplete before it did. An answer is a first answer or a closing, early or late. In all, by channel, by
    procedure and, each on its own time, by `kind` of promise. Interval by week of opening.
    """
    requests = sql(store, __file__, "answers")
    bound, of = requests[requests["binding"].astype(bool)], ("answered", "due")
    rows = ratio("handling.answered_share", bound, store, by=[(), ("channel",), ("procedure",)], of=of)
    rows += ratio("handling.answered_share", requests, store, by=[("kind",)], of=of)
    rows += [_stock(dimensions, part) for dimensions, part in groups(bound, "channel", "procedure")]
    rows += [_stock({"kind": kind}, part) for kind, part in requests.groupby("kind")]
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
