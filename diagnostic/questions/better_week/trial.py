"""What other opening hours would give, place by place: demand met, agent-hours, waits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from diagnostic.calendar import schedules
from diagnostic.calendar.holidays import TERM
from diagnostic.engagement import Engagement
from diagnostic.engagement.scenario import tried
from diagnostic.measuring.open_week import open_shares
from diagnostic.planning import erlang
from diagnostic.planning.best_week import Season
from diagnostic.planning.patterns import Floats
from diagnostic.questions.better_week.measures import Place, best_weeks
from diagnostic.questions.staffing.measures import PER_HOUR, Staffing, at_once, staffing
from diagnostic.store.engine import Store


@dataclass(frozen=True)
class Outlook:
    """One place under some hours, in a term week: hours open, share of the demand met, and by telephone the agent-hours that the service
    aimed at takes, the mean wait and the share of callers who give up with the agents of today; None where these are not known."""

    hours: float
    met: float
    agent_hours: float | None = None
    wait_s: float | None = None
    gives_up: float | None = None


@dataclass(frozen=True)
class Trial:
    """A place today and under the hours tried."""

    place: Place
    today: Outlook
    then: Outlook


def trials(store: Store, engagement: Engagement, file: str | None) -> list[Trial]:
    """The places whose outlook the hours of a scenario's file change; none without a file. Agents keep as many hours as today in all."""
    if file is None:
        return []
    days = schedules.ordinary_year(tried(engagement, file).opening, engagement.period.end)
    served = next((one for one in staffing(store) if one.channel == "phone"), None)
    changed = []
    for place in best_weeks(store):
        then = _season(place, days)
        telephone = served if place.channel == "phone" else None
        agents = _agents(telephone)
        outlooks = [_outlook(store, season, telephone, agents, place.term.open) for season in (place.term, then)]
        if (then.open != place.term.open).any() or (then.elsewhere != place.term.elsewhere).any():
            changed.append(Trial(place, *outlooks))
    return changed


def _season(place: Place, days: pd.DataFrame) -> Season:
    own = f"counter:{place.site}" if place.site else "phone"
    others = [one for one in days["schedule"].unique() if place.site and one.startswith("counter:") and one != own]
    closed = np.prod([1 - open_shares(days, other, TERM) for other in others], axis=0) if others else np.ones_like(place.term.open)
    return replace(place.term, open=open_shares(days, own, TERM), elsewhere=1 - closed)


def _agents(served: Staffing | None) -> float | None:
    """Agents present at once, on average over the open half-hours of today; None where they may not be shown."""
    if served is None or not served.known:
        return None
    return float(served.week["present"].mean())


def _outlook(store: Store, season: Season, served: Staffing | None, agents: float | None, today: Floats) -> Outlook:
    hours, met = float(season.open.sum()) / PER_HOUR, float((season.weight * season.open).sum())
    if served is None:
        return Outlook(hours, met)
    flow = _flow(season, served, today)
    opened = season.open > 0
    needed = at_once(store, flow, served.handling_s, served.within_s)
    agent_hours = float((needed * season.open)[opened].sum()) / PER_HOUR
    if agents is None or not hours:
        return Outlook(hours, met, agent_hours)
    kept = max(1, round(agents * float(today.sum()) / float(season.open.sum())))
    callers = erlang.impatient(erlang.load(flow, served.handling_s), kept, served.handling_s, float(store.settings["patience_s"]))
    weights = flow * season.open
    wait, lost = (float((part * weights).sum() / weights.sum()) for part in (callers.mean_wait, callers.gives_up))
    return Outlook(hours, met, agent_hours, wait, lost)


def _flow(season: Season, served: Staffing, today: Floats) -> Floats:
    """Calls per hour that ask for an agent, in any half-hour: the rhythm of all calls, at the pace of those that ask while open today."""
    rhythm = season.contacts.sum(axis=(0, 1))
    asked = (served.week["load"] / served.handling_s * erlang.HOUR).sum()
    return np.asarray(rhythm * asked / (rhythm * (today > 0)).sum())
