"""Findings on the flow of requests: how what waits went, in all and by procedure, and what followed a dated event."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.declaration import claim, finding
from diagnostic.findings.evidence import absent, counted, measured, quantity, row, tell
from diagnostic.findings.reliability import INDICATIVE, SOLID, TO_CONFIRM
from diagnostic.indicators import encode
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.flow.course import TREND_WEEKS
from diagnostic.wording import Day

SHIFT = 0.1  # a stock that stays this near to the middle of its course is stable; it has peaked where it was higher by so much
MOST_TOLD = 3
STOCK = "processing.open_stock"


@finding("processing.open_stock", "processing.net_flow")
def backlog(rows: Disclosed, course: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """How the stock went over the whole period, what a tool closed in and out of it, and its recent pace: `flow.whole`.

    That it grows or shrinks is said of a course that no chance explains; of any other, from where to where it went. Nothing is said of one
    that rises from nothing by chance: the files begin with the period then, and what was open before is not in them.
    """
    stock, start, peak = (row(rows, STOCK, scope) for scope in ("all", "moment=start", "moment=peak"))
    if course.empty or not all(map(measured, (stock, start, peak))):
        return None
    went = course.iloc[0]
    key = _course(went)
    if not start["value"] and key != "grew":
        return None
    figures = counted("charts.backlog", {name: went[name] for name in ("opened", "ended")})
    values: dict[str, Any] = {"stock": quantity(stock), "start": quantity(start), "highest": quantity(peak)} | figures
    values |= {"day": _day(went["highest_day"]), "first": _day(went["first"]), "last": _day(went["last"])}
    values |= {"tool": _by_tool(rows, went), "trend": _trend(went, key), "pace": _pace(went)}
    more = went["end"] > went["start"]
    gap = {"grew": 0.5, "stable": 0.1, "fell": 0.0}.get(key, 0.3 if more else 0.1)
    users = max(abs(went["end"] - went["start"]), went["end"])
    level = INDICATIVE if pd.isna(went["low"]) else TO_CONFIRM
    return tell(f"findings.backlog_{key}", engagement, values, level, users=users, gap=gap, strength=key == "fell", chart=chart)


def _course(went: pd.Series) -> str:
    """What is said of a course, each of which its curve shows."""
    change, middle = went["end"] - went["start"], (went["highest"] + went["lowest"]) / 2
    if went["highest"] - went["lowest"] <= 2 * SHIFT * middle:
        return "stable"
    if went["highest"] > (1 + SHIFT) * max(went["start"], went["end"]):
        return "peaked"
    if went["sure"] and change * went["net"] > 0 and abs(change) > SHIFT * max(went["start"], went["end"]):
        return "grew" if change > 0 else "fell"
    return "moved"


def _by_tool(rows: Disclosed, went: pd.Series) -> Message | str:
    """What a tool closed in bulk or by itself, where it did, and what the stock would be without it."""
    without = row(rows, STOCK, "artefact=excluded")
    if not went["by_tool"] > 0 or not measured(without):  # too few to be told are missing
        return ""
    values = {"by_tool": counted("charts.backlog", {"by_tool": went["by_tool"]})["by_tool"], "without": quantity(without)}
    return Message(f"findings.by_tool{'_mostly' if went['mostly'] else ''}", values | {"procedure": went["mostly"]})


def _trend(went: pd.Series, key: str) -> Message | str:
    """By how much more comes in than goes out, with its range; or why no direction is told."""
    if went["weeks"] < TREND_WEEKS:
        return Message("findings.trend_short", counted("charts.backlog", {"weeks": went["weeks"], "least": TREND_WEEKS}))
    if key == "stable":
        return ""
    if not went["sure"]:
        return Message("findings.trend_none")
    net, *edges = (abs(float(went[name])) for name in ("net", "low", "high"))
    return Message(
        f"findings.trend_{'grew' if went['net'] > 0 else 'fell'}",
        counted("charts.backlog", {"net": net, "low": min(edges), "high": max(edges)}),
    )


def _pace(went: pd.Series) -> Message | str:
    """What the last weeks brought and took: said last, and of them alone."""
    if not went["pace_weeks"] or went["pace_weeks"] >= went["weeks"]:
        return ""
    figures = {"weeks": went["pace_weeks"], "opened": went["pace_opened"], "ended": went["pace_ended"]}
    return Message(f"findings.pace{'_own' if went['by_tool'] > 0 else ''}", counted("charts.backlog", figures))


@finding("processing.open_stock", "processing.net_flow")
def procedures(rows: Disclosed, course: Disclosed, engagement: Engagement, chart: Chart | None) -> Finding | None:
    """The procedures whose stock grew beyond what one of its size does by itself (`flow.procedures`), most first; None where none did."""
    grown = course[course["grown"].astype(bool)] if len(course) else course
    told = [told for name in _most_first(grown) for told in _from_to(rows, name)][:MOST_TOLD]
    if not told:
        return None
    names = [one.values["procedure"] for one in told]
    values = {"grown": told, "names": names, "moves": [replace(one, key="findings.grown_move") for one in told]}
    users = float(grown.loc[grown["procedure"].isin(names), "end"].sum())
    key = f"findings.grown_{'one' if len(told) == 1 else 'several'}"
    return tell(key, engagement, values, TO_CONFIRM, users=users, gap=0.4, chart=chart)


def _most_first(grown: pd.DataFrame) -> list[str]:
    more = (grown["end"] - grown["start"]).astype(float).sort_values(ascending=False, kind="stable")
    return [str(name) for name in grown.loc[more.index, "procedure"]]


def _from_to(rows: Disclosed, procedure: str) -> Iterator[Message]:
    start, end = (row(rows, STOCK, encode(procedure=procedure, **at)) for at in ({"moment": "start"}, {}))
    if measured(start) and measured(end):
        yield Message("findings.grown_from_to", {"procedure": procedure, "start": quantity(start), "end": quantity(end)})


def _day(moment: Any) -> Day:
    return Day(pd.Timestamp(moment).date().isoformat())


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
    return tell(key, engagement, values, TO_CONFIRM, users=users, gap=0.3 if more else 0.0, annex=True)


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


def left_out(sources: Mapping[str, Sequence[str]]) -> list[Note]:
    """What is said of the files of cases of which no stock and no flow is told: `flow.left_out`."""
    return [Note(Message(f"findings.left_out_{why}", {"sources": list(names)}), kind="missing") for why, names in sources.items()]


@finding("processing.open_stock", beside=("processing.open_age_p50",))
def open_stock(rows: Disclosed, clocks: Collection[str], engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The requests still open when the period ends, and how old they are on their `flow.clocks`; none is no finding."""
    stock, age = row(rows, STOCK), row(rows, "processing.open_age_p50")
    if not measured(stock):
        return absent(stock)
    if not stock["value"]:
        return Note(Message("findings.open_stock_none"), kind="missing")
    late, whole = _past_their_time(chart)
    values: dict[str, Any] = {"stock": quantity(stock), "age": quantity(age)}
    values["begins"] = _begins(rows)
    values["least"] = Message("findings.nothing" if whole else "findings.at_least")
    values |= {name: Message(f"findings.open_stock_{name}") if name in clocks else "" for name in ("complete", "stopped")}
    values |= counted("charts.open_ages", {"late": late} if late else {})
    key = f"findings.open_stock{'_late' if late else ''}{'' if measured(age) else '_alone'}"
    users, gap = late or float(stock["value"]), 1.0 if late else 0.3
    return tell(key, engagement, values, SOLID, users=users, gap=gap, overdue=bool(late), chart=chart)


