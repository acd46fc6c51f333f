"""Findings on the counter: waits, users at the doors, appointments, and how hours suit those who were asked."""

from __future__ import annotations

import pandas as pd

from diagnostic.blocks import Chart, Finding, Note, Table
from diagnostic.engagement import Engagement
from diagnostic.findings.judgement import absent, annual, measured, quantity, reliability, row, source
from diagnostic.indicators import pick
from diagnostic.wording import Quantity

SHORT_WAIT = 15.0  # minutes that nine users in ten wait less than: a strength
BUSY_DOORS = 1.25  # times the mean pace, over the whole range
MOSTLY_SUITED = 0.8


def waits(rows: pd.DataFrame, engagement: Engagement) -> Finding | Note:
    """How long users wait at the counter, and how many leave."""
    half, most, left = (row(rows, f"counter.{name}") for name in ("wait_p50", "wait_p90", "left_share"))
    if not (measured(half) and measured(most)):
        return absent(half)
    if not measured(left):
        return absent(left)
    level = reliability(half, most)
    return Finding(
        key="findings.counter_waits",
        values={"half": quantity(half), "most": quantity(most), "left": quantity(left)},
        reliability=level,
        users=annual(left, engagement),
        gap=left["value"],
        strength=most["value"] <= SHORT_WAIT,
        source=source(half, "tickets", engagement, level),
        section="access",
    )


def doors(rows: pd.DataFrame, engagement: Engagement, chart: Chart | None = None) -> Finding | None:
    """Users waiting for the doors: the first half-hours of openings, where clearly busier than the rest. None where they are not."""
    figure = row(rows, "opening.shoulder_load", "channel=counter;edge=first")
    if not measured(figure) or (figure["low"] or 0) < BUSY_DOORS:
        return None
    level = reliability(figure)
    return Finding(
        key="findings.doors",
        values={"load": quantity(figure), "arrived": quantity(figure, "numerator"), "usual": quantity(figure, "denominator")},
        reliability=level,
        users=annual(figure, engagement),
        gap=(figure["value"] - 1) * 0.1,
        chart=chart,
        source=source({}, "contacts", engagement, level),
        section="access",
    )


def suited(rows: pd.DataFrame, engagement: Engagement) -> Finding | Note:
    """The share of users asked whom opening hours suit, and the activity statuses that they suit most and least."""
    figure = row(rows, "opening.users_satisfied_share")
    if not measured(figure):
        return absent(figure)
    profiles = pick(rows, "opening.users_satisfied_share", "profile").dropna(subset=["value"])
    key, values = "findings.suited", {"share": quantity(figure)}
    if len(profiles) > 1:
        key = "findings.suited_profiles"
        ends = {"most": profiles.loc[profiles["value"].idxmax()], "least": profiles.loc[profiles["value"].idxmin()]}
        for name, one in ends.items():
            values |= {name: quantity(row(rows, "opening.users_satisfied_share", one["scope"])), f"{name}_who": one["profile"]}
    level = reliability(figure)
    return Finding(
        key=key,
        values=values,
        reliability=level,
        users=float(engagement.client.population or 0) * 0.1,
        gap=max(0.0, MOSTLY_SUITED - figure["value"]),
        strength=figure["value"] >= MOSTLY_SUITED,
        source=source(figure, "answers", engagement, level),
        section="access",
    )


def appointments(rows: pd.DataFrame, engagement: Engagement) -> Finding | Note:
    """How far ahead appointments are held, and how many users do not come."""
    half, most, missed = (row(rows, f"appointment.{name}") for name in ("lead_p50", "lead_p90", "no_show_share"))
    if not (measured(half) and measured(most)):
        return absent(half)
    if not measured(missed):
        return absent(missed)
    level = reliability(half, most)
    shown: dict[str, Quantity] = {"half": quantity(half), "most": quantity(most), "missed": quantity(missed)}
    return Finding(
        key="findings.appointments",
        values=shown,
        reliability=level,
        users=annual(missed, engagement),
        gap=missed["value"],
        source=source(half, "appointments", engagement, level),
        section="access",
    )


def busy_hours(levels: pd.DataFrame) -> list[Table]:
    """Busy and quiet hours as Services Publics+ asks to publish them: the telephone, and the counters. From `measures.week.busy_hours`."""
    tables = []
    for channel, here in levels.fillna({"site": ""}).groupby("channel"):
        days = sorted(here["weekday"].unique())
        said = {(row.site, row.part, row.weekday): f"words.busy.{row.level}" for row in here.itertuples()}
        places = dict.fromkeys(zip(here["site"], here["part"], strict=True))
        rows = [
            [site, f"words.part_of_day.{part}", *(said.get((site, part, day), "words.busy.closed") for day in days)]
            for site, part in places
        ]
        columns = {"site": "text", "part": "word", **{f"day{day}": "word" for day in days}}
        if channel == "phone":
            columns, rows = {name: kind for name, kind in columns.items() if name != "site"}, [row[1:] for row in rows]
        tables.append(Table(f"charts.busy_{channel}", columns, rows, annex=True))
    return tables
