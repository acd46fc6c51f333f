"""The steps of the event log between which the clock of a case stands still, as `clock_stops:` declares them."""

from __future__ import annotations

from diagnostic.engagement import Engagement
from diagnostic.errors import Problem, UserError, or_nearest, written
from diagnostic.store.engine import Row, Store


def read(store: Store, engagement: Engagement) -> list[Row]:
    """Each declared stop in its order: position, first step, last step.

    UserError for a step that the log does not know; nothing is wrong while there is no log.
    """
    steps = sorted(str(step) for step in store.query("select distinct activity from case_events where activity is not null")["activity"])
    wrong = [
        Problem(*or_nearest("engagement.step", name, steps, place=written(("clock_stops", position, key))))
        for position, stop in enumerate(engagement.clock_stops)
        for key, name in (("from", stop.starts), ("to", stop.ends))
        if steps and name.lower() not in map(str.lower, steps)
    ]
    if wrong:
        raise UserError(wrong)
    return [(position, stop.starts, stop.ends) for position, stop in enumerate(engagement.clock_stops)]
