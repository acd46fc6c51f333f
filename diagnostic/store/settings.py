"""The parameters of a mission as SQL reads them: one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from diagnostic.engagement import Engagement, Parameters


def settings_row(engagement: Engagement, read: Collection[str] = tuple(Parameters.model_fields)) -> dict[str, Any]:
    """Every scalar parameter of the engagement that is `read`, with its period, extract date and population, as the table `settings`.

    Dates are local days. `period_start_at`, `period_end_at` and `extract_at` are UTC instants: the midnights that begin and end the
    period, and the one that ends the extract date; `period_end_local` and `extract_local` are the latter two in local time.
    `extract_assumed` says that no extract date is declared and another day stands for it.
    """
    period, extract = engagement.period, engagement.extract_day
    next_day = extract + dt.timedelta(days=1)
    scalars = {name: field.annotation for name, field in Parameters.model_fields.items() if field.annotation in (int, float)}
    parameters = {name: kind(getattr(engagement.parameters, name)) for name, kind in scalars.items() if kind and name in read}
    return parameters | {
        "period_start": period.start,
        "period_end": period.end,
        "period_start_at": _midnight(engagement, period.start),
        "period_end_at": _midnight(engagement, period.end + dt.timedelta(days=1)),
        "period_end_local": dt.datetime.combine(period.end + dt.timedelta(days=1), dt.time()),
        "extract_date": extract,
        "extract_at": _midnight(engagement, next_day),
        "extract_local": dt.datetime.combine(next_day, dt.time()),
        "extract_assumed": period.extract_date is None,
        "population": engagement.client.population,
        "country": engagement.client.holidays.partition("-")[0],
    }


def _midnight(engagement: Engagement, day: dt.date) -> dt.datetime:
    local = dt.datetime.combine(day, dt.time(), tzinfo=engagement.zone)
    return local.astimezone(dt.UTC).replace(tzinfo=None)
