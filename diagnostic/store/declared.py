"""What the engagement declares, as tables: the perimeter, targets, handling times, events, a year under the hours in force."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from diagnostic import calendar
from diagnostic.calendar.schedules import COLUMNS as CALENDAR
from diagnostic.engagement import Engagement
from diagnostic.store.engine import Store

PERIMETER = {"position": "INTEGER", "service": "VARCHAR", "channel": "VARCHAR"}
TARGETS = {"indicator": "VARCHAR", "value": "DOUBLE", "source": "VARCHAR"}
HANDLING = {"channel": "VARCHAR", "minutes": "DOUBLE"}
EVENTS = {"position": "INTEGER", "day": "DATE", "kind": "VARCHAR", "label": "VARCHAR", "source": "VARCHAR"}
DECLARED = ("perimeter", "targets", "handling_minutes", "events", "calendar_in_force")


def write(store: Store, engagement: Engagement) -> None:
    """Write `perimeter` (every service x channel, in declared order), `targets`, `handling_minutes`, `events` and `calendar_in_force`.

    `calendar_in_force` has the columns of `calendar`, over the twelve months that end with the period and under the rules valid then.
    """
    cells = [(service, channel) for service in engagement.perimeter.services or (None,) for channel in engagement.perimeter.channels]
    perimeter = [{"position": position, "service": service, "channel": channel} for position, (service, channel) in enumerate(cells)]
    targets = [{"indicator": name, "value": target.value, "source": target.source} for name, target in engagement.targets.items()]
    minutes = [{"channel": channel, "minutes": minutes} for channel, minutes in engagement.parameters.handling_minutes.items()]
    store.write_frame("perimeter", pd.DataFrame(perimeter, columns=list(PERIMETER)), PERIMETER)
    store.write_frame("targets", pd.DataFrame(targets, columns=list(TARGETS)), TARGETS)
    store.write_frame("handling_minutes", pd.DataFrame(minutes, columns=list(HANDLING)), HANDLING)
    events = [
        {"position": position, "day": event.date, **event.model_dump(exclude={"date"})} for position, event in enumerate(engagement.events)
    ]
    store.write_frame("events", pd.DataFrame(events, columns=list(EVENTS)), EVENTS)
    store.write_frame("calendar_in_force", _ordinary_year(engagement), CALENDAR)


def _ordinary_year(engagement: Engagement) -> pd.DataFrame:
    last = engagement.period.end
    first = (pd.Timestamp(last) - pd.DateOffset(years=1)).date() + dt.timedelta(days=1)
    held = engagement.model_copy(update={"hours": calendar.in_force(engagement.hours, last)})
    return calendar.build(held, first, last)
