"""When people turn to the town hall: a demand curve over the year, the week and the day, thinned to the planted share of closed hours."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np

from .clock import PUBLIC_HOLIDAYS, days, is_school_holiday

Opening = Callable[[dt.datetime], bool]

_WEEKDAYS = {"phone": (1.28, 1.08, 1.0, 0.97, 0.9, 0.3, 0.1), "written": (1.2, 1.08, 1.02, 1.0, 0.92, 0.5, 0.45)}
# weight of each hour of the day, from midnight
_HOURS = {
    "phone": (0, 0, 0, 0, 0, 0.02, 0.1, 0.5, 2.2, 4.6, 4.8, 3.6, 1.7, 1.9, 3.5, 3.2, 2.6, 1.4, 0.9, 0.45, 0.2, 0.1, 0, 0),
    "written": (0.25, 0.12, 0.06, 0.04, 0.05, 0.1, 0.4, 1, 2, 3, 3.1, 2.7, 2.1, 2.2, 2.8, 2.8, 2.5, 2.3, 2.1, 2, 2.2, 1.9, 1.3, 0.6),
}


def season(day: dt.date, zone: str) -> float:
    """How busy a day is for the time of year alone."""
    if dt.date(2025, 8, 25) <= day <= dt.date(2025, 9, 21):
        return 1.5
    if day.month == 8:
        return 0.6
    return 0.8 if is_school_holiday(day, zone) else 1.0


class Arrivals:
    """A reservoir of local moments at which contacts of one kind arrive."""

    def __init__(
        self,
        rng: np.random.Generator,
        kind: str,
        first: dt.date,
        last: dt.date,
        zone: str,
        week_spread: float,
        size: int,
        tilt: Mapping[tuple[int, int], float] | None = None,
    ):
        calendar = list(days(first, last))
        busy = rng.lognormal(0, week_spread, len(calendar) // 7 + 2)
        weights = np.array(
            [
                season(day, zone) * _WEEKDAYS[kind][day.weekday()] * (0.15 if day in PUBLIC_HOLIDAYS else 1) * busy[(day - first).days // 7]
                for day in calendar
            ]
        )[:, None] * np.array(_HOURS[kind])
        for (weekday, hour), times in (tilt or {}).items():
            weights[[day.isoweekday() == weekday for day in calendar], hour] *= times
        picked_days, picked_hours = np.divmod(rng.choice(weights.size, size, p=weights.ravel() / weights.sum()), 24)
        seconds = picked_hours * 3600 + rng.integers(0, 3600, size)
        midnight = dt.datetime.combine(first, dt.time())
        self.moments = sorted(
            midnight + dt.timedelta(days=int(day), seconds=int(second)) for day, second in zip(picked_days, seconds, strict=True)
        )
        self.rng = rng

    def thinned(self, opening: Opening, closed_share: float) -> Arrivals:
        """The same arrivals, with moments left out so that this share falls in closed hours."""
        closed = [moment for moment in self.moments if not opening(moment)]
        open_ = [moment for moment in self.moments if opening(moment)]
        wanted = min(len(open_), int(len(closed) * (1 - closed_share) / closed_share))
        wanted_closed = int(wanted * closed_share / (1 - closed_share))
        kept = [open_[at] for at in self.rng.choice(len(open_), wanted, replace=False)]
        kept += [closed[at] for at in self.rng.choice(len(closed), wanted_closed, replace=False)]
        self.moments = sorted(kept)
        return self

    def draw(self, count: int) -> list[dt.datetime]:
        """So many moments, in order."""
        return [self.moments[at] for at in np.sort(self.rng.choice(len(self.moments), count, replace=False))]

    def near(self, moment: dt.datetime) -> dt.datetime | None:
        """A moment of the reservoir drawn within a few hours after this one, None beyond its end."""
        at = bisect.bisect_right(self.moments, moment) + int(self.rng.integers(0, 20))
        return self.moments[at] + dt.timedelta(seconds=int(self.rng.integers(0, 50))) if at < len(self.moments) else None
