"""What the head of a report says: whose it is, over which period, from data of which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from diagnostic import wording
from diagnostic.engagement import Engagement
from diagnostic.report import model
from diagnostic.report.executed import Notebook
from diagnostic.report.theme import theme
from diagnostic.wording import Quantity


def cover(notebooks: Sequence[Notebook], engagement: Engagement | None, language: str) -> dict[str, Any]:
    """The fields of a Document that say what it is about."""
    groups = ("report.labels", "report.essential")
    labels = {name: wording.text(f"{group}.{name}", language) for group in groups for name in wording.entry(group, language)}
    title = wording.text("report.title", language)
    if engagement is None:
        return {"lang": language, "title": title, "client": "", "day": _run_day(notebooks).isoformat(), "labels": labels}
    client, period = engagement.client, engagement.period
    extracted = "report.extracted" if period.extract_date else "report.extracted_assumed"
    population = Quantity(client.population, "count", source="client.population") if client.population else None
    return {
        "lang": language,
        "title": title,
        "client": client.name,
        "day": engagement.extract_day.isoformat(),
        "labels": labels,
        "period": model.text(wording.runs("report.period", language, start=_day(period.start), end=_day(period.end))),
        "date": model.text(wording.runs(extracted, language, day=_day(engagement.extract_day))),
        "population": model.text(wording.runs("report.population", language, population=population)) if population else (),
        "consultant": engagement.brand.consultant or "",
        "theme": theme(engagement.brand),
    }


def _day(day: dt.date) -> wording.Day:
    return wording.Day(day.isoformat())


def _run_day(notebooks: Sequence[Notebook]) -> dt.date:
    """The day the first notebook ran: a single notebook has no extract date."""
    started = next((str(notebook.run["start_time"]) for notebook in notebooks if notebook.run.get("start_time")), "")
    try:
        return dt.date.fromisoformat(started[:10])
    except ValueError:
        return dt.date.today()
