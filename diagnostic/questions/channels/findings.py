"""Findings on channels."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from diagnostic.blocks import Chart, Finding, Message, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import TO_CONFIRM, absent, annual, measured, quantity, reliability, row, source
from diagnostic.indicators import pick
from diagnostic.wording import Quantity, Word

MOST = 8
STEPS = ("first", "second", "third", "last")


def mix(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note:
    """Which channel carries the load, of what is recorded."""
    shares = pick(rows, "channel.share", "channel")
    shares = shares[(shares["channel"] != "unknown")].dropna(subset=["value"])
    if shares.empty:
        return absent(row(rows, "channel.share"))
    first = row(rows, "channel.share", shares.loc[shares["value"].idxmax(), "scope"])
    level = reliability(first)
    return Finding(
        key="findings.mix",
        values={"channel": Word(f"words.channel_the.{shares.loc[shares['value'].idxmax(), 'channel']}"), "share": quantity(first)},
        reliability=level,
        users=annual(first, engagement),
        gap=0.0,
        chart=chart,
        source=source(first, "handled", engagement, level),
        section="who",
    )


def digital(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None) -> Finding | Note | Chart | None:
    """The part of handled contacts that come in writing through a digital channel; where none does, the chart speaks alone."""
    figure = row(rows, "channel.digital_share")
    if not measured(figure):
        return absent(figure)
    if not figure["value"]:
        return chart
    level = reliability(figure)
    return Finding(
        key="findings.digital",
        values={"share": quantity(figure)},
        reliability=level,
        users=annual(figure, engagement),
        gap=0.0,
        chart=chart,
        source=source(figure, "handled", engagement, level),
        section="who",
    )


def multichannel(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | Note:
    """People who need several channels for one matter: seen on persons where they are known, else on requests that list their channels."""
    persons, requests = row(rows, "channel.multichannel_share"), row(rows, "channel.multichannel_requests")
    figure, what = (persons, "persons") if measured(persons) else (requests, "requests")
    if not measured(figure):
        return absent(persons)
    if not figure["numerator"]:
        return Note(Message("findings.one_channel_each"), kind="missing")
    level = reliability(figure)
    return Finding(
        key=f"findings.multichannel_{what}",
        values={"share": quantity(figure), "concerned": quantity(figure, "numerator")},
        reliability=level,
        users=annual(figure, engagement),
        gap=figure["value"] * 0.5,
        strength=figure["value"] < 0.05,
        chart=chart,
        source=source(figure, what, engagement, level),
        section="who",
    )


def counter_only(topics: pd.DataFrame, engagement: Engagement) -> Finding | None:
    """Topics that people can only finish at the counter, and what reaches the other channels about them: `measures.paths.counter_only`."""
    if topics.empty:
        return None
    shown = topics.head(MOST)
    others = float(topics["others"].sum())
    return Finding(
        key="findings.counter_only" if len(topics) > 1 else "findings.counter_only_one",
        values={
            "topic": str(topics.iloc[0]["topic"]),
            "topics": Quantity(float(len(topics)), "count", source="table:findings.only_there"),
            "others": Quantity(others, "count", source="table:findings.only_there"),
        },
        reliability=TO_CONFIRM,
        users=annual({"numerator": others}, engagement),
        gap=0.2,
        table=Table(
            "findings.only_there",
            {"topic": "text", "visits": "count", "others": "count"},
            [[row.topic, *(_shown(count, engagement) for count in (row.visits, row.others))] for row in shown.itertuples()],
        ),
        source=source({}, "contacts", engagement, TO_CONFIRM),
        section="who",
    )


def visits(found: pd.DataFrame) -> Table | None:
    """The paths that end in a visit, for the annex: `measures.paths.visits`."""
    if found.empty:
        return None
    short = found[found["path"].map(len) <= len(STEPS)]
    rows = [[*_steps(row.path), float(row.visits)] for row in short.itertuples()]
    return Table("findings.visits", dict.fromkeys(STEPS, "word") | {"visits": "count"}, rows, annex=True)


def _steps(path: Sequence[str]) -> list[str]:
    """The channels of a path as words, the places that it leaves empty before its last one."""
    words = [f"words.channel.{step}" for step in path]
    return [*words[:-1], *[""] * (len(STEPS) - len(words)), words[-1]]


def _shown(count: float, engagement: Engagement) -> float | None:
    return None if 0 < count < engagement.parameters.small_group else float(count)


def observed(rows: pd.DataFrame) -> Note:
    """How much of the declared perimeter the data show, as a caveat."""
    figure = row(rows, "coverage.observed_share")
    if not measured(figure):
        return absent(figure)
    return Note(Message("findings.observed", {"share": quantity(figure)}), kind="caveat")
