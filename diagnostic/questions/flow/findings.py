"""Findings on the flow of requests: whether what waits grows, when it would be gone, what followed a dated event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding
from diagnostic.findings.evidence import absent, counted, measured, quantity, row, tell
from diagnostic.findings.reliability import INDICATIVE, SOLID, TO_CONFIRM
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.wording import Day, numbers

WEEKS_A_YEAR = 52


@finding("processing.open_stock", "processing.net_flow")
def backlog(rows: Disclosed, clearing: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """Whether the stock grows, stands or clears at the present pace, and when it would be gone: `flow.clearing`."""
    if clearing.empty:
        return None
    pace = clearing.iloc[0]
    dates = {name: Day(pd.Timestamp(pace[name]).date().isoformat()) for name in ("day", "early", "late") if pd.notna(pace[name])}
    key = _course(pace, dates)
    level = INDICATIVE if key == "slow" else TO_CONFIRM
    figures = counted("charts.backlog", {name: pace[name] for name in ("stock", "weeks", "opened", "ended")})
    values = figures | {"end": Day(engagement.period.end.isoformat())} | dates
    users = max(abs(pace["opened"] - pace["ended"]) * WEEKS_A_YEAR, pace["stock"])
    gap = {"grows": 0.5, "stands": 0.3, "stable": 0.2}.get(key, 0.1)
    return tell(f"findings.backlog_{key}", engagement, values, level, users=users, gap=gap, strength=key == "clears", chart=chart)


def _course(pace: pd.Series, dates: Mapping[str, Day]) -> str:
    """The stock is stable where a reader sees as much come in as go out, or nearly; else it clears for sure, slowly and perhaps, stands,
    or grows: by which of its days are known."""
    arrivals, departures = (numbers.number(pace[name], "count", "en") for name in ("opened", "ended"))
    if arrivals == departures or ("day" not in dates and pace["ended"] > pace["opened"]):
        return "stable"
    if "day" in dates:
        return "clears" if "late" in dates else "slow"
    return "stands" if "early" in dates else "grows"


@finding("volume.contacts")
def followed(rows: Disclosed, compared: Disclosed, engagement: Engagement) -> Finding | None:
    """The dated event after which the contacts of a week moved most, beyond what ordinary weeks do; None where none did."""
    seen = compared[(compared["what"] == "contacts") & ((compared["low"] > 0) | (compared["high"] < 0)) & compared["label"].notna()]
    if seen.empty:
        return None
    most = seen.loc[(seen["change"] / seen["before"]).abs().idxmax()]
    more = most["change"] > 0
    change, *edges = (abs(float(edge)) for edge in (most["change"], most["low"], most["high"]))
    weeks = {name: most[name] for name in ("before", "after", "weeks_before", "weeks_after")}
    figures = counted("findings.around", {"change": change, "low": min(edges), "high": max(edges), **weeks})
    values = {"label": most["label"], "day": Day(pd.Timestamp(most["day"]).date().isoformat()), **figures}
    users = change * float(most["weeks_after"])
    key = f"findings.followed_by_{'more' if more else 'less'}"
    return tell(key, engagement, values, TO_CONFIRM, users=users, gap=0.3 if more else 0.0)


@takes_disclosed
def around(compared: Disclosed) -> Table | None:
    """Every dated event of the period, named once, with what a week counted before and after it."""
    if compared.empty:
        return None
    figures = ("before", "after", "change", "low", "high")
    kinds = {"day": "date", "event": "text", "what": "word", **dict.fromkeys(figures, "count")}
    rows = []
    for _, event in compared.groupby("position"):
        for number, item in enumerate(event.itertuples()):
            named = [pd.Timestamp(item.day).date().isoformat(), item.label or ""] if number == 0 else ["", ""]
            rows.append([*named, f"findings.moved.{item.what}", *(getattr(item, name) for name in figures)])
    return Table("findings.around", kinds, rows, annex=True)


def partial(engagement: Engagement) -> Note | None:
    """What is said where an export of cases holds a part only, so that no stock can be rebuilt."""
    if all(source.extract_frame == "all" for source in engagement.sources if source.table == "cases"):
        return None
    return Note(Message("findings.backlog_partial"), kind="missing")


@finding("processing.open_stock", beside=("processing.open_age_p50",))
def open_stock(rows: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The requests still open at the extract date, and how old they are; a stock of none is no finding: open ones may be left out."""
    stock, age = row(rows, "processing.open_stock"), row(rows, "processing.open_age_p50")
    if not measured(stock):
        return absent(stock)
    if not stock["value"]:
        return Note(Message("findings.open_stock_none"), kind="missing")
    since = stock.get("note") or ""
    values: dict[str, Any] = {"stock": quantity(stock), "since": Message(f"findings.{since}") if since else ""}
    if measured(age):
        values["age"] = quantity(age)
    key = "findings.open_stock" if measured(age) else "findings.open_stock_alone"
    return tell(key, engagement, values, SOLID, users=float(stock["value"]), gap=0.3, chart=chart)


@claim(backlog)
def _last_months_show_the_course(stated: Finding, drawn: Table) -> bool:
    """The stock is the last one drawn; the last quarter brings more than it takes, or less, as is said; as much means within a tenth,
    or one request a week. What a tool closed is no pace."""
    if drawn.column("backlog")[-1] != stated.values["stock"].value:
        return False
    opened, ended, by_tool = (drawn.column(name)[-3:] for name in ("opened", "ended", "by_tool"))
    if None in (*opened, *ended, *by_tool):
        return True
    more = sum(opened) - sum(ended) + sum(by_tool)
    course = stated.key.rpartition("_")[2]
    return {"grows": more > 0, "clears": more < 0, "stable": abs(more) <= max(0.1 * sum(opened), 13)}.get(course, True)


@claim(open_stock)
def _ages_add_up_to_the_stock(stated: Finding, drawn: Table) -> bool:
    cases = drawn.column("cases")
    return None in cases or sum(cases) == stated.values["stock"].value
