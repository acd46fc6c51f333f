"""What limits the figures on calls: what the files do not hold, what they contradict, and what lies outside them."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import data_words, missing_names, row
from diagnostic.wording import Day, Quantity, Word

ROWS_OF_A_PAGE = 31


def unmeasured(rows: pd.DataFrame) -> Note | None:
    """In one sentence, what the calls received cannot tell, and what would have to come."""
    lacking = {name: names for name in rows["indicator"].unique() if (names := missing_names(row(rows, name)))}
    if not lacking:
        return None
    labels = [Word(f"indicators.{name}.label") for name in lacking]
    what = data_words(name for names in lacking.values() for name in names)
    return Note(Message("findings.not_counted", {"labels": labels, "what": what}), kind="missing")


def since_break(rows: pd.DataFrame) -> Note | None:
    """From which day on a declared break lets the figures pool calls."""
    broken = rows[(rows["scope"] == "all") & rows["note"].str.contains("since_break", na=False)]
    return Note(Message("findings.since_break", {"day": Day(broken["period_start"].iloc[0])})) if len(broken) else None


def direct_lines(lines: pd.DataFrame, engagement: Engagement) -> list[Note]:
    """The calls that pass by no queue: counted where the file tells them apart, else a gap of the perimeter; `measures.calls.direct`."""
    absent = [gap.service for gap in engagement.perimeter.absent if gap.channel == "phone" and gap.service]
    calls, direct = (float(lines[name].sum()) for name in ("calls", "direct"))
    told = []
    if direct >= engagement.parameters.small_group:
        figures = {name: Quantity(size, "count", source="table:calls.direct") for name, size in (("calls", calls), ("direct", direct))}
        told.append(Message("findings.direct_lines_seen", figures))
    if absent:
        told.append(Message("findings.direct_lines_absent", {"services": absent}))
    elif not calls:
        told.append(Message("findings.direct_lines_unseen"))
    return [Note(message) for message in told]


def unbalanced_days(days: pd.DataFrame) -> list[Note | Table]:
    """The days whose totals contradict each other, counted in a sentence and listed for the annex; `measures.totals.unbalanced`."""
    if days.empty:
        return []
    sizes = {"days": len(days), "all": days.attrs["days"], "gap": days["gap"].abs().sum(), "calls": days.attrs["calls"]}
    told = {name: Quantity(float(size), "count", source="table:findings.unbalanced") for name, size in sizes.items()}
    kinds = {"when": "text", "days": "count_exact", "offered": "count_exact", "explained": "count_exact", "gap": "count_exact"}
    return [Note(Message("findings.unbalanced_days", told)), Table("findings.unbalanced", kinds, _listed(days), annex=True)]


def _listed(days: pd.DataFrame) -> list[list[object]]:
    """One line per day, else per month, else per year: the finest that a page holds."""
    stamps = pd.to_datetime(days["day"])
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        parts = days.groupby(stamps.dt.strftime(pattern)).agg(
            days=("day", "size"), offered=("offered", "sum"), explained=("explained", "sum"), gap=("gap", lambda gap: gap.abs().sum())
        )
        if len(parts) <= ROWS_OF_A_PAGE:
            break
    return [[when, *map(float, part)] for when, *part in parts.itertuples()]
