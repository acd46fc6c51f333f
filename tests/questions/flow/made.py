"""A town in UTC about half a year of cases, and cases to fill it with; a course of their stock, written by hand."""

from __future__ import annotations

import datetime as dt
import random

import pandas as pd

from diagnostic.engagement import Client, Period
from tests.questions.random_towns import open_town
from tests.questions.rows import rows

DAY = pd.Timedelta(days=1)
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 30), extract_date=dt.date(2024, 7, 7))


def utc_town(folder, **settings):
    return open_town(folder, **({"client": Client(name="Ville", timezone="UTC"), "period": PERIOD} | settings))


def case(opened, closed=None, **more):
    return {"opened_local": str(opened), "closed_local": closed and str(closed), **more}


# a source that dates no end tells of no case that it is open
CLOSED = case("2024-05-02", "2024-05-03")


def random_cases(seed, count=300):
    """Cases of three procedures and of none, some closed by a tool, some ended without a date, some still open."""
    rng, made = random.Random(seed), []
    for _ in range(count):
        opened = pd.Timestamp("2023-11-01") + pd.Timedelta(hours=rng.randrange(24 * 240))
        closed = opened + rng.choice([0, 1, 5, 40, 100]) * DAY
        made.append(case(opened, closed if rng.random() < 0.8 else None, end=rng.choice(["closed", "withdrawn", None])))
        if made[-1]["closed_local"] is None and rng.random() < 0.7:
            made[-1]["end"] = None
        tool = rng.choice([None, None, None, "bulk_closing", "automatic_closing", "midnight_stamp"]) if made[-1]["closed_local"] else None
        made[-1] |= {"procedure": rng.choice(["births", "permits", "noise", None]), "artefact": tool}
    return made


def loop(cases, first, last, extract, procedure=None):
    """Day by day, from plain loops over the cases: what opened, ended, what a tool ended, what waits, and would without the tool."""
    first, last, extract = map(pd.Timestamp, (first, last, extract))
    known = []
    for one in cases:
        if procedure is not None and one["procedure"] != procedure:
            continue
        opened = pd.Timestamp(one["opened_local"])
        closed = pd.Timestamp(one["closed_local"]) if one["closed_local"] else None
        if closed is None and one.get("end"):
            continue  # an end without a date is on no day
        if closed is not None and closed >= extract + DAY:
            closed = None  # nobody knows of it yet
        if opened < extract + DAY:
            known.append((opened.normalize(), closed and closed.normalize(), one.get("artefact") in ("bulk_closing", "automatic_closing")))
    rows = {}
    for day in pd.date_range(first, last):
        open_now = [one for one in known if one[0] <= day and (one[1] is None or one[1] > day)]
        kept_open = [one for one in known if one[0] <= day and one[1] is not None and first <= one[1] <= day and one[2]]
        rows[day] = {
            "opened": sum(one[0] == day for one in known),
            "ended": sum(one[1] == day for one in known),
            "by_tool": sum(one[1] == day and one[2] for one in known),
            "backlog": len(open_now),
            "without": len(open_now) + len(kept_open),
        }
    return rows


def steady(opened, ended, stock, tool=0):
    """Weeks that each bring and take the same, a stock that was there before, and closings by a tool in every week."""
    made = [case("2023-12-01 10:00") for _ in range(stock)]
    ages = iter(range(10_000))
    old = [case("2023-12-02 10:00") for _ in range(27 * (ended + tool))]
    for week in pd.date_range("2024-01-02 10:00", "2024-07-02 10:00", freq="7D"):
        made += [case(week) for _ in range(opened)]
        for number in range(ended + tool):
            old[next(ages)] |= {"closed_local": str(week), "artefact": "bulk_closing" if number < tool else None}
    return made + old


# a course of the whole stock, as `flow.whole` gives it, and the rows beside it
WENT = {
    "first": pd.Timestamp("2025-01-01"),
    "last": pd.Timestamp("2025-12-31"),
    "start": 300.0,
    "opened": 5000.0,
    "ended": 4900.0,
    "by_tool": 0.0,
    "end": 400.0,
    "without": 400.0,
    "highest": 420.0,
    "highest_day": pd.Timestamp("2025-11-16"),
    "lowest": 290.0,
    "weeks": 51,
    "net": 2.0,
    "low": 0.5,
    "high": 3.5,
    "sure": True,
    "mostly": None,
    "pace_weeks": 13,
    "pace_opened": 100.0,
    "pace_ended": 98.0,
}


def stock_rows(went, *more):
    stock = {"indicator": "processing.open_stock", "unit": "count"}
    levels = {"all": went["end"], "moment=start": went["start"], "moment=peak": went["highest"]}
    if went["by_tool"] > 0:
        levels["artefact=excluded"] = went["without"]
    flow_row = {"indicator": "processing.net_flow", "unit": "ratio", "value": went["opened"] / went["ended"]}
    return rows(*(stock | {"scope": scope, "value": value, "numerator": value} for scope, value in levels.items()), flow_row, *more)