def _past_their_time(chart: Chart | None) -> tuple[float, bool]:
    """How many of the requests drawn are older than what was promised, and whether these are all: those of a band may be hidden."""
    late = chart.data.column("late") if chart else []
    return float(sum(cases for cases in late if cases is not None)), None not in late


def _begins(rows: Disclosed) -> Message:
    """That the files seem to begin with the period, where nothing was open at its start: the stock is then a least."""
    start = row(rows, STOCK, "moment=start")
    return Message("findings.stock_begins" if measured(start) and not start["value"] else "findings.nothing")


@claim(backlog)
def _the_curve_went_so(stated: Finding, drawn: Table) -> bool:
    """The curve begins, peaks and ends where the sentence says, moves as it says, and what came in and went out makes the difference."""
    start, stock, highest, opened, ended = (stated.values[name].value for name in ("start", "stock", "highest", "opened", "ended"))
    known = {name: [figure for figure in drawn.column(name) if figure is not None] for name in drawn.columns}
    shown = {name: len(figures) == len(drawn.rows) for name, figures in known.items()}
    if [drawn.column("start")[0], drawn.column("backlog")[-1]] != [start, stock] or max(known["highest"]) != highest:
        return False
    if start + opened - ended != stock or any(shown[n] and sum(known[n]) != f for n, f in (("opened", opened), ("ended", ended))):
        return False
    lowest, edge = min(known["lowest"]), max(start, stock)
    return {
        "grew": stock > start + SHIFT * edge and highest <= (1 + SHIFT) * edge,
        "fell": stock < start - SHIFT * edge and highest <= (1 + SHIFT) * edge,
        "stable": highest - lowest <= SHIFT * (highest + lowest),
        "peaked": highest > (1 + SHIFT) * edge,
        "moved": highest - lowest > SHIFT * (highest + lowest),
    }[stated.key.rpartition("_")[2]]


@claim(procedures)
def _each_grew_by_what_came_in_and_did_not_go_out(stated: Finding, drawn: Table) -> bool:
    names = ("start", "opened", "ended", "end")
    courses = dict(zip(drawn.column("procedure"), zip(*map(drawn.column, names), strict=True), strict=True))
    for told in stated.values["grown"]:
        start, opened, ended, end = courses[told.values["procedure"]]
        if (start, end) != (told.values["start"].value, told.values["end"].value) or not start < end == start + opened - ended:
            return False
    return True


@claim(open_stock)
def _ages_add_up_to_the_stock(stated: Finding, drawn: Table) -> bool:
    cases = drawn.column("cases")
    return None in cases or sum(cases) == stated.values["stock"].value
