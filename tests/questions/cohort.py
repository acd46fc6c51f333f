"""Random cases of a town in UTC, the cohort that its period follows, and the town."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction

import pandas as pd

from diagnostic.engagement import Client, Period, Promise
from tests.questions.random_towns import open_town

START, END = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-04-01")
PERIOD = Period(start=dt.date(2024, 1, 1), end=dt.date(2024, 3, 31), extract_date=dt.date(2024, 4, 30))
EXTRACT = pd.Timestamp("2024-05-01")
# UTC keeps elapsed and local durations equal in these naive loops
TOWN = {"period": PERIOD, "promises": (Promise(procedure="births", days=10.0), Promise(procedure="permits", days=30.0))}


def random_cases(seed, count=120):
    rng, made = random.Random(seed), []
    for _ in range(count):
        opened = pd.Timestamp("2023-11-20") + pd.Timedelta(days=rng.randrange(130), hours=rng.randrange(24))
        closed = opened + pd.Timedelta(days=rng.choice([0, 3, 10, 10, 25, 30, 80]), hours=rng.choice([0, 0, 7]))
        end = rng.choice(["closed", "closed", "closed", "withdrawn", "transferred"])
        still_open = closed >= EXTRACT or rng.random() < 0.15
        made.append(
            {
                "opened_at": opened.isoformat(),
                "closed_at": None if still_open else closed.isoformat(),
                "end": None if still_open else end,
                "procedure": rng.choice(["births", "permits", "noise", None]),
            }
        )
    return made


def lasting(opened, days, **more):
    """A case opened on a day of 2024 and closed so many days later."""
    return {"opened_local": f"2024-{opened}", "closed_local": pd.Timestamp(f"2024-{opened}") + pd.Timedelta(days=days), **more}


def spans(cases, procedure=None):
    """(days, state, entry days, opened in the period) of the cohort: opened in the period, or open at its start.

    Nobody knows how long a case took that was opened and closed in one instant.
    """
    kept = []
    for case in cases:
        if procedure and case["procedure"] != procedure:
            continue
        opened, closed = pd.Timestamp(case["opened_at"]), pd.Timestamp(case["closed_at"] or EXTRACT)
        state = "open" if not case["closed_at"] else "closed" if case["end"] == "closed" else "competing"
        if opened != closed and opened < END and (opened >= START or closed >= START):
            kept.append(
                ((closed - opened) / pd.Timedelta(days=1), state, max(0.0, (START - opened) / pd.Timedelta(days=1)), opened >= START)
            )
    return kept


def curve(kept, censored=()):
    """(time, share ended so, share going on) by a loop over fractions, as far as no case stands for more than the grain; and the grain.

    States among `censored` leave as open cases do.
    """
    kept = [(span[0], "open" if span[1] in censored else span[1], span[2]) for span in kept if span[2] <= span[0]]
    grain = max(Fraction(1, 100), Fraction(2, len(kept)))
    going_on, ended, found = Fraction(1), Fraction(0), []
    for time in sorted({span[0] for span in kept}):
        at_risk = [span for span in kept if span[2] <= time <= span[0]]
        if going_on / len(at_risk) > grain:
            break
        ended += going_on * Fraction(sum(span[0] == time and span[1] == "closed" for span in at_risk), len(at_risk))
        going_on *= 1 - Fraction(sum(span[0] == time and span[1] != "open" for span in at_risk), len(at_risk))
        found.append((time, ended, going_on))
    return found, grain


def among_closed(told, grain):
    """The same among the cases that end closed; None while more than the grain of cases goes on."""
    _, top, going_on = told[-1]
    return [(time, ended / top, left) for time, ended, left in told] if going_on <= grain and top else None


def reached(told, grain, share):
    """The first time at which the curve reaches the share, unless it ends less than the grain beyond."""
    if max(ended for _, ended, _ in told) < min(share + grain, 1):
        return None
    return next(time for time, ended, _ in told if ended >= share)


def utc_town(folder, **settings):
    return open_town(folder, **({"client": Client(name="Ville", timezone="UTC")} | TOWN | settings))
