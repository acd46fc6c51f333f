"""Findings on reachability by telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement, Target
from diagnostic.findings.declaration import bars, claim, finding, near, week_cells
from diagnostic.findings.evidence import (
    COMPLEMENT,
    Row,
    absent,
    annual,
    conclude,
    counted,
    data_words,
    measured,
    parameter,
    quantity,
    row,
    spread,
)
from diagnostic.findings.reliability import reliability
from diagnostic.indicators import notes
from diagnostic.measuring.disclosure import Disclosed, takes_disclosed
from diagnostic.questions.reach.lost import cells as half_hours
from diagnostic.questions.reach.lost import lost
from diagnostic.schema import FOR_AGENTS
from diagnostic.wording import Day, Quantity, Word

if TYPE_CHECKING:
    from diagnostic.questions.reach.totals import Unbalanced

STATE_MARK = Target(value=0.85, source="Services Publics+")
FEW_LOST_AFTER, GOOD_DAY, FEW_REDIALS = 0.02, 0.9, 0.1
SHOWN = 0.005  # a share that differs by less reads as the same
ROWS_OF_A_PAGE = 31


def mark(engagement: Engagement) -> Target:
    """The level that the answer rate is set against: the engagement's target, else the State's mark."""
    return engagement.targets.get("reach.answer_rate_agent", STATE_MARK)


@finding("reach.answer_rate_agent", beside=("reach.answer_rate_all",))
def answered(rows: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """The share of calls asking for an agent that one answered, beside the mark set by the State (or the engagement's target)."""
    figure, aim = row(rows, "reach.answer_rate_agent"), mark(engagement)
    if not measured(figure):
        return absent(figure)
    lost = figure["denominator"] - figure["numerator"]
    values = {
        "share": quantity(figure),
        "range": spread(figure, "findings.answered_range"),
        "of_all": _of_all(rows, figure),
        "mark": Quantity(aim.value, "share", source="targets.reach.answer_rate_agent"),
        "setter": aim.source,
        **{part: Message(f"findings.answered_{part}.{_step(rows)}") for part in ("step", "stop")},
    }
    key = "findings.answered" if aim.source == STATE_MARK.source else "findings.answered_own_target"
    gap = max(0.0, aim.value - figure["value"]) * 2
    return conclude(key, figure, "calls", engagement, values, concerned=lost, gap=gap, strength=figure["value"] >= aim.value, chart=chart)


def _step(rows: Disclosed) -> str:
    """What the data point to: the hours when calls are lost, the whole week where none stands apart, and else to count by half-hour."""
    if half_hours(rows).dropna(subset=["value", "high"]).empty:
        return "count"
    return "week" if lost(rows).empty else "hours"


def _of_all(rows: Disclosed, figure: Row) -> Message | str:
    """The share of every call received, where some asked for no agent."""
    every = row(rows, "reach.answer_rate_all")
    if not measured(every) or every["denominator"] == figure["denominator"]:
        return ""
    return Message("findings.answered_of_all", {"all": quantity(every)})


@finding("reach.answer_rate_agent")
def lost_hours(rows: Disclosed, engagement: Engagement, chart: Chart | None = None) -> Finding | Note | None:
    """The part of the week in which calls find an agent least often, or that none stands apart.

    With dozens of half-hours one is always lowest: `lost` says which lie beyond that.
    """
    whole, cells = row(rows, "reach.answer_rate_agent"), half_hours(rows)
    if cells.empty or not measured(whole):
        return None
    if (cells["note"] == notes.FEW_AGENTS).all():
        return Note(Message("findings.hours_hidden", {"agents": parameter("min_team", engagement.parameters.min_team, "count")}))
    shown, run = cells.dropna(subset=["value", "high"]), lost(rows)
    if shown.empty:
        return None
    lowest = (shown if run.empty else run).sort_values("value", kind="stable").iloc[0]
    low = row(rows, "reach.answer_rate_agent", lowest["scope"])
    values: dict[str, object] = {"low": quantity(low), "whole": quantity(whole)}
    if not run.empty:
        values |= {**_moment(run), "lost": quantity(low, COMPLEMENT), "lost_whole": quantity(whole, COMPLEMENT)}
    key, level = "findings.steady_hours" if run.empty else "findings.lost_hours", reliability(low, whole)
    users = annual(low, engagement, (run["denominator"] - run["numerator"]).sum())
    gap = 0.0 if run.empty else whole["value"] - low["value"]
    return conclude(key, whole, "calls", engagement, values, reliability=level, users=users, gap=gap, chart=chart)


@finding("reach.end_to_end_rate", "reach.answer_rate_agent", "reach.transfer_rate")
def end_to_end(rows: Disclosed, engagement: Engagement) -> Finding | Note | None:
    """What remains of the answer rate once calls are followed to their last leg; a caveat where the export stops at the switchboard."""
    figure, switchboard, transfers = (row(rows, f"reach.{name}") for name in ("end_to_end_rate", "answer_rate_agent", "transfer_rate"))
    if not measured(figure):
        blind = notes.has(switchboard["note"], "switchboard_only") and measured(transfers)
        return Note(Message("findings.switchboard", {"transfers": quantity(transfers)})) if blind else None
    if not (measured(switchboard) and measured(transfers)):
        return None
    lost = switchboard["value"] - figure["value"]
    rates = {"share": quantity(figure), "switchboard": quantity(switchboard), "transfers": quantity(transfers)}
    values = {**rates, "spread": spread(figure, "findings.end_to_end_spread")}
    key = "findings.end_to_end" if lost >= FEW_LOST_AFTER else "findings.followed_through"
    concerned = max(0.0, lost) * figure["denominator"]
    return conclude(
        key,
        figure,
        "calls",
        engagement,
        values,
        concerned=concerned,
        gap=max(0.0, lost) * 2,
        strength=lost < FEW_LOST_AFTER,
        annex=True,
    )


@finding("reach.callers_reached_share")
def callers_reached(rows: Disclosed, engagement: Engagement) -> Finding | None:
    """Callers who got an agent on the day they called."""
    figure = row(rows, "reach.callers_reached_share")
    if not measured(figure):
        return None
    asking = figure["high_definition"] or figure["value"]
    apart = asking - figure["value"] >= SHOWN
    told = Message("findings.callers_asking", {"most": quantity(figure, "high_definition")}) if apart else ""
    values = {"share": quantity(figure), "asking": told}
    concerned = figure["numerator"] * (1 / asking - 1) if asking else 0.0
    return conclude(
        "findings.callers_reached",
        figure,
        "caller_days",
        engagement,
        values,
        concerned=concerned,
        gap=(1 - asking) * 0.5,
        strength=asking >= GOOD_DAY,
        annex=True,
    )


@finding(("reach.wait_p90", "reach.wait_mean"), beside=("reach.wait_p50", "reach.service_level", "reach.abandon_rate"))
def waiting(rows: Disclosed, engagement: Engagement) -> Finding | None:
    """How long callers wait: the median and the long waits, else the mean that totals give: it hides long waits and is no strength."""
    half, tenth, mean = (row(rows, f"reach.wait_{name}") for name in ("p50", "p90", "mean"))
    within, abandoned = row(rows, "reach.service_level"), row(rows, "reach.abandon_rate")
    known = all(map(measured, (half, tenth, within, abandoned)))
    if not known and not measured(mean):
        return None
    figures = {"half": half, "tenth": tenth, "level": within, "abandoned": abandoned} if known else {"mean": mean}
    seconds = parameter("answer_within_s", engagement.parameters.answer_within_s, "second")
    level = reliability(tenth if known else mean)
    late = within["denominator"] - within["numerator"] if known else 0.0
    values = {name: quantity(figure) for name, figure in figures.items()} | {"within": seconds}
    soon = known and within["value"] >= engagement.parameters.service_level
    key = "findings.waiting_mean" if not known else "findings.waiting_soon" if soon else "findings.waiting"
    users = annual(within, engagement, late)
    gap = (1 - within["value"]) * 0.02 if known else 0.0
    return conclude(
        key,
        tenth if known else mean,
        "answered",
        engagement,
        values,
        reliability=level,
        users=users,
        gap=gap,
        strength=soon,
    )


@finding("reach.redial_rate")
def redials(rows: Disclosed, engagement: Engagement) -> Finding | None:
    """How many unanswered callers try again within the hour; None where none was seen to: numbers may tell no caller from another."""
    figure = row(rows, "reach.redial_rate")
    if not measured(figure) or not figure["numerator"]:
        return None
    values = {"share": quantity(figure), "redials": quantity(figure, "numerator")}
    return conclude(
        "findings.redials", figure, "unanswered", engagement, values, gap=figure["value"] * 0.3, strength=figure["value"] < FEW_REDIALS
    )


@takes_disclosed
def unmeasured(rows: Disclosed) -> Note | None:
    """In one sentence, what the calls received cannot tell, and what would have to come."""
    lacking = {name: names for name in rows["indicator"].unique() if (names := notes.names(row(rows, name)["note"], notes.MISSING))}
    if not lacking:
        return None
    labels = [Word(f"indicators.{name}.label") for name in lacking]
    what = data_words(name for names in lacking.values() for name in names)
    return Note(Message("findings.not_counted", {"labels": labels, "what": what}), "missing", list(lacking))


@takes_disclosed
def since_break(rows: Disclosed) -> Note | None:
    """From which day on a declared break lets the figures pool calls."""
    broken = rows[(rows["scope"] == "all") & rows["note"].map(lambda note: notes.has(note, notes.SINCE_BREAK))]
    return Note(Message("findings.since_break", {"day": Day(broken["period_start"].iloc[0])})) if len(broken) else None


@takes_disclosed
def direct_lines(rows: Disclosed, lines: Disclosed, engagement: Engagement) -> list[Note]:
    """The calls that pass by no queue: counted where the file tells them apart, else a gap of the perimeter; `reach.direct`.

    Nothing of lines that no call received tells of.
    """
    absent = [gap.service for gap in engagement.perimeter.absent if gap.channel == "phone" and gap.service]
    calls, direct = (float(lines[name].sum()) for name in ("calls", "direct"))
    messages = []
    if direct:
        messages.append(Message("findings.direct_lines_seen", counted("calls.direct", {"calls": calls, "direct": direct})))
    if measured(row(rows, "reach.answer_rate_all")):
        if absent:
            messages.append(Message("findings.direct_lines_absent", {"services": absent}))
        elif (lines["calls"] == 0).all():
            messages.append(Message("findings.direct_lines_unseen"))
    return [Note(message) for message in messages]


@takes_disclosed
def unbalanced_days(totals: Unbalanced) -> list[Note | Table]:
    """The days whose totals contradict each other, counted in a sentence and listed for the annex; `reach.unbalanced`."""
    days = totals.listed
    if days.empty:
        return []
    sizes = {"days": len(days), "all": totals.days, "gap": days["gap"].abs().sum(), "calls": totals.calls}
    figures = counted("findings.unbalanced", sizes)
    kinds = {"when": "text", "days": "count_exact", "offered": "count_exact", "explained": "count_exact", "gap": "count_exact"}
    return [Note(Message("findings.unbalanced_days", figures)), Table("findings.unbalanced", kinds, _listed(days), annex=True)]


def _listed(days: Disclosed) -> list[list[object]]:
    """One line per day, else per month, else per year: the finest that a page holds."""
    stamps = pd.to_datetime(days["day"])
    for pattern in ("%Y-%m-%d", "%Y-%m", "%Y"):
        parts = days.groupby(stamps.dt.strftime(pattern)).agg(
            days=("day", "size"), offered=("offered", "sum"), explained=("explained", "sum"), gap=("gap", lambda gap: gap.abs().sum())
        )
        if len(parts) <= ROWS_OF_A_PAGE:
            break
    return [[when, *map(float, part)] for when, *part in parts.itertuples()]


def _moment(run: Disclosed) -> dict[str, Quantity | Word]:
    """The day of a run of half-hours, and the hours between which it lies."""
    hours = {"start": int(run["slot"].min()) // 2, "end": (int(run["slot"].max()) + 2) // 2}
    edges = {name: Quantity(hour, "hour_of_day", source="table:charts.answer_week") for name, hour in hours.items()}
    return {"weekday": Word(f"words.weekday_long.{run['weekday'].iloc[0]}"), **edges}


@claim(answered)
def _calls_answered_are_drawn(stated: Finding, drawn: Table) -> bool:
    """Of the calls meant for an agent, whose outcomes are drawn but for the rarest."""
    calls = bars(drawn, "outcome", "calls")
    asking = sum(calls.get(outcome) or 0.0 for outcome in FOR_AGENTS)
    taken = calls.get("answered")
    return taken is None or abs(taken / asking - stated.values["share"].value) <= 0.02


@claim(lost_hours)
def _lowest_rate_is_drawn(stated: Finding, drawn: Table) -> bool:
    """In the hours named, else in the week."""
    values = stated.values
    cells = [cell for cell in week_cells(drawn) if cell[2] is not None]
    if "weekday" in values:
        day, start, end = int(values["weekday"].key.rpartition(".")[2]), values["start"].value, values["end"].value
        cells = [cell for cell in cells if cell[0] == day and start <= cell[1] < end]
    shown = [rate for *_, rate in cells]
    return near(min(shown, default=values["low"].value), values["low"].value)
